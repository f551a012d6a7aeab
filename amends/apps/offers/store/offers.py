"""Offers themselves: made, found, locked, and moved along their lifecycle by compare and swap."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from amends.apps.offers.models import Offer, OfferOption
from amends.apps.offers.store.records import NewOption, OfferRecord, OptionRecord, offer_record
from amends.core.decision.basis import LOOK_BACK_DAYS, PastGiving
from amends.core.message.telling import Told
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferEvent, OfferState, OfferStepNotAllowed, next_offer_state
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.statement import first_row


class OfferUnknown(Refusal):
    """There is no such offer, or none for this actor."""

    code = "offer_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such offer here.")


def add_offer(
    ctx: Context,
    *,
    case_id: int,
    customer_id: int,
    unit_id: int,
    decision_id: int,
    state: OfferState,
    needs_acceptance: bool,
    arguments_digest: str,
    envelope_digest: str,
    face: Money,
    options: Sequence[NewOption],
    is_owed: bool = False,
    override_reason: str = "",
    expires_at: datetime | None = None,
) -> OfferRecord:
    """An offer of one option, of alternatives, or (`is_owed`) of all that is due; `face` is what budgets
    hold.
    """
    assert connection.in_atomic_block, "an offer is made in a command's transaction"
    values = {
        "case_id": case_id,
        "customer_id": customer_id,
        "unit_id": unit_id,
        "decision_id": decision_id,
        "is_owed": is_owed,
        "state": state.value,
        "needs_acceptance": needs_acceptance,
        "arguments_digest": arguments_digest,
        "envelope_digest": envelope_digest,
        "override_reason": override_reason[:300],
        "face_minor": face.minor,
        "currency": face.currency,
        "made_by": str(ctx.actor),
        "made_at": ctx.now,
        "expires_at": expires_at,
        "options": json.dumps([_option(position, option) for position, option in enumerate(options)]),
    }
    row = first_row(_ADD, values)
    assert row is not None, "what is inserted comes back"
    offer_id, option_ids = row
    return OfferRecord(
        id=offer_id,
        case_id=case_id,
        customer_id=customer_id,
        unit_id=unit_id,
        decision_id=decision_id,
        is_owed=is_owed,
        state=state,
        needs_acceptance=needs_acceptance,
        arguments_digest=arguments_digest,
        override_reason=override_reason[:300],
        face=face,
        made_by=str(ctx.actor),
        made_at=ctx.now,
        expires_at=expires_at,
        reminded_at=None,
        options=tuple(
            OptionRecord(option_ids[position], position, **_kept(option))
            for position, option in enumerate(options)
        ),
    )


# An offer and its options in one statement, because every giving makes one.
_ADD = """
    WITH made AS (
        INSERT INTO offers_offer
            (case_id, customer_id, unit_id, decision_id, is_owed, state, needs_acceptance, arguments_digest,
             envelope_digest, override_reason, face_minor, currency, answered_source, decline_words, made_by, made_at,
             expires_at)
        VALUES (%(case_id)s, %(customer_id)s, %(unit_id)s, %(decision_id)s, %(is_owed)s, %(state)s,
                %(needs_acceptance)s, %(arguments_digest)s, %(envelope_digest)s, %(override_reason)s, %(face_minor)s,
                %(currency)s, '', '', %(made_by)s, %(made_at)s, %(expires_at)s)
        RETURNING id
    ), listed AS (
        INSERT INTO offers_offeroption
            (offer_id, position, gesture_code, name, form, face_minor, true_cost_minor, currency, percent, quantity,
             terms)
        SELECT made.id, o.*
        FROM made, jsonb_to_recordset(%(options)s::jsonb) AS o
            (position smallint, gesture_code text, name text, form text, face_minor bigint, true_cost_minor bigint,
             currency text, percent numeric, quantity integer, terms jsonb)
        RETURNING id, position
    )
    SELECT (SELECT id FROM made), (SELECT array_agg(id ORDER BY position) FROM listed)
"""


def _option(position: int, option: NewOption) -> dict[str, Any]:
    return {
        "position": position,
        "gesture_code": option.gesture_code,
        "name": option.name[:120],
        "form": option.form,
        "face_minor": option.face.minor,
        "true_cost_minor": option.true_cost.minor,
        "currency": option.face.currency,
        "percent": None if option.percent is None else str(option.percent),
        "quantity": option.quantity,
        "terms": dict(option.terms),
    }


def _kept(option: NewOption) -> dict[str, Any]:
    kept = {name: getattr(option, name) for name in NewOption.__slots__}
    return {**kept, "name": option.name[:120]}


def offer(offer_id: int) -> OfferRecord:
    """The offer with that id, unlocked; raises `OfferUnknown`."""
    return _found(Offer.objects.filter(id=offer_id).first())


def lock_offer(offer_id: int) -> OfferRecord:
    """The offer, locked until the commit; customer and case are locked before it. Raises `OfferUnknown`."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    return _found(Offer.objects.select_for_update(no_key=True).filter(id=offer_id).first())


def open_offers(case_id: int) -> tuple[OfferRecord, ...]:
    """Offers of a case that wait for a yes inside or for the customer, locked in the order they were made."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    waiting = [OfferState.AWAITING_APPROVAL.value, OfferState.OFFERED.value]
    rows = Offer.objects.select_for_update(no_key=True).filter(case_id=case_id, state__in=waiting)
    return tuple(_found(row) for row in rows.order_by("id"))


def owed_codes(case_id: int) -> frozenset[str]:
    """The entitlements that were given in this case already."""
    rows = OfferOption.objects.filter(offer__case_id=case_id, offer__is_owed=True)
    return frozenset(rows.values_list("gesture_code", flat=True))


def to_tell(case_id: int, *, since: datetime | None) -> Told:
    """What a letter says of the offers made after `since`; once more what stands where none is new."""
    return Offer.objects.to_tell(case_id, since=since)


def past_givings(
    customer_id: int, *, now: datetime, but_offer_id: int | None = None
) -> tuple[PastGiving, ...]:
    """What the rolling totals of a locked customer are made of."""
    since = now - timedelta(days=LOOK_BACK_DAYS)
    return tuple(Offer.objects.past_givings(customer_id, since=since, but_offer_id=but_offer_id))


def running_out(now: datetime, *, remind_hours: int, limit: int) -> tuple[OfferRecord, ...]:
    """Offers in the customer's hands that end within `remind_hours` or have ended, the longest waiting first.

    Nothing is locked yet: whoever acts on one locks customer, case and offer and looks again.
    """
    rows = Offer.objects.filter(state=OfferState.OFFERED.value, is_owed=False, needs_acceptance=True)
    due = rows.filter(expires_at__lte=now + timedelta(hours=remind_hours)).order_by("expires_at", "id")
    return tuple(_found(row) for row in due[:limit])


def move(
    ctx: Context,
    offer: OfferRecord,
    event: OfferEvent,
    *,
    chosen: OptionRecord | None = None,
    source: str = "",
    words: str = "",
) -> OfferRecord:
    """Take a locked offer one step on; `chosen`, `source` and `words` are the customer's answer.

    Raises what `next_offer_state` raises. From an acceptance on, `face` is that of the chosen option.
    """
    assert connection.in_atomic_block, "an offer moves in a command's transaction"
    state = next_offer_state(offer.state, event, offer.standing, ctx.now)
    changes: dict[str, Any] = {"state": state.value}
    if chosen is not None:
        changes |= {"chosen_option_id": chosen.id, "face_minor": chosen.face.minor}
    if event in (OfferEvent.ACCEPT, OfferEvent.DECLINE, OfferEvent.EXECUTE):
        changes |= {"answered_source": source, "answered_at": ctx.now, "decline_words": words}
    if Offer.objects.filter(id=offer.id, state=offer.state.value).update(**changes) != 1:
        raise OfferStepNotAllowed(state=str(offer.state), event=str(event))
    return replace(offer, state=state, face=offer.face if chosen is None else chosen.face)


def begin_to_run(ctx: Context, offer_id: int, expires_at: datetime | None) -> None:
    """The customer has heard of it: from now on it is open until `expires_at`."""
    assert connection.in_atomic_block, "an offer moves in a command's transaction"
    Offer.objects.filter(id=offer_id, state=OfferState.OFFERED.value).update(expires_at=expires_at)


def mark_reminded(ctx: Context, offer_id: int, expires_at: datetime) -> bool:
    """Note that the customer was reminded, with a new end where the old one is too near; False when they
    were.
    """
    assert connection.in_atomic_block, "an offer moves in a command's transaction"
    waiting = Offer.objects.filter(id=offer_id, state=OfferState.OFFERED.value, reminded_at=None)
    return waiting.update(reminded_at=ctx.now, expires_at=expires_at) == 1


def _found(row: Offer | None) -> OfferRecord:
    if row is None:
        raise OfferUnknown
    return offer_record(row, tuple(OfferOption.objects.filter(offer_id=row.id)))


def givers_in(case_ids: Collection[int]) -> frozenset[str]:
    """The actors who made offers in these cases."""
    return frozenset(Offer.objects.filter(case_id__in=case_ids).values_list("made_by", flat=True))
