"""Promises still to be kept: one's own, those of the units one works at, or those of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.cases.models import Case
from amends.apps.promises.models import Promise
from amends.core.case.unknown import CaseUnknown
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

LONGEST = 200
"""More open promises than this are a trend, not a list; the page says that there are more."""

_UNKEPT = (Promise.State.OPEN, Promise.State.BROKEN)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise with who it is for and who keeps it; `kept_at` where that is done."""

    id: int
    what: str
    due_at: datetime
    is_broken: bool
    owner_name: str
    is_mine: bool
    customer_name: str
    failure: str
    place: str
    case_ref: str
    kept_at: datetime | None
    kept_note: str


@dataclass(frozen=True, slots=True)
class PromiseList:
    """What is still to be kept, the longest due first; `mine` and `team` count what each lens holds."""

    lens: str
    q: str
    lines: tuple[PromiseLine, ...]
    more: bool
    mine: int
    team: int


@query(Permission.KEEP_PROMISES)
def promise_list(ctx: Context, *, lens: str = "mine", q: str = "") -> PromiseList:
    """The promises of whoever asks (`mine`), or of everybody at their units (`team`), searched by what, owner or
    customer. One's own are there whichever unit's case they are for: housekeeping helps the front desk."""
    scope = ctx.scope(Permission.KEEP_PROMISES)
    unkept = Promise.objects.filter(state__in=_UNKEPT)
    own = unkept.filter(owner_id=ctx.user_id)
    rows = unkept
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    if not scope.restricted:
        rows = rows.filter(case__is_restricted=False)
    chosen = rows if lens == "team" else own
    words = q.strip()[:100]
    if words:
        named = Q(what__icontains=words) | Q(owner__display_name__icontains=words)
        chosen = chosen.filter(named | Q(case__customer__display_name__icontains=words))
    found = [_line(ctx, row) for row in _with_case(chosen).order_by("due_at", "id")[: LONGEST + 1]]
    return PromiseList(
        lens="team" if lens == "team" else "mine",
        q=words,
        lines=tuple(found[:LONGEST]),
        more=len(found) > LONGEST,
        mine=own.count(),
        team=rows.count(),
    )


@query(Permission.SEE_CASES)
def promises_of_case(ctx: Context, *, case_ref: str) -> tuple[PromiseLine, ...]:
    """Every promise of one case, kept ones too, in the order they are due; raises `CaseUnknown`."""
    scope = ctx.scope(Permission.SEE_CASES)
    try:
        case_id = (
            Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
            .filter(ref=normal_ref(case_ref))
            .values_list("id", flat=True)
            .first()
        )
    except RefInvalid:
        case_id = None
    if case_id is None:
        raise CaseUnknown(ref=case_ref.strip()[:20])
    rows = Promise.objects.filter(case_id=case_id).exclude(state=Promise.State.RELEASED)
    return tuple(_line(ctx, row) for row in _with_case(rows).order_by("due_at", "id"))


def _with_case(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    return rows.select_related("owner", "case__customer", "case__failure_type", "case__place")


def _line(ctx: Context, row: Promise) -> PromiseLine:
    case = row.case
    return PromiseLine(
        id=row.id,
        what=row.what,
        due_at=row.due_at,
        is_broken=row.state == Promise.State.BROKEN,
        owner_name=row.owner.display_name,
        is_mine=row.owner_id == ctx.user_id,
        customer_name=case.customer.display_name,
        failure=case.failure_type.name,
        place=case.place_text if case.place is None else case.place.name,
        case_ref=case.ref,
        kept_at=row.kept_at,
        kept_note=row.kept_note,
    )
