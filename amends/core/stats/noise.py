"""Are like cases treated alike: the matched noise index, and the spread that the facts leave unexplained.

The noise audit of Kahneman, Sibony and Sunstein: two people who decide the same case, how far are they apart? Their
underwriters differed by a median of 55 % of the mean; their executives had expected about 10 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from amends.core.stats.library import library
from amends.core.stats.rates import Interval

PAIRS_MIN = 30
KEYS_MIN = 10
PAIRS_PER_KEY_MAX = 2_000
"""Of a key with more pairs, so many are drawn: what is common must not weigh everything else down."""

PAIRS_MAX = 40_000
"""More pairs than these, drawn from all, tell the median no better."""

EXPECTED = 0.10
"""What people expect of themselves; from here on it is noise (domain: executives' expectation)."""

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one agent gave in one case; cases with an equal `key` are alike. `amount` in any one unit of money."""

    key: str
    agent: str
    amount: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two like cases decided by different agents, by their places in the sequence, and how far they are apart
    (0 to 2, in parts of their mean)."""

    first: int
    second: int
    apart: float


@dataclass(frozen=True, slots=True)
class Noise:
    """The median of `apart` over all pairs with its interval; both None while there is no pair.

    `enough` says whether there are at least 30 pairs from 10 keys; below that it is no verdict on anybody.
    """

    index: float | None
    interval: Interval | None
    pairs: tuple[Pair, ...]
    keys: int
    agents: int

    @property
    def enough(self) -> bool:
        """Whether there is enough to say anything."""
        return len(self.pairs) >= PAIRS_MIN and self.keys >= KEYS_MIN


def apart(one: float, other: float) -> float:
    """|x - y| in parts of their mean; two that gave nothing agree (0/0 = 0)."""
    mean = (one + other) / 2
    return abs(one - other) / mean if mean else 0.0


def noise_index(
    judgements: Sequence[Judgement], *, seed: int, draws: int = 1_000, confidence: float = 0.95
) -> Noise:
    """The matched noise index. Its interval is a bootstrap over agents: each is drawn with all their cases, and a pair
    weighs as often as both of its agents were drawn."""
    np = library("numpy")
    chance = np.random.default_rng(seed)
    pairs, keys = _pairs(judgements, chance)
    if not pairs:
        return Noise(None, None, (), 0, 0)
    names = sorted({judgements[place].agent for pair in pairs for place in (pair.first, pair.second)})
    place_of = {name: place for place, name in enumerate(names)}
    pairs = sorted(pairs, key=lambda pair: pair.apart)
    values = np.array([pair.apart for pair in pairs])
    first = np.array([place_of[judgements[pair.first].agent] for pair in pairs])
    second = np.array([place_of[judgements[pair.second].agent] for pair in pairs])
    medians: list[float] = []
    for start in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - start)
        drawn = chance.multinomial(len(names), [1 / len(names)] * len(names), size=size)
        medians.extend(_weighted_medians(np, values, drawn[:, first] * drawn[:, second]))
    tail = (1 - confidence) / 2
    bounds = np.quantile(np.array(medians), [tail, 1 - tail]) if medians else (0.0, 2.0)
    interval = Interval(float(bounds[0]), float(bounds[1]))
    widest = tuple(sorted(pairs, key=lambda pair: (-pair.apart, pair.first, pair.second)))
    return Noise(float(np.median(values)), interval, widest, keys, len(names))


def _pairs(judgements: Sequence[Judgement], chance: Any) -> tuple[list[Pair], int]:
    """All pairs of one key by different agents, and how many keys they come from."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place, judgement in enumerate(judgements):
        alike[judgement.key].append(place)
    pairs: list[Pair] = []
    keys = 0
    for _, places in sorted(alike.items()):
        found = [
            Pair(one, other, apart(judgements[one].amount, judgements[other].amount))
            for one, other in _some(places, chance)
            if judgements[one].agent != judgements[other].agent
        ]
        keys += bool(found)
        pairs += found
    if len(pairs) > PAIRS_MAX:
        pairs = [pairs[place] for place in sorted(chance.choice(len(pairs), PAIRS_MAX, replace=False))]
    return pairs, keys


def _some(places: Sequence[int], chance: Any) -> list[tuple[int, int]]:
    """All pairs of `places`, or some drawn without looking where there are too many."""
    count = len(places) * (len(places) - 1) // 2
    if count <= PAIRS_PER_KEY_MAX:
        return list(combinations(places, 2))
    drawn: set[tuple[int, int]] = set()
    while len(drawn) < PAIRS_PER_KEY_MAX:
        one, other = (int(place) for place in chance.integers(len(places), size=2))
        if one != other:
            drawn.add((places[min(one, other)], places[max(one, other)]))
    return sorted(drawn)


def _weighted_medians(np: Any, values: Any, weights: Any) -> list[float]:
    """The weighted median of sorted `values` for each row of `weights`; rows without any weight are left out."""
    heaped = np.cumsum(weights, axis=1)
    total = heaped[:, -1]
    kept = total > 0
    middle = (heaped[kept] >= total[kept, None] / 2).argmax(axis=1)
    return [float(value) for value in values[middle]]


@dataclass(frozen=True, slots=True)
class Spread:
    """What differs between like cases on the scale of log(1 + amount): the standard deviation of what the facts leave
    over, and the same by the median absolute deviation, which a few great ones do not move."""

    deviation: float
    robust: float
    cases: int
    agents: int

    @property
    def enough(self) -> bool:
        """At least 10 agents and 200 cases."""
        return self.agents >= 10 and self.cases >= 200


def spread(judgements: Sequence[Judgement]) -> Spread | None:
    """The residual dispersion within keys that hold two cases or more; None where there is none."""
    np = library("numpy")
    alike: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        alike[judgement.key].append(judgement)
    groups = [group for group in alike.values() if len(group) > 1]
    cases = sum(len(group) for group in groups)
    if not groups:
        return None
    residuals = np.concatenate(
        [(logs := np.log1p([each.amount for each in group])) - logs.mean() for group in groups]
    )
    deviation = float(np.sqrt((residuals**2).sum() / (cases - len(groups))))
    robust = 1.4826 * float(np.median(np.abs(residuals - np.median(residuals))))
    agents = len({each.agent for group in groups for each in group})
    return Spread(deviation, robust, cases, agents)
