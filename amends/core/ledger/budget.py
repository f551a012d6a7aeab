"""Budgets that nest and begin anew: the bounds of a period, what is left along a chain, and how full it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from amends.core.money import Money

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # where a budget without periods begins


class PeriodLength(StrEnum):
    """How often a budget begins anew, in its own time zone; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_at` up to but not including `ends_at`; aware UTC. None: it never ends."""

    starts_at: datetime
    ends_at: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether `at` lies in the period."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


def period_at(length: PeriodLength, timezone: str, at: datetime) -> Period:
    """The period of a budget in which `at` lies; its bounds are local midnights, so days of 23 hours are whole."""
    if length is PeriodLength.NONE:
        return Period(BEGINNING, None)
    zone = ZoneInfo(timezone)
    day = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if length is PeriodLength.DAY:
        start, end = day, day + timedelta(days=1)
    elif length is PeriodLength.WEEK:
        start = day - timedelta(days=day.weekday())
        end = start + timedelta(days=7)
    else:
        start = day.replace(day=1)
        end = (start + timedelta(days=32)).replace(day=1)
    return Period(start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC))


class Fullness(StrEnum):
    """How a budget looks: the soft mark warns, only the cap stops (and hands up)."""

    HEALTHY = "healthy"
    SOFT = "soft"
    FULL = "full"


def fullness(committed: int, cap: int, soft_percent: int) -> Fullness:
    """Healthy below the soft mark, soft from it on, full when nothing is left."""
    if committed >= cap:
        return Fullness.FULL
    return Fullness.SOFT if committed * 100 >= cap * soft_percent else Fullness.HEALTHY


@dataclass(frozen=True, slots=True)
class PeriodRecord:
    """One budget of a chain with its period at one moment; `period_id` None until something is charged to it."""

    budget_id: int
    period_id: int | None
    level: str
    name: str
    depth: int
    currency: str
    cap_minor: int
    committed_minor: int
    soft_percent: int
    period: Period
    reserved_minor: int = 0  # the part of what is committed that waits for an answer

    @property
    def cap(self) -> Money:
        """The most that may be reserved and issued in the period."""
        return Money(self.cap_minor, self.currency)

    @property
    def left(self) -> Money:
        """What may still be promised."""
        return Money(self.cap_minor - self.committed_minor, self.currency)

    @property
    def used_percent(self) -> int:
        """How much of the cap is promised, in whole percent, rounded down; a cap of nothing is full."""
        return 100 if self.cap_minor <= 0 else self.committed_minor * 100 // self.cap_minor

    @property
    def fullness(self) -> Fullness:
        """Healthy, past its soft mark, or full."""
        return fullness(self.committed_minor, self.cap_minor, self.soft_percent)

    @property
    def reserved(self) -> Money:
        """What is held for offers that wait."""
        return Money(self.reserved_minor, self.currency)

    @property
    def issued(self) -> Money:
        """What customers were given."""
        return Money(self.committed_minor - self.reserved_minor, self.currency)


def tightest(chain: Sequence[PeriodRecord]) -> PeriodRecord | None:
    """The budget of the chain with the least left; the deepest of equals. None for an empty chain."""
    return min(chain, key=lambda record: (record.left.minor, -record.depth), default=None)


class HasLeft(Protocol):
    """A budget of a chain, of which something is left."""

    @property
    def left(self) -> Money:
        """What may still be promised."""
        raise NotImplementedError


Level = TypeVar("Level", bound=HasLeft)
Amount = TypeVar("Amount", int, Money)


def first_payer(left: Sequence[Amount], amount: Amount) -> int:
    """The place of the deepest budget at and above which each has `amount` left; their number where even the root has
    not. `left` is what is left in each of a chain, the deepest first.
    """
    first = len(left)
    while first and not left[first - 1] < amount:
        first -= 1
    return first


def who_pays(chain: Sequence[Level], amount: Money) -> Sequence[Level]:
    """The part of a chain (deepest first) that can be charged with `amount`: from the deepest budget at and above which
    each has that much left, up to the root. All of it where nothing is short; none where even the root is.
    """
    return chain[first_payer([each.left for each in chain], amount) :]


def carried_cap(cap: int, previous_cap: int, previous_committed: int, previous_expired: int) -> int:
    """The cap of a new period of a budget that carries over: its own, and what the last one neither promised nor
    saw redeemed before it expired. What is let go after the new period began is not carried."""
    return cap + max(0, previous_cap - previous_committed) + previous_expired


_A_CENTURY = timedelta(days=36_525)


def day_it_ends(period: Period, cap: int, committed: int, now: datetime) -> datetime | None:
    """When the budget would be used up at the pace of this period so far; None if it lasts to the end of it.

    A straight line through the beginning of the period and now. What was given in the first tenth of a period counts as
    what that tenth takes: one busy night at its beginning is no pace. What lasts for a century has no end.
    """
    if committed >= cap:
        return now
    if committed <= 0:
        return None
    elapsed = now - period.starts_at
    if period.ends_at is not None:
        elapsed = max(elapsed, (period.ends_at - period.starts_at) / 10)
    lasts_seconds = elapsed.total_seconds() * ((cap - committed) / committed)
    if lasts_seconds > _A_CENTURY.total_seconds():
        return None
    ends_at = now + timedelta(seconds=lasts_seconds)
    return ends_at if period.ends_at is None or ends_at < period.ends_at else None
