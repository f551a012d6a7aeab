"""Do decisions get meaner towards the end of a period? The mean gesture by the part of the period, with intervals.

A budget that runs low must not be felt by the customers of the last days. Each period is cut into fifths, all periods
are laid over each other, and the last fifth is held against the others: Welch's interval for the difference of two
means. It compares all gestures as they came; that the cases of the last days are of another kind is not taken out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from amends.core.stats.student import t_of

PARTS = 5
"""Into how many equal parts a period is cut."""

LEAST = 10
"""With fewer gestures than this nothing is said of a part."""


@dataclass(frozen=True, slots=True)
class DayOfGiving:
    """What was given on one day of one period: `day` from 0, of a period of `days`; sums in minor units."""

    day: int
    days: int
    count: int
    total: int
    squares: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the period, from 1. The mean with its interval in minor units; None with too few gestures."""

    number: int
    count: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Evenness:
    """The parts, and by how much the last one differs from the mean of the others, in percent of that mean.

    `low` and `high` bound it at the stated confidence; all three are None with too few gestures.
    """

    parts: tuple[Part, ...]
    difference: float | None
    low: float | None
    high: float | None

    @property
    def is_meaner(self) -> bool:
        """Whether the last part gives less, beyond chance."""
        return self.high is not None and self.high < 0


@dataclass(frozen=True, slots=True)
class _Sums:
    count: int = 0
    total: int = 0
    squares: int = 0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(self.count + other.count, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        return self.total / self.count

    @property
    def variance(self) -> float:
        """The variance of one gesture, as estimated from these; sums are whole numbers, so nothing cancels."""
        return (self.squares * self.count - self.total**2) / (self.count * (self.count - 1))


def evenness(days: Iterable[DayOfGiving], *, confidence: float = 0.95) -> Evenness:
    """Lay the periods over each other and compare their parts."""
    sums = [_Sums() for _ in range(PARTS)]
    for day in days:
        part = min(PARTS - 1, max(0, day.day) * PARTS // max(1, day.days))
        sums[part] += _Sums(day.count, day.total, day.squares)
    parts = tuple(_part(number, each, confidence) for number, each in enumerate(sums, 1))
    others, last = sum(sums[:-1], _Sums()), sums[-1]
    if min(others.count, last.count) < LEAST or others.total <= 0:
        return Evenness(parts, None, None, None)
    difference, half = _welch(last, others, confidence)
    scale = 100 / others.mean
    return Evenness(parts, difference * scale, (difference - half) * scale, (difference + half) * scale)


def _part(number: int, sums: _Sums, confidence: float) -> Part:
    if sums.count < LEAST:
        return Part(number, sums.count, None, None, None)
    half = t_of(confidence, sums.count - 1) * math.sqrt(sums.variance / sums.count)
    return Part(number, sums.count, sums.mean, sums.mean - half, sums.mean + half)


def _welch(one: _Sums, two: _Sums, confidence: float) -> tuple[float, float]:
    """The difference of two means and half of its interval, variances not taken as equal."""
    a, b = one.variance / one.count, two.variance / two.count
    if a + b <= 0:
        return one.mean - two.mean, 0.0
    degrees = (a + b) ** 2 / (a**2 / (one.count - 1) + b**2 / (two.count - 1))
    return one.mean - two.mean, t_of(confidence, max(1, int(degrees))) * math.sqrt(a + b)
