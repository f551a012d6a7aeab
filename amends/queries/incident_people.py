"""The people of one incident as a list: where each of them stands, what they get, and who was kept back by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.incidents.models import IncidentPerson
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.incident.lifecycle import ENDED, IncidentState, PersonState
from amends.core.money import Money
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.incident_found import found_incident
from amends.queries.names import names_of

PAGE = 50
_STATES = {
    "waiting": (PersonState.FOUND, PersonState.DECIDED, PersonState.RESERVED),
    "held_back": (PersonState.HELD_BACK,),
    "given": (PersonState.GIVEN,),
    "left_out": (PersonState.SKIPPED, PersonState.RELEASED),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person. Name and number with us are empty for who may not see customers, `face` where nothing is decided;
    `held_by` and `words` where a colleague keeps them back, and then `may_come_back` until they have a case."""

    person_id: int
    customer_name: str
    external_ref: str
    state: str
    reason: str
    words: str
    held_by: str
    held_at: datetime | None
    gets: tuple[str, ...]
    face: Money | None
    case_ref: str
    may_be_held: bool
    may_come_back: bool


@dataclass(frozen=True, slots=True)
class IncidentPeople:
    """One page of people in the order in which they are given to; `after` leads to the next page ("" at the end)."""

    ref: str
    name: str
    unit_id: int
    state: str
    shown: str
    rows: tuple[PersonRow, ...]
    after: str


@query(Permission.SEE_INCIDENTS)
def incident_people(
    ctx: Context, *, ref: str, shown: str = "all", q: str = "", after: str = "", limit: int = PAGE
) -> IncidentPeople:
    """The people of an incident. `shown`: those who are *waiting*, *held_back*, *given* to or *left_out*; else all.

    `q` is a part of a name or address, a number with us or the reference of a case, for who may see customers. Raises
    `IncidentUnknown` and `CursorInvalid`.
    """
    incident = found_incident(ctx, ref)
    sees = ctx.may(Permission.SEE_CUSTOMERS, incident.unit_id)
    rows = IncidentPerson.objects.filter(incident=incident, customer__isnull=False)
    if shown in _STATES:
        rows = rows.filter(state__in=_STATES[shown])
    if q.strip():
        rows = rows.filter(_like(q)) if sees else rows.none()
    if after:
        (last,) = cursor_keys(after, 1)
        if not isinstance(last, int):
            raise CursorInvalid(field="after")
        rows = rows.filter(id__gt=last)
    size = max(1, min(limit, PAGE))
    people = list(rows.select_related("customer", "verdict").order_by("id")[: size + 1])
    more, people = len(people) > size, people[:size]
    refs = dict(Case.objects.filter(id__in=[one.case_id for one in people]).values_list("id", "ref"))
    names = names_of(one.held_by for one in people)
    is_over = IncidentState(incident.state) in ENDED
    return IncidentPeople(
        ref=incident.ref,
        name=incident.name,
        unit_id=incident.unit_id,
        state=incident.state,
        shown=shown if shown in _STATES else "all",
        rows=tuple(_row(one, incident.currency, refs, names, sees=sees, is_over=is_over) for one in people),
        after=cursor_text(people[-1].id) if more else "",
    )


def _like(text: str) -> Q:
    found = Customer.objects.matching(text).values("id")
    cases = Case.objects.called(text).values("id")
    return Q(customer__in=found) | Q(case_id__in=cases)


def _row(
    person: IncidentPerson,
    currency: str,
    refs: Mapping[int, str],
    names: Mapping[str, str],
    *,
    sees: bool,
    is_over: bool,
) -> PersonRow:
    customer, verdict = person.customer, person.verdict
    by_hand = person.reason == "by_hand"
    gets_it = person.state in (PersonState.DECIDED, PersonState.RESERVED, PersonState.GIVEN)
    gives = verdict if gets_it and verdict is not None and not verdict.reason else None
    assert customer is not None, "rows of a list that are nobody are not listed here"
    own = person.detail if person.reason == "own_case" else ""
    return PersonRow(
        person_id=person.id,
        customer_name=customer.display_name if sees else "",
        external_ref=customer.external_ref if sees else "",
        state=person.state,
        reason=person.reason,
        words=person.detail if by_hand and sees else "",
        held_by=names.get(person.held_by, "") if by_hand else "",
        held_at=person.held_at if by_hand else None,
        gets=() if gives is None else tuple(option["name"] for option in (*gives.owed, *gives.options)),
        face=None if gives is None else Money(gives.face_minor, currency),
        case_ref=refs.get(person.case_id or 0, "") or own,
        may_be_held=not is_over and person.state in _STATES["waiting"],
        may_come_back=not is_over and by_hand and person.case_id is None,
    )
