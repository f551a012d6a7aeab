"""Promises: one's own, those of the units one works at, or those of one case; to be kept, late, and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.apps.cases.models import Case
from amends.apps.promises.models import Promise
from amends.core.case.unknown import CaseUnknown
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_moment, cursor_text
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 50
SHOWN = ("open", "late", "broken", "kept")

_UNKEPT = (Promise.State.OPEN, Promise.State.BROKEN)
_BROKEN = Q(broken_at__isnull=False)


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
    """One page of promises; `mine` and `team` count what each lens holds to be kept, `after` leads to the next page
    ("" at the end).
    """

    lens: str
    q: str
    shown: str
    lines: tuple[PromiseLine, ...]
    after: str
    mine: int
    team: int

    @property
    def more(self) -> bool:
        """Whether there are more than these."""
        return bool(self.after)


@query(Permission.KEEP_PROMISES)
def promise_list(
    ctx: Context, *, lens: str = "mine", q: str = "", shown: str = "open", after: str = "", limit: int = PAGE
) -> PromiseList:
    """The promises of whoever asks (`mine`), or of everybody at their units (`team`), searched by what, owner or
    customer. One's own are there whichever unit's case they are for: housekeeping helps the front desk.

    `shown`: *open* to be kept and *late* of these, the longest due first; *broken* and *kept*, the latest due first.
    Raises `CursorInvalid`.
    """
    scope = ctx.scope(Permission.KEEP_PROMISES)
    rows: QuerySet[Promise] = Promise.objects.exclude(state=Promise.State.RELEASED)
    own = rows.filter(owner_id=ctx.user_id)
    if scope.unit_ids is not None:
        rows = rows.filter(unit_id__in=scope.unit_ids)
    if not scope.restricted:
        rows = rows.filter(case__is_restricted=False)
    chosen = rows if lens == "team" else own
    words = q.strip()[:100]
    if words:
        named = Q(what__icontains=words) | Q(owner__display_name__icontains=words)
        chosen = chosen.filter(named | Q(case__customer__display_name__icontains=words))
    shown = shown if shown in SHOWN else "open"
    fitting = chosen.filter(_as_shown(shown, ctx.now))
    ordered = _from(fitting, after, forwards=shown in ("open", "late"))
    found = list(_with_case(ordered)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return PromiseList(
        lens="team" if lens == "team" else "mine",
        q=words,
        shown=shown,
        lines=tuple(_line(ctx, row) for row in found[:limit]),
        after="" if last is None else cursor_text(last.due_at.isoformat(), last.id),
        mine=own.filter(state__in=_UNKEPT).count(),
        team=rows.filter(state__in=_UNKEPT).count(),
    )


def _as_shown(shown: str, now: datetime) -> Q:
    unkept = Q(state__in=_UNKEPT)
    return {
        "open": unkept,
        "late": unkept & Q(due_at__lt=now),
        "broken": _BROKEN,
        "kept": Q(state=Promise.State.KEPT),
    }[shown]


def _from(rows: QuerySet[Promise], after: str, *, forwards: bool) -> QuerySet[Promise]:
    """Those behind the last line of the page before, in their order."""
    rows = rows.order_by("due_at", "id") if forwards else rows.order_by("-due_at", "-id")
    if not after:
        return rows
    at_text, last_id = cursor_keys(after, 2)
    at = cursor_moment(at_text)
    if not isinstance(last_id, int):
        raise CursorInvalid(field="after")
    if forwards:
        return rows.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=last_id))
    return rows.filter(Q(due_at__lt=at) | Q(due_at=at, id__lt=last_id))


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
        is_broken=row.broken_at is not None,
        owner_name=row.owner.display_name,
        is_mine=row.owner_id == ctx.user_id,
        customer_name=case.customer.display_name,
        failure=case.failure_type.name,
        place=case.place_text if case.place is None else case.place.name,
        case_ref=case.ref,
        kept_at=row.kept_at,
        kept_note=row.kept_note,
    )
