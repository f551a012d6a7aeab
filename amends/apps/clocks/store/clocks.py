"""The clocks of one case: set, met, paused, cancelled, and rung once by the sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import connection
from django.db.models import QuerySet

from amends.apps.clocks.models import Deadline
from amends.core.clock.calendar import ALWAYS_OPEN, WorkCalendar
from amends.core.clock.deadline import Deadline as Clock
from amends.core.clock.deadline import Start, deadlines, house_rules, resumed_at, seconds_left
from amends.core.clock.opening import PlaceRules, calendar_for, preset_for
from amends.core.clock.presets import preset_rules
from amends.kernel.context import Context
from amends.kernel.statement import changed, read_row

NOT_OURS = ("referral", "retention")
"""Clocks that ask nothing of us today: how long the customer may go elsewhere, and when to look back."""

OUTLIVE = ("review",)
"""Clocks that do not end with the case: what was given in danger is looked at, however the case has ended."""


# Written out because every step of a case asks them.
_START = """
    WITH fresh AS (
        SELECT * FROM unnest(%(kinds)s::text[], %(rules)s::text[], %(statutory)s::boolean[],
                             %(due_ats)s::timestamptz[]) AS f (kind, rule, is_statutory, due_at)
        WHERE NOT EXISTS (
            SELECT 1 FROM clocks_deadline done
            WHERE done.case_id = %(case_id)s AND done.kind = f.kind AND done.is_statutory = f.is_statutory
              AND done.cancelled_at IS NULL AND (done.met_at IS NOT NULL OR done.is_statutory)
        )
    ), replaced AS (
        UPDATE clocks_deadline d SET cancelled_at = %(now)s FROM fresh
        WHERE d.case_id = %(case_id)s AND d.kind = fresh.kind AND NOT fresh.is_statutory AND NOT d.is_statutory
          AND d.met_at IS NULL AND d.cancelled_at IS NULL
    )
    INSERT INTO clocks_deadline (case_id, kind, rule, is_statutory, due_at, set_at)
    SELECT %(case_id)s::bigint, kind, rule, is_statutory, due_at, %(now)s::timestamptz FROM fresh
"""
_MEET = """
    UPDATE clocks_deadline SET met_at = %s, paused_left_seconds = NULL
    WHERE case_id = %s AND kind = %s AND met_at IS NULL AND cancelled_at IS NULL
"""
_NEXT_DUE = """
    SELECT min(due_at) FROM clocks_deadline
    WHERE case_id = %s AND met_at IS NULL AND cancelled_at IS NULL AND paused_left_seconds IS NULL
      AND kind <> ALL(%s)
"""


@dataclass(frozen=True, slots=True)
class DeadlineRecord:
    """One clock of one case; late when `due_at` passed without `met_at`."""

    id: int
    case_id: int
    kind: str
    rule: str
    is_statutory: bool
    due_at: datetime
    set_at: datetime
    met_at: datetime | None
    rung_at: datetime | None


def set_deadline(
    ctx: Context, case_id: int, kind: str, due_at: datetime, rule: str, *, statutory: bool = False
) -> DeadlineRecord:
    """Start a clock of `kind`; an internal one of the same kind that still runs is replaced (statutory ones
    stay).
    """
    assert connection.in_atomic_block
    if not statutory:
        _running(case_id).filter(kind=kind, is_statutory=False).update(cancelled_at=ctx.now)
    row = Deadline.objects.create(
        case_id=case_id, kind=kind, rule=rule, is_statutory=statutory, due_at=due_at, set_at=ctx.now
    )
    return _record(row)


def start_clocks(
    ctx: Context,
    case_id: int,
    *,
    severity: int | None,
    place: PlaceRules,
    starts: Mapping[Start, datetime],
) -> None:
    """Start every clock of the house and of the external rules whose start has happened; called again with another
    severity it starts those anew that still run. What was met stays met."""
    assert connection.in_atomic_block
    new = begun(severity, place, starts)
    if new:
        changed(
            _START,
            {
                "case_id": case_id,
                "now": ctx.now,
                "kinds": [due.kind for due in new],
                "rules": [due.rule for due in new],
                "statutory": [due.statutory for due in new],
                "due_ats": [due.due_at for due in new],
            },
        )


def begun(severity: int | None, place: PlaceRules, starts: Mapping[Start, datetime]) -> tuple[Clock, ...]:
    """The clocks of the house and of the external rules whose start has happened, the soonest first."""
    rules = (*house_rules(severity), *preset_rules(preset_for(place)))
    found = deadlines(rules, starts, calendar_for(place))
    # Of two internal clocks of one kind the later one counts, as if they were set one after the other.
    return tuple({(due.kind, due.rule if due.statutory else ""): due for due in found}.values())


def spoken_to(ctx: Context, case_id: int, *, severity: int | None, place: PlaceRules) -> None:
    """They have heard from us: the clock of the next word on how it stands starts anew, where one runs."""
    if _running(case_id).filter(kind="update").exists():
        starts = {Start.UPDATED: ctx.now}
        start_clocks(ctx, case_id, severity=severity, place=place, starts=starts)


def meet(ctx: Context, case_id: int, kind: str) -> bool:
    """The clocks of `kind` are met now; whether there was one. A clock met late keeps its ring."""
    assert connection.in_atomic_block
    return changed(_MEET, [ctx.now, case_id, kind]) > 0


def stop_at_end(ctx: Context, case_id: int) -> None:
    """The case has ended, or begins anew: nothing that was due is due any more, except what outlives it."""
    assert connection.in_atomic_block
    stopped = _running(case_id).exclude(kind__in=OUTLIVE)
    stopped.update(cancelled_at=ctx.now, paused_left_seconds=None)


def pause_internal(ctx: Context, case_id: int, calendar: WorkCalendar = ALWAYS_OPEN) -> None:
    """Stop the internal clocks while the customer is asked; statutory ones run on."""
    assert connection.in_atomic_block
    for row in _running(case_id).filter(rung_at=None, paused_left_seconds=None):
        clock = Clock(row.kind, row.due_at, row.rule, row.is_statutory)
        left = seconds_left(clock, ctx.now, calendar)
        if left is not None:
            Deadline.objects.filter(id=row.id).update(paused_left_seconds=left)


def resume_internal(ctx: Context, case_id: int, calendar: WorkCalendar = ALWAYS_OPEN) -> None:
    """Go on with what was left on each paused clock, counted in open time."""
    assert connection.in_atomic_block
    for row in _running(case_id).filter(paused_left_seconds__isnull=False):
        due_at = resumed_at(row.paused_left_seconds or 0, ctx.now, calendar)
        Deadline.objects.filter(id=row.id).update(due_at=due_at, paused_left_seconds=None)


def next_due(case_id: int) -> datetime | None:
    """When the next act is due: the earliest clock that neither is met nor stands still; it may have
    passed.
    """
    row = read_row(_NEXT_DUE, [case_id, list(NOT_OURS)])
    assert row is not None, "the least of none is null"
    return cast("datetime | None", row[0])


def due_of(case_id: int, kind: str) -> datetime | None:
    """When the running clock of that kind rings; the statutory one only where there is no other."""
    rows = _running(case_id).filter(kind=kind).order_by("is_statutory", "due_at")
    return rows.values_list("due_at", flat=True).first()


def running(case_id: int) -> tuple[DeadlineRecord, ...]:
    """The clocks of a case that are neither met nor cancelled, the earliest first."""
    return tuple(_record(row) for row in _running(case_id).order_by("due_at", "id"))


def cases_due(now: datetime, limit: int) -> tuple[int, ...]:
    """The cases of up to `limit` clocks that should ring, unlocked: each case is locked before its clocks are."""
    waiting = _waiting(now).order_by("due_at").values_list("case_id", flat=True)[:limit]
    return tuple(sorted(set(waiting)))


def ring(case_id: int, now: datetime) -> tuple[DeadlineRecord, ...]:
    """Ring what is due of a locked case, each clock once over all workers; in the order it was due."""
    assert connection.in_atomic_block
    taken = list(_waiting(now).filter(case_id=case_id).order_by("due_at").select_for_update(skip_locked=True))
    Deadline.objects.filter(id__in=[row.id for row in taken]).update(rung_at=now)
    for row in taken:
        row.rung_at = now
    return tuple(_record(row) for row in taken)


def _waiting(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        due_at__lte=now, met_at=None, rung_at=None, cancelled_at=None, paused_left_seconds=None
    )


def _running(case_id: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(case_id=case_id, met_at=None, cancelled_at=None)


def _record(row: Deadline) -> DeadlineRecord:
    return DeadlineRecord(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        rule=row.rule,
        is_statutory=row.is_statutory,
        due_at=row.due_at,
        set_at=row.set_at,
        met_at=row.met_at,
        rung_at=row.rung_at,
    )
