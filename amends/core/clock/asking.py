"""When to ask whether it is right now, how often, and at which hours nobody is disturbed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from amends.core.clock.calendar import zone


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nobody is asked anything; `begins` may lie after `ends` (over midnight)."""

    begins: time = time(21)
    ends: time = time(9)

    def covers(self, at: time) -> bool:
        """Whether that time of day is quiet; equal ends mean that no hour is."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


QUIET = QuietHours()
"""Nobody is asked between nine in the evening and nine in the morning."""


@dataclass(frozen=True, slots=True)
class AskPlan:
    """How a customer is asked: first after `wait` since it was put right, then again every `gap`.

    After `attempts` on at least `channels` without an answer the case closes as unverified.
    """

    wait: timedelta
    attempts: int
    channels: int
    gap: timedelta


def _plan(wait_days: int, attempts: int, channels: int, gap_days: int) -> AskPlan:
    return AskPlan(timedelta(days=wait_days), attempts, channels, timedelta(days=gap_days))


# A design choice: follow up 3 to 7 days after it was put right, and sooner and more often from severity 4 on.
ASK_PLANS: Mapping[int, AskPlan] = MappingProxyType(
    {
        1: _plan(7, 2, 1, 4),
        2: _plan(5, 2, 1, 4),
        3: _plan(3, 3, 2, 3),
        4: _plan(2, 4, 2, 2),
        5: _plan(1, 4, 2, 2),
    }
)


def ask_plan(severity: int | None, routes: int) -> AskPlan:
    """The plan for a severity (none yet: 3) and a customer with so many contact routes."""
    plan = ASK_PLANS[min(max(severity or 3, 1), 5)]
    return AskPlan(plan.wait, plan.attempts, max(1, min(plan.channels, routes)), plan.gap)


def follow_up_at(
    severity: int | None,
    fulfilled_at: datetime,
    tz: str,
    *,
    after: timedelta | None = None,
    quiet: QuietHours = QUIET,
) -> datetime:
    """When to ask first, UTC, never in quiet hours of the customer's zone `tz`.

    `after` overrides the wait of the severity where waiting for days makes no sense: a guest still in the
    house is asked the same morning. Raises `ZoneUnknown`.
    """
    wait = ask_plan(severity, 1).wait if after is None else after
    return out_of_quiet(fulfilled_at + wait, tz, quiet)


def ask_again_at(
    severity: int | None,
    asked_at: datetime,
    tz: str,
    *,
    quiet: QuietHours = QUIET,
) -> datetime:
    """When to ask once more after an attempt without an answer, UTC."""
    return out_of_quiet(asked_at + ask_plan(severity, 1).gap, tz, quiet)


def out_of_quiet(at: datetime, tz: str, quiet: QuietHours = QUIET) -> datetime:
    """`at` itself, or the end of the quiet hours it falls into (UTC). Raises `ZoneUnknown`."""
    local = at.astimezone(zone(tz))
    if not quiet.covers(local.time()):
        return at.astimezone(UTC)
    day = local.date()
    if quiet.ends <= local.time():  # the quiet hours end after midnight
        day += timedelta(days=1)
    return datetime.combine(day, quiet.ends, local.tzinfo).astimezone(UTC)


def is_exhausted(plan: AskPlan, attempts_made: int, channels_tried: int) -> bool:
    """Whether asking has gone on long enough to close without an answer."""
    return attempts_made >= plan.attempts and channels_tried >= plan.channels
