"""Many offers at once, each with its options, and the remedies that come of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.offers.models import Offer
from amends.apps.offers.store.records import NewOption
from amends.core.decision.basis import COUNTED, LOOK_BACK_DAYS, PastGiving
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.kernel.bulk import among, copy_rows, draw_ids, run
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class NewOffer:
    """One person's offer. `options` stand in the order of `option_ids`; `face` is what it is worth."""

    id: int
    option_ids: tuple[int, ...]
    case_id: int
    customer_id: int
    unit_id: int
    decision_id: int
    options: tuple[NewOption, ...]
    face: Money
    is_owed: bool
    needs_acceptance: bool
    arguments_digest: str
    envelope_digest: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewRemedy:
    """One remedy to be carried out; the ids say where its proof will come from."""

    offer_id: int
    option_id: int
    kind: str  # voucher, promise, payment
    amount: Money
    is_owed: bool
    voucher_id: int | None = None
    promise_id: int | None = None


def draw_offer_ids(count: int) -> list[int]:
    """Ids for offers that will be written later."""
    return draw_ids("offers_offer", count)


def draw_option_ids(count: int) -> list[int]:
    """Ids for options that will be written later."""
    return draw_ids("offers_offeroption", count)


def add_many(ctx: Context, made_by: str, offers: Sequence[NewOffer]) -> None:
    """Write the offers. One that needs no acceptance is carried out in the same transaction, so it is accepted."""
    assert connection.in_atomic_block, "offers are made in a command's transaction"
    copy_rows("offers_offer", _OFFER, (_offer_row(ctx, made_by, offer) for offer in offers))
    copy_rows("offers_offeroption", _OPTION, _option_rows(offers))


_OFFER = (
    *("id", "case_id", "customer_id", "unit_id", "decision_id", "is_owed", "state", "needs_acceptance"),
    *("arguments_digest", "envelope_digest", "override_reason", "face_minor", "currency", "answered_source"),
    *("decline_words", "made_by", "made_at", "expires_at", "answered_at", "chosen_option_id"),
)
_OPTION = (
    *("id", "offer_id", "position", "gesture_code", "name", "form", "face_minor", "true_cost_minor"),
    *("currency", "percent", "quantity", "terms"),
)


def _offer_row(ctx: Context, made_by: str, offer: NewOffer) -> tuple[Any, ...]:
    waits = offer.needs_acceptance
    return (
        *(offer.id, offer.case_id, offer.customer_id, offer.unit_id, offer.decision_id, offer.is_owed),
        OfferState.OFFERED.value if waits else OfferState.ACCEPTED.value,
        *(waits, offer.arguments_digest, offer.envelope_digest, "", offer.face.minor, offer.face.currency),
        *("", "", made_by, ctx.now, offer.expires_at, None if waits else ctx.now),
        None
        if waits or offer.is_owed
        else offer.option_ids[0],  # written in the next step: the key is deferred
    )


def _option_rows(offers: Sequence[NewOffer]) -> Iterable[tuple[Any, ...]]:
    terms: dict[int, str] = {}  # the options of a group are the same objects: their terms are written once
    for offer in offers:
        for position, (option_id, option) in enumerate(zip(offer.option_ids, offer.options, strict=True)):
            text = terms.get(id(option))
            if text is None:
                text = terms[id(option)] = json.dumps(dict(option.terms))
            yield (
                *(option_id, offer.id, position, option.gesture_code, option.name[:120], option.form),
                *(option.face.minor, option.true_cost.minor, option.face.currency, option.percent),
                *(option.quantity, text),
            )


def make_remedies(remedies: Sequence[NewRemedy]) -> None:
    """These are to be carried out from now on."""
    assert connection.in_atomic_block, "remedies are promised in a command's transaction"
    columns = (
        "offer_id",
        "option_id",
        "kind",
        "amount_minor",
        "currency",
        "is_owed",
        "voucher_id",
        "promise_id",
    )
    copy_rows(
        "offers_fulfilment",
        (*columns, "payment_ref"),
        (
            (
                *(new.offer_id, new.option_id, new.kind, new.amount.minor, new.amount.currency, new.is_owed),
                *(new.voucher_id, new.promise_id, ""),
            )
            for new in remedies
        ),
    )


_PAST = """
    SELECT o.customer_id, o.id, o.case_id, o.state, o.face_minor, o.currency, o.made_at,
           array_agg(p.gesture_code ORDER BY p.position)
    FROM offers_offer o JOIN offers_offeroption p
      ON p.offer_id = o.id AND (o.chosen_option_id IS NULL OR p.id = o.chosen_option_id)
    WHERE o.customer_id = ANY(%(customer_ids)s::bigint[]) AND o.made_at > %(now)s - make_interval(days => %(days)s)
      AND NOT o.is_owed AND o.state = ANY(%(counted)s)
    GROUP BY o.id ORDER BY o.id
"""


def past_givings_of(customer_ids: Sequence[int], *, now: datetime) -> dict[int, tuple[PastGiving, ...]]:
    """What the rolling totals of these customers are made of; those who were given nothing are left out."""
    values = {
        "customer_ids": list(customer_ids),
        "now": now,
        "days": LOOK_BACK_DAYS,
        "counted": [state.value for state in COUNTED],
    }
    found: dict[int, tuple[PastGiving, ...]] = {}
    for customer_id, offer_id, case_id, state, face, currency, made_at, codes in run(_PAST, values):
        giving = PastGiving(
            offer_id, case_id, OfferState(state), Money(face, currency), made_at, tuple(codes)
        )
        found[customer_id] = (*found.get(customer_id, ()), giving)
    return found


def given_since(customer_ids: Sequence[int], since: datetime) -> frozenset[int]:
    """Those of the locked customers who were given or offered something after that moment."""
    counted = [state.value for state in COUNTED]
    rows = Offer.objects.filter(
        customer_id__in=among(customer_ids), made_at__gt=since, is_owed=False, state__in=counted
    )
    return frozenset(rows.values_list("customer_id", flat=True))
