"""The work list: open cases in the order in which they are due, late ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.clocks.models import Deadline
from amends.apps.failures.models import FailureType
from amends.apps.staff.models import Placement, SavedView
from amends.apps.units.models import Unit
from amends.core.case.wanted import Wanted
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_moment, cursor_text
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 50
LENSES = ("mine", "team", "all")
SHOWN = ("open", "closed", "any")
TURNS = ("", "ours", "theirs")
WHEN = ("", "late", "today")

THEIRS = (Wanted.WAIT_ANSWER, Wanted.WAIT_CHOICE, Wanted.WAIT_TAP, Wanted.WAIT_RULING)
"""What is wanted while it is somebody else's turn."""


@dataclass(frozen=True, slots=True)
class WorklistFilters:
    """What narrows the list; empty values narrow nothing. `q` searches names, references, places and words."""

    shown: str = "open"
    turn: str = ""
    due: str = ""
    unit_id: int | None = None
    failure: str = ""
    flag: str = ""
    state: str = ""
    severity_min: int | None = None
    owner_id: int | None = None
    customer_ref: str = ""
    outcome: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One case as one line."""

    id: int
    ref: str
    customer_name: str
    failure_name: str
    place: str
    unit_name: str
    state: str
    outcome: str
    wanted: str
    wanted_by_at: datetime | None
    due_kind: str
    owner_id: int | None
    owner_name: str
    severity: int | None
    flags: tuple[str, ...]
    received_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptView:
    """One of the reader's own views."""

    id: int
    name: str
    filters: str


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """One page of the list. `after` leads to the next one; None at the end."""

    lens: str
    rows: tuple[WorklistRow, ...]
    after: str | None
    views: tuple[KeptView, ...]


@dataclass(frozen=True, slots=True)
class WorklistChoices:
    """Units by id and failures by code, with their names."""

    units: tuple[tuple[int, str], ...]
    failures: tuple[tuple[str, str], ...]


def default_lens(ctx: Context) -> str:
    """What a person wants to see first: their own work, their team's for those who lead, everything for readers."""
    if ctx.may(Permission.SEE_TEAM):
        return "team" if ctx.may(Permission.WORK_CASES) else "all"
    return "mine" if ctx.may(Permission.WORK_CASES) else "all"


@query(Permission.SEE_CASES)
def worklist(
    ctx: Context,
    *,
    lens: str = "",
    filters: WorklistFilters | None = None,
    after: str = "",
    limit: int = PAGE,
) -> WorklistPage:
    """One page of cases in the actor's scope, the most urgent first; closed ones the latest first.

    `lens` is mine (with the cases in which one has an emergency to look at, closed or not), team (those of colleagues
    placed where the reader is or below, and what nobody has there) or all.
    `after` is the cursor of the page before; raises `CursorInvalid`.
    """
    chosen = lens if lens in LENSES else default_lens(ctx)
    wished = filters or WorklistFilters()
    scope = ctx.scope(Permission.SEE_CASES)
    cases = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    to_review = Approval.objects.reviews_of(ctx.user_id) if chosen == "mine" else []
    cases = _through(ctx, cases, chosen, to_review)
    cases = _narrowed(ctx, cases, wished, to_review)
    by_due = wished.shown == "open"
    cases = _from(cases, after, by_due=by_due)
    ordering = (F("wanted_by_at").asc(nulls_last=True), "id") if by_due else ("-received_at", "-id")
    rows = list(_along(cases).order_by(*ordering)[: limit + 1])
    page = rows[:limit]
    next_after = _cursor(page[-1], by_due=by_due) if len(rows) > limit else None
    return WorklistPage(chosen, tuple(_row(row) for row in page), next_after, _views(ctx))


@query(Permission.SEE_CASES)
def worklist_choices(ctx: Context) -> WorklistChoices:
    """What the list can be narrowed to: the units of the actor's scope, and what can go wrong in them."""
    scope = ctx.scope(Permission.SEE_CASES)
    units = Unit.objects.all() if scope.unit_ids is None else Unit.objects.filter(id__in=scope.unit_ids)
    rows = sorted(units, key=lambda unit: (len(unit.lineage), unit.name))
    kinds = FailureType.objects.filter(business__in={"", *(unit.business for unit in rows)})
    return WorklistChoices(
        tuple((unit.id, unit.name) for unit in rows),
        tuple(kinds.order_by("name").values_list("code", "name")),
    )


def _through(ctx: Context, cases: CaseQuerySet, lens: str, to_review: list[int]) -> CaseQuerySet:
    if lens == "mine":
        own = Q(owner_id=ctx.user_id or 0)
        return cases.filter(own | Q(id__in=to_review) if to_review else own)
    if lens == "team":
        held = Placement.objects.filter(user_id=ctx.user_id or 0, ended_at=None)
        here = list(held.values_list("unit_id", flat=True))
        mates = Placement.objects.filter(unit__lineage__overlap=here, ended_at=None).values("user_id")
        nobodys = Q(owner_id=None, unit__lineage__overlap=here)
        return cases.filter(Q(owner_id__in=mates) | nobodys)
    return cases


def _narrowed(
    ctx: Context, cases: CaseQuerySet, wished: WorklistFilters, to_review: list[int]
) -> CaseQuerySet:
    if wished.shown == "open":
        still_open = Q(closed_at=None)
        cases = cases.filter(still_open | Q(id__in=to_review) if to_review else still_open)
    elif wished.shown == "closed":
        cases = cases.filter(closed_at__isnull=False)
    if wished.turn == "ours":
        cases = cases.exclude(wanted__in=THEIRS)
    elif wished.turn == "theirs":
        cases = cases.filter(wanted__in=THEIRS)
    if wished.due == "late":
        cases = cases.filter(wanted_by_at__lt=ctx.now)
    elif wished.due == "today":
        cases = cases.filter(wanted_by_at__lt=ctx.now + timedelta(hours=24))
    if wished.unit_id is not None:
        cases = cases.filter(unit__lineage__contains=[wished.unit_id])
    exact = {"failure_type__code": wished.failure, "state": wished.state, "owner_id": wished.owner_id}
    exact |= {"customer__ref": wished.customer_ref, "outcome": wished.outcome}
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if wished.flag:
        cases = cases.filter(flags__contains=[wished.flag])
    if wished.severity_min is not None:
        cases = cases.filter(severity__gte=wished.severity_min)
    if wished.q.strip():
        return cases.matching(wished.q, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS))
    return cases


def _from(cases: CaseQuerySet, after: str, *, by_due: bool) -> CaseQuerySet:
    """Those behind the last line of the page before, by its keys."""
    if not after:
        return cases
    at_text, last_id = cursor_keys(after, 2)
    if not isinstance(last_id, int):
        raise CursorInvalid(field="after")
    if at_text is None:
        return cases.filter(wanted_by_at=None, id__gt=last_id)
    at = cursor_moment(at_text)
    if by_due:
        later = Q(wanted_by_at__gt=at) | Q(wanted_by_at=at, id__gt=last_id) | Q(wanted_by_at=None)
        return cases.filter(later)
    return cases.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=last_id))


def _cursor(row: Case, *, by_due: bool) -> str:
    at = row.wanted_by_at if by_due else row.received_at
    return cursor_text(None if at is None else at.isoformat(), row.id)


def _along(cases: CaseQuerySet) -> CaseQuerySet:
    """With the names of all that a line says, and which clock it is that rings next."""
    clock = Deadline.objects.filter(
        case_id=OuterRef("id"), due_at=OuterRef("wanted_by_at"), met_at=None, cancelled_at=None
    )
    return (
        cases.select_related("customer", "failure_type", "unit", "owner")
        .annotate(due_kind=Subquery(clock.values("kind")[:1]))
        .defer("words", "remedy_sought", "customer__search_text", "owner__password")
    )


def _row(row: Any) -> WorklistRow:
    return WorklistRow(
        id=row.id,
        ref=row.ref,
        customer_name=row.customer.display_name,
        failure_name=row.failure_type.name,
        place=row.place_text,
        unit_name=row.unit.name,
        state=row.state,
        outcome=row.outcome,
        wanted=row.wanted,
        wanted_by_at=row.wanted_by_at,
        due_kind=row.due_kind or "",
        owner_id=row.owner_id,
        owner_name="" if row.owner is None else row.owner.display_name,
        severity=row.severity,
        flags=tuple(row.flags),
        received_at=row.received_at,
        closed_at=row.closed_at,
    )


def _views(ctx: Context) -> tuple[KeptView, ...]:
    if ctx.user_id is None:
        return ()
    rows = SavedView.objects.filter(user_id=ctx.user_id, screen="worklist").order_by("position", "name")
    return tuple(KeptView(row.id, row.name, row.filters) for row in rows)
