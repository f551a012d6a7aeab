"""Shares and their differences with intervals that hold at 0 and at n (Wilson 1927, Newcombe 1998)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

SHOW_POINT_FROM = 10
"""Below this many cases the interval is shown and the point is not."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high` at the stated confidence."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of its length."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`, its share (0 to 1; None for n = 0) and the Wilson interval. Cases are taken as independent."""

    hits: int
    n: int
    interval: Interval

    @property
    def share(self) -> float | None:
        """hits / n."""
        return self.hits / self.n if self.n else None

    @property
    def shows_point(self) -> bool:
        """Whether there are enough cases to show the share itself."""
        return self.n >= SHOW_POINT_FROM


def z_of(confidence: float) -> float:
    """The two-sided quantile of the normal distribution (1.96 for 0.95)."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(hits: int, n: int, confidence: float = 0.95) -> Rate:
    """The share of `hits` in `n` with its Wilson interval; the whole of 0 to 1 while n is 0."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    if n == 0:
        return Rate(0, 0, Interval(0.0, 1.0))
    z2 = z_of(confidence) ** 2
    share = hits / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return Rate(hits, n, Interval(low, high))


def difference(one: Rate, two: Rate) -> tuple[float, Interval]:
    """share(one) - share(two) with Newcombe's hybrid score interval (his method 10); both need cases."""
    if one.share is None or two.share is None:
        raise ValueError("a difference needs cases on both sides")
    gap = one.share - two.share
    below = math.hypot(one.share - one.interval.low, two.interval.high - two.share)
    above = math.hypot(one.interval.high - one.share, two.share - two.interval.low)
    return gap, Interval(gap - below, gap + above)


def n_for_half_width(variance: float, half_width: float, confidence: float = 0.95) -> int:
    """How many answers give an interval of that half width, for a variance (p(1-p) for a share)."""
    return math.ceil(z_of(confidence) ** 2 * variance / half_width**2)
