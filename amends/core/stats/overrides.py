"""How often somebody departs from the table, by agent: a share with its interval, and a funnel with Laney's limits.

In a plain funnel nearly everybody with many cases stands outside, because agents never share one exact rate. Laney
(2002) widens the limits by how much the standardised shares vary among all agents.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from amends.core.stats.rates import Rate, wilson

CASES_MIN = 10
"""A share of fewer cases is not shown by name."""

AGENTS_MIN = 5
"""Fewer agents do not say how much agents vary."""

_MOVING_RANGE = 1.128  # d2 of two neighbours: the mean range of two draws from a normal distribution


@dataclass(frozen=True, slots=True)
class Standing:
    """One agent in the funnel: their rate, and the limits for so many cases (0 to 1)."""

    name: str
    rate: Rate
    low: float
    high: float

    @property
    def is_outside(self) -> bool:
        """Whether their share lies beyond the limits."""
        share = self.rate.share
        return share is not None and not self.low <= share <= self.high


@dataclass(frozen=True, slots=True)
class Funnel:
    """The rate of all together, and every agent with at least ten cases, those with the most first.

    `widened` is Laney's factor: 1 where agents vary as chance alone would make them.
    """

    all: Rate
    agents: tuple[Standing, ...]
    widened: float
    left_out: int

    @property
    def enough(self) -> bool:
        """Whether there are agents enough for limits."""
        return len(self.agents) >= AGENTS_MIN


def funnel(counts: Mapping[str, tuple[int, int]], *, sigmas: float = 3.0) -> Funnel:
    """The funnel of `counts`, (departures, decisions) by agent."""
    hits, cases = (sum(count[place] for count in counts.values()) for place in (0, 1))
    whole = wilson(hits, cases)
    shown = sorted(
        ((name, count) for name, count in counts.items() if count[1] >= CASES_MIN),
        key=lambda item: (-item[1][1], item[0]),
    )
    share = whole.share or 0.0
    single = math.sqrt(share * (1 - share))
    varied = single and len(shown) >= AGENTS_MIN
    # never narrower than what chance makes
    widened = max(1.0, sigma_z([count for _, count in shown], share)) if varied else 1.0
    agents = []
    for name, (hit, n) in shown:
        half = sigmas * single * widened / math.sqrt(n)
        agents.append(Standing(name, wilson(hit, n), max(0.0, share - half), min(1.0, share + half)))
    return Funnel(whole, tuple(agents), widened, len(counts) - len(shown))


def sigma_z(counts: Sequence[tuple[int, int]], share: float) -> float:
    """Laney's factor of (hits, cases) in their order, around the `share` of all: the mean moving range of the
    standardised shares over 1.128."""
    single = math.sqrt(share * (1 - share))
    standardised = [(hit / n - share) * math.sqrt(n) / single for hit, n in counts]
    steps = [abs(after - before) for before, after in pairwise(standardised)]
    return sum(steps) / len(steps) / _MOVING_RANGE
