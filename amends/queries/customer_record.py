"""Everything held about one customer, for the customer: what they told us, what was written, given and answered.

Left out are what colleagues wrote to each other, and codes and links that can be spent or opened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.cases.models import Case, Evidence, InfoRequest
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer
from amends.apps.followups.models import Answer
from amends.apps.offers.models import Offer, OfferOption
from amends.apps.promises.models import Promise
from amends.apps.signals.models import Signal
from amends.apps.vouchers.models import Voucher
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.core.unseen import CustomerUnknown
from amends.kernel.context import Context
from amends.kernel.query import query

Entry = dict[str, Any]

_PERSON = (
    "ref",
    "display_name",
    "salutation",
    "email",
    "email_verified_at",
    "phone",
    "external_ref",
    "loyalty_tier",
    "language",
    "made_at",
)
_CASE = (
    "ref",
    "place_text",
    "channel",
    "state",
    "outcome",
    "severity",
    "finding",
    "words",
    "remedy_sought",
    "occurred_at",
    "received_at",
    "closed_at",
)
_MESSAGE = ("direction", "channel", "to_address", "from_name", "subject", "body", "written_at", "sent_at")


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """The record, entries by their names; a case holds what belongs to it. Moments are aware, UTC."""

    ref: str
    made_at: datetime
    customer: Entry
    cases: tuple[Entry, ...]
    signals: tuple[Entry, ...]  # what was noticed about repeat claims, also what is over


@query(Permission.ANSWER_FOR_DATA)
def customer_record(ctx: Context, *, ref: str) -> CustomerRecord:
    """All that is held about the customer with that reference whose home is in the actor's scope, wherever it happened.

    Raises `CustomerUnknown`.
    """
    customer = _customer(ctx, ref)
    rows = list(
        Case.objects.filter(customer_id=customer.id).select_related("failure_type", "unit").order_by("id")
    )
    ids = [row.id for row in rows]
    parts = {
        "told": _by_case(Evidence.objects.filter(case_id__in=ids), "name", "value", "source", "recorded_at"),
        "questions": _by_case(InfoRequest.objects.filter(case_id__in=ids), "question", "asked_at", "answer"),
        "messages": _by_case(Message.objects.filter(case_id__in=ids, audience="customer"), *_MESSAGE),
        "given": _given(ids),
        "promises": _by_case(Promise.objects.filter(case_id__in=ids), "what", "due_at", "state", "kept_at"),
        "vouchers": _by_case(
            Voucher.objects.filter(case_id__in=ids),
            *("name", "last_four", "state", "face_minor", "balance_minor", "currency", "expires_at"),
        ),
        "answers": _answers(ids),
    }
    cases = tuple(
        _picked(row, _CASE)
        | {"failure": row.failure_type.name, "at": row.unit.name}
        | {name: entries.get(row.id, []) for name, entries in parts.items()}
        for row in rows
    )
    return CustomerRecord(customer.ref, ctx.now, _picked(customer, _PERSON), cases, _signals(customer.id))


def _signals(customer_id: int) -> tuple[Entry, ...]:
    names = ("kind", "state", "visits", "days", "occasions", "raised_at", "expires_at", "review_note")
    rows = Signal.objects.filter(customer_id=customer_id).order_by("id")
    return tuple(_picked(row, names) for row in rows)


def _customer(ctx: Context, ref: str) -> Customer:
    try:
        row = Customer.objects.standing().filter(ref=normal_ref(ref)).first()
    except RefInvalid:
        row = None
    if row is None or not ctx.scope(Permission.ANSWER_FOR_DATA).covers(row.home_unit_id):
        raise CustomerUnknown()
    return row


def _picked(row: object, names: Iterable[str]) -> Entry:
    return {name: getattr(row, name) for name in names}


def _by_case(rows: Any, *names: str) -> dict[int, list[Entry]]:
    """The rows of each case, oldest first, with these columns."""
    found: dict[int, list[Entry]] = {}
    for case_id, *values in rows.order_by("id").values_list("case_id", *names):
        found.setdefault(case_id, []).append(dict(zip(names, values, strict=True)))
    return found


def _answers(ids: list[int]) -> dict[int, list[Entry]]:
    names = ("answer", "source", "words", "satisfaction", "at", "confirmed_at")
    found: dict[int, list[Entry]] = {}
    rows = Answer.objects.filter(follow_up__case_id__in=ids).order_by("id")
    for case_id, *values in rows.values_list("follow_up__case_id", *names):
        found.setdefault(case_id, []).append(dict(zip(names, values, strict=True)))
    return found


def _given(ids: list[int]) -> dict[int, list[Entry]]:
    """Offers with their alternatives by name and worth; which one was chosen."""
    options: dict[int, list[OfferOption]] = {}
    for option in OfferOption.objects.filter(offer__case_id__in=ids).order_by("offer_id", "position"):
        options.setdefault(option.offer_id, []).append(option)
    found: dict[int, list[Entry]] = {}
    for offer in Offer.objects.filter(case_id__in=ids).order_by("id"):
        entry = _picked(offer, ("state", "is_owed", "made_at", "answered_at", "decline_words"))
        entry["options"] = [
            _picked(option, ("name", "face_minor", "currency", "percent"))
            | {"chosen": option.id == offer.chosen_option_id}
            for option in options.get(offer.id, [])
        ]
        found.setdefault(offer.case_id, []).append(entry)
    return found
