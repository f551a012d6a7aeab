"""The clocks of many new cases: what would run is asked once, and written for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from amends.apps.clocks.store.clocks import NOT_OURS, begun
from amends.core.clock.deadline import Deadline as Clock
from amends.core.clock.deadline import Start, deadlines, house_rules
from amends.core.clock.opening import PlaceRules, calendar_for, preset_for
from amends.core.clock.presets import preset_rules
from amends.kernel.bulk import copy_rows
from amends.kernel.context import Context


def clocks_in_mind(
    *, severity: int | None, place: PlaceRules, starts: Mapping[Start, datetime], kinds: Sequence[str] = ()
) -> tuple[Clock, ...]:
    """The clocks that would start, the soonest first; of `kinds` alone where some are named."""
    rules = house_rules(severity) if kinds else (*house_rules(severity), *preset_rules(preset_for(place)))
    found = deadlines(rules, starts, calendar_for(place))
    return tuple(due for due in found if not kinds or due.kind in kinds)


def start_many(ctx: Context, case_ids: Sequence[int], clocks: Sequence[Clock]) -> None:
    """Start these clocks for each of these new cases."""
    assert connection.in_atomic_block
    same = [(due.kind, due.rule, due.statutory, due.due_at, ctx.now) for due in clocks]
    copy_rows(
        "clocks_deadline",
        ("case_id", "kind", "rule", "is_statutory", "due_at", "set_at"),
        ((case_id, *clock) for case_id in case_ids for clock in same),
    )


@dataclass
class _Set:
    """One clock that was set, and how it ended."""

    clock: Clock
    set_at: datetime
    met_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


@dataclass
class ClocksInMind:
    """The clocks of a case whose steps are taken before it is written: the same rules as `start_clocks`, `meet`,
    `spoken_to`, `next_due` and `running` keep in the table."""

    place: PlaceRules
    all: list[_Set] = field(default_factory=list)

    def start(self, now: datetime, *, severity: int | None, starts: Mapping[Start, datetime]) -> None:
        """Start every clock whose start has happened; what was met stays met, what still runs is replaced."""
        kept = [each for each in self.all if each.cancelled_at is None]
        fresh = [due for due in begun(severity, self.place, starts) if not _is_done(due, kept)]
        anew = {due.kind for due in fresh if not due.statutory}
        for each in kept:
            if each.runs and each.clock.kind in anew and not each.clock.statutory:
                each.cancelled_at = now
        self.all += [_Set(due, now) for due in fresh]

    def meet(self, now: datetime, kind: str) -> None:
        """The clocks of `kind` are met now."""
        for each in self.all:
            if each.runs and each.clock.kind == kind:
                each.met_at = now

    def spoken_to(self, now: datetime, *, severity: int | None) -> None:
        """They have heard from us: the clock of the next word starts anew, where one runs."""
        if any(each.clock.kind == "update" for each in self.running()):
            self.start(now, severity=severity, starts={Start.UPDATED: now})

    def running(self) -> list[_Set]:
        """Those that run, the earliest first."""
        return sorted((each for each in self.all if each.runs), key=lambda each: each.clock.due_at)

    def next_due(self) -> datetime | None:
        """When the next act of ours is due."""
        return next(
            (each.clock.due_at for each in self.running() if each.clock.kind not in NOT_OURS),
            None,
        )

    def dues(self) -> dict[str, datetime]:
        """By kind, when the first running clock of it rings."""
        return {each.clock.kind: each.clock.due_at for each in reversed(self.running())}


def _is_done(due: Clock, kept: Sequence[_Set]) -> bool:
    """Whether a clock of that kind was met, or is one of a law, which never starts twice."""
    return any(
        each.clock.kind == due.kind
        and each.clock.statutory == due.statutory
        and (each.met_at is not None or due.statutory)
        for each in kept
    )


def write_in_mind(clocks: Iterable[tuple[int, ClocksInMind]]) -> None:
    """Write the clocks of new cases as they stand: (case, its clocks) each."""
    assert connection.in_atomic_block
    columns = ("case_id", "kind", "rule", "is_statutory", "due_at", "set_at", "met_at", "cancelled_at")
    copy_rows(
        "clocks_deadline",
        columns,
        (
            (
                *(case_id, each.clock.kind, each.clock.rule, each.clock.statutory, each.clock.due_at),
                *(each.set_at, each.met_at, each.cancelled_at),
            )
            for case_id, clocks_of_case in clocks
            for each in clocks_of_case.all
        ),
    )
