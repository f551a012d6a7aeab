"""The escalation premium: what a case gets more, for the same facts, when it goes up to somebody with more authority.

A high premium teaches customers to push, and is unfair to those who do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import fmean

from amends.core.stats.library import library
from amends.core.stats.rates import Interval

CASES_MIN = 30
KEYS_MIN = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one case was given first, and in the end. `went_up`: somebody with more authority decided it in the end,
    `by` whom. Cases with an equal `key` are alike; amounts in any one unit of money."""

    key: str
    first: float
    final: float
    went_up: bool
    by: str


@dataclass(frozen=True, slots=True)
class Premium:
    """The mean of what cases that went up got beyond the first offers of equal cases; None where nothing compares.

    `first` is the mean of those first offers, so that the premium can be said in parts of it. `cases` are the places of
    the cases that went up and have equals.
    """

    amount: float | None
    interval: Interval | None
    first: float | None
    cases: tuple[int, ...]
    keys: int

    @property
    def enough(self) -> bool:
        """At least 30 cases that went up, from 10 keys."""
        return len(self.cases) >= CASES_MIN and self.keys >= KEYS_MIN


def escalation_premium(
    outcomes: Sequence[Outcome], *, seed: int, draws: int = 1_000, confidence: float = 0.95
) -> Premium:
    """What going up adds. Each case that went up is compared with the mean first offer over the other cases of its key;
    the interval is a bootstrap over keys, because cases of one key share what they are compared with."""
    np = library("numpy")
    alike: dict[str, list[int]] = defaultdict(list)
    for place, outcome in enumerate(outcomes):
        alike[outcome.key].append(place)
    sums: list[tuple[float, int]] = []
    cases: list[int] = []
    compared: list[float] = []
    for _, places in sorted(alike.items()):
        up = [place for place in places if outcomes[place].went_up]
        if not up or len(places) < 2:
            continue
        gains = []
        all_first = fsum(outcomes[place].first for place in places)
        for place in up:
            usual = (all_first - outcomes[place].first) / (len(places) - 1)
            gains.append(outcomes[place].final - usual)
            compared.append(usual)
        sums.append((sum(gains), len(gains)))
        cases += up
    if not cases:
        return Premium(None, None, None, (), 0)
    gained, counted = (np.array([each[part] for each in sums], dtype=float) for part in (0, 1))
    drawn = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
    means = gained[drawn].sum(axis=1) / counted[drawn].sum(axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Premium(
        float(gained.sum() / counted.sum()),
        Interval(float(low), float(high)),
        fmean(compared),
        tuple(cases),
        len(sums),
    )
