"""The day a budget ends: the pace so far and the shape of the week, carried on until nothing is left.

What is promised on a day is the pace times the weight of its weekday, and chance. The weights are drawn towards 1 by
as many ordinary days as `_PRIOR_DAYS`, so that one quiet Sunday does not make all Sundays quiet. The interval holds
the chance of single days and the doubt about the pace (Student's t); days are taken as independent, so a run of bad
weather makes the true one wider. A rule of our own, not one of a standard.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from amends.core.ledger.budget import Period
from amends.core.stats.student import t_of

LEARNS_FROM_DAYS = 3
"""With fewer whole days than this nothing is foretold."""

LOOKS_AHEAD_DAYS = 730
"""How far a budget without an end is followed."""

_PRIOR_DAYS = 2
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class BudgetDays:
    """The days of a budget period, both ends included, in the budget's own zone; `last` None: it never ends."""

    first: date
    last: date | None

    @classmethod
    def of(cls, period: Period, timezone: str) -> BudgetDays:
        """The local days of a period whose bounds are local midnights."""
        zone = ZoneInfo(timezone)
        first = period.starts_at.astimezone(zone).date()
        if period.ends_at is None:
            return cls(first, None)
        return cls(first, (period.ends_at - _MICROSECOND).astimezone(zone).date())


@dataclass(frozen=True, slots=True)
class Forecast:
    """`day` on which the cap is reached at the expected pace, `earliest` and `latest` at the stated confidence.

    None means that it lasts: to the end of the period, or for two years. `learnt_from` is the number of whole days
    behind it; below `LEARNS_FROM_DAYS` nothing is foretold and all three are None. `pace` is minor units a day, and
    `left_at_end` what would remain on the last day (None for a budget without an end; negative: so much is wanting).
    """

    day: date | None
    earliest: date | None
    latest: date | None
    learnt_from: int
    pace: float
    left_at_end: int | None

    @property
    def is_known(self) -> bool:
        """Whether there are enough days to say anything."""
        return self.learnt_from >= LEARNS_FROM_DAYS


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What the whole days say: minor units a day, the weight of each weekday, and how far single days stray."""

    days: int
    pace: float
    weights: tuple[float, ...]
    deviation: float


def day_it_ends(
    spent_by_day: Mapping[date, int], cap: int, period: BudgetDays, *, today: date, confidence: float = 0.9
) -> Forecast:
    """When `cap` (minor units) is reached, from what was promised on each day so far, net of what was let go.

    Days without an entry had nothing. Days before the period teach the pace and the week, and do not count against
    the cap. `today` is not over: it counts with what was promised so far, and with the rest of an ordinary such day.
    A budget that is used up already ends today.
    """
    used = sum(spent for day, spent in spent_by_day.items() if period.first <= day <= today)
    learnt = _learn(spent_by_day, period, today)
    if used >= cap:
        return Forecast(today, today, today, learnt.days, learnt.pace, cap - used)
    if learnt.days < LEARNS_FROM_DAYS:
        return Forecast(None, None, None, learnt.days, learnt.pace, None)
    days_ahead = LOOKS_AHEAD_DAYS if period.last is None else max(0, (period.last - today).days)
    t = t_of(confidence, learnt.days - 1)
    left, begun = cap - used, spent_by_day.get(today, 0)
    expected = weight = 0.0
    found: dict[str, date] = {}
    for ahead in range(days_ahead + 1):
        day = today + timedelta(days=ahead)
        ordinary = learnt.pace * learnt.weights[day.weekday()]
        expected += ordinary if ahead else max(0.0, ordinary - begun)
        weight += learnt.weights[day.weekday()]
        doubt = t * learnt.deviation * math.sqrt(ahead + 1 + weight**2 / learnt.days)
        for name, reached in (
            ("day", expected),
            ("earliest", expected + doubt),
            ("latest", expected - doubt),
        ):
            if round(reached, 3) >= left:  # a third three times is a whole
                found.setdefault(name, day)
    return Forecast(
        found.get("day"),
        found.get("earliest"),
        found.get("latest"),
        learnt.days,
        learnt.pace,
        None if period.last is None else round(left - expected),
    )


def _learn(spent_by_day: Mapping[date, int], period: BudgetDays, today: date) -> _Learnt:
    """The pace and the week of the whole days before `today`; a budget without an end begins when it is first used."""
    used_from = min((day for day in spent_by_day if day < today), default=today)
    begin = used_from if period.last is None else min(period.first, used_from)
    days = [begin + timedelta(days=ahead) for ahead in range((today - begin).days)]
    if not days:
        return _Learnt(0, 0.0, (1.0,) * 7, 0.0)
    mean = sum(spent_by_day.get(day, 0) for day in days) / len(days)
    if mean <= 0:
        return _Learnt(len(days), 0.0, (1.0,) * 7, 0.0)
    weights = []
    for weekday in range(7):
        same = [spent_by_day.get(day, 0) for day in days if day.weekday() == weekday]
        weights.append(max(0.0, (sum(same) / mean + _PRIOR_DAYS) / (len(same) + _PRIOR_DAYS)))
    pace = mean * len(days) / sum(weights[day.weekday()] for day in days)
    strays = sum((spent_by_day.get(day, 0) - pace * weights[day.weekday()]) ** 2 for day in days)
    return _Learnt(len(days), pace, tuple(weights), math.sqrt(strays / max(1, len(days) - 1)))
