"""Who it might be: customers found while their name, address, number or room is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.customers.models import Customer
from amends.core.letters import plain_letters
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

SHORTEST = 2
"""Fewer characters than this could be anybody."""

SHOWN = 6
LOOKED_AT = 4 * SHOWN
FITTING = 1_000
"""Where more than this fit, what was typed says too little: only the newest of them are looked at."""
STAYS = timedelta(days=21)
"""For how long somebody is looked for at the room or table where they last told us something."""


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """One customer who fits, with what tells them from another of the same name.

    `is_exact`: the name, address, number or room typed is theirs whole. `last_*` is the newest case that the
    actor may see.
    """

    ref: str
    display_name: str
    loyalty_tier: str
    email: str
    phone: str
    external_ref: str
    is_exact: bool
    last_failure: str = ""
    last_place: str = ""
    last_at: datetime | None = None


@query(Permission.SEE_CUSTOMERS)
def customers_found(ctx: Context, *, q: str) -> tuple[CustomerFound, ...]:
    """At most six customers whom the actor may see and whom `q` fits; the whole name first, then the whole
    words of it, then those told of most recently.

    A customer is seen where they are at home or have a case. Two statements; none for less than two characters.
    """
    typed = q.replace("\x00", "").strip()
    if len(typed) < SHORTEST:
        return ()
    scope = ctx.scope(Permission.SEE_CUSTOMERS)
    visible = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    theirs = visible.filter(customer_id=OuterRef("id"))
    # A union, so that each half goes by its own indexes; one filter with "or" would read every customer.
    named = Customer.objects.matching(typed).order_by("-id").values("id")[:FITTING]
    fitting = named.union(_lately_at(visible, typed, ctx.now))
    rows = Customer.objects.standing().filter(id__in=fitting)
    if scope.unit_ids is not None:
        rows = rows.filter(Q(home_unit_id__in=scope.unit_ids) | Exists(theirs))
    newest = theirs.order_by("-received_at", "-id")
    rows = rows.annotate(last_case_id=Subquery(newest.values("id")[:1]))
    found: list[Any] = list(
        rows.order_by(F("last_case_id").desc(nulls_last=True), "display_name", "id")[:LOOKED_AT]
    )
    last = _cases(row.last_case_id for row in found)
    lines = [_line(row, last.get(row.last_case_id), typed, ctx.now) for row in found]
    ranked = sorted(lines, key=lambda line: (not line.is_exact, not _holds_words(line, typed)))
    return tuple(ranked[:SHOWN])


def customer_named(found: Iterable[CustomerFound]) -> CustomerFound | None:
    """The only one who fits exactly; None when nobody does, or when several do and a person has to choose."""
    exact = [line for line in found if line.is_exact]
    return exact[0] if len(exact) == 1 else None


def _holds_words(line: CustomerFound, typed: str) -> bool:
    """Whether every word typed is a whole word of the name: for "ada" Ada stands before Adam."""
    return set(plain_letters(typed).split()) <= set(plain_letters(line.display_name).split())


def _lately_at(visible: CaseQuerySet, typed: str, now: datetime) -> Any:
    """Ids of those whose newest words came from the room or table with that name or number."""
    at = Q(place_text__iexact=typed) | Q(place_text__iendswith=f" {typed}")
    return visible.filter(at, received_at__gt=now - STAYS).values("customer_id")


def _cases(ids: Iterable[int | None]) -> dict[int, Case]:
    wanted = [case_id for case_id in ids if case_id is not None]
    rows = Case.objects.filter(id__in=wanted).select_related("failure_type")
    return {row.id: row for row in rows.only("received_at", "place_text", "failure_type__name")}


def _line(row: Customer, case: Case | None, typed: str, now: datetime) -> CustomerFound:
    own = {row.email_normalised, row.phone, row.external_ref.casefold(), row.ref.casefold()} - {""}
    is_exact = typed.casefold() in own or plain_letters(typed) == plain_letters(row.display_name)
    if case is not None and case.received_at > now - STAYS:
        place = case.place_text.casefold()
        is_exact |= place == typed.casefold() or place.endswith(f" {typed.casefold()}")
    return CustomerFound(
        ref=row.ref,
        display_name=row.display_name,
        loyalty_tier=row.loyalty_tier,
        email=row.email,
        phone=row.phone,
        external_ref=row.external_ref,
        is_exact=is_exact,
        last_failure="" if case is None else case.failure_type.name,
        last_place="" if case is None else case.place_text,
        last_at=None if case is None else case.received_at,
    )
