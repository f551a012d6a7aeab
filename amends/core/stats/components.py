"""Where the disagreement over like cases comes from: level, pattern and occasion noise (Kahneman, Sibony and Sunstein).

The mixed model is y = cell + agent + agent x cell + rest. Its variances are estimated without iterations and without
bias from differences between two agents over the same cells: the mean product of such differences over two cells is
twice the variance between agents (level), their mean square adds that of agent by cell (pattern), and what differs
within one agent and cell is the rest (occasion). In a balanced table these are those of the analysis of variance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from amends.core.stats.student import t_of

AGENTS_MIN, CASES_MIN = 10, 200


@dataclass(frozen=True, slots=True)
class Component:
    """One standard deviation, with an interval by the jackknife over agents; none with fewer than three agents."""

    deviation: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Components:
    """`level`: some agents give more than others. `pattern`: some give more in some cells. `occasion`: the same agent
    gives now more, now less for the same cell.
    """

    level: Component
    pattern: Component
    occasion: Component
    agents: int
    cells: int
    cases: int

    @property
    def enough(self) -> bool:
        """At least ten agents and two hundred cases."""
        return self.agents >= AGENTS_MIN and self.cases >= CASES_MIN


@dataclass(slots=True)
class _Sums:
    """What one agent, or a pair of agents, adds to the totals: occasions (squares, degrees of freedom), then over the
    cells of a pair the products over two cells, how many, the squares, their share of the rest, how many."""

    within: float = 0.0
    degrees: int = 0
    products: float = 0.0
    crossings: int = 0
    squares: float = 0.0
    rest: float = 0.0
    meetings: int = 0

    def add_occasions(self, squares: float, degrees: int) -> None:
        self.within += squares
        self.degrees += degrees

    def add_pair(self, apart: float, squares: float, rest: float, meetings: int) -> None:
        self.products += apart * apart - squares
        self.crossings += meetings * (meetings - 1)
        self.squares += squares
        self.rest += rest
        self.meetings += meetings

    def without(self, own: _Sums) -> _Sums:
        return _Sums(*(getattr(self, name) - getattr(own, name) for name in self.__slots__))


def components(values: Iterable[tuple[str, str, float]]) -> Components | None:
    """The three deviations of (agent, cell, value), over the cells that two agents or more have decided.

    None where nothing can be told apart: no agent met one cell twice, or no two agents met over two cells.
    """
    cells: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for agent, cell, value in values:
        cells[cell][agent].append(value)
    shared = {cell: by_agent for cell, by_agent in cells.items() if len(by_agent) > 1}
    by_agent, total = _sums(shared)
    if not (total.degrees and total.crossings):
        return None
    found = _variances(total)
    without = [_variances(total.without(own)) for own in by_agent.values()]
    level, pattern, occasion = (
        _component(whole, [each[place] for each in without]) for place, whole in enumerate(found)
    )
    cases = sum(len(each) for by in shared.values() for each in by.values())
    return Components(level, pattern, occasion, agents=len(by_agent), cells=len(shared), cases=cases)


def _sums(cells: Mapping[str, Mapping[str, Sequence[float]]]) -> tuple[dict[str, _Sums], _Sums]:
    """What each agent takes part in, and everything once."""
    own: dict[str, _Sums] = defaultdict(_Sums)
    total = _Sums()
    pairs: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
    for by_agent in cells.values():
        met = []
        for agent, each in sorted(by_agent.items()):
            mean = sum(each) / len(each)
            squares = sum((value - mean) ** 2 for value in each)
            for sums in (own[agent], total):
                sums.add_occasions(squares, len(each) - 1)
            met.append((agent, mean, 1 / len(each)))
        for (one, mean, share), (other, other_mean, other_share) in combinations(met, 2):
            pair, apart = pairs[one, other], mean - other_mean
            pair[0] += apart
            pair[1] += apart * apart
            pair[2] += share + other_share
            pair[3] += 1
    for (one, other), (apart, squares, rest, meetings) in pairs.items():
        for sums in (own[one], own[other], total):
            sums.add_pair(apart, squares, rest, int(meetings))
    return dict(own), total


def _variances(sums: _Sums) -> tuple[float, float, float]:
    """Level, pattern and occasion; as estimated, so that one may be negative."""
    occasion = sums.within / sums.degrees if sums.degrees else 0.0
    level = sums.products / sums.crossings / 2 if sums.crossings else 0.0
    both = (sums.squares - occasion * sums.rest) / sums.meetings / 2 if sums.meetings else 0.0
    return level, both - level, occasion


def _component(whole: float, without: Sequence[float]) -> Component:
    agents = len(without)
    if agents < 3:
        return Component(math.sqrt(max(0.0, whole)), None, None)
    pseudo = [agents * whole - (agents - 1) * each for each in without]
    mean = sum(pseudo) / agents
    error = math.sqrt(sum((each - mean) ** 2 for each in pseudo) / (agents - 1) / agents)
    half = t_of(0.95, agents - 1) * error
    low, high = (math.sqrt(max(0.0, mean + side * half)) for side in (-1, 1))
    return Component(math.sqrt(max(0.0, whole)), low, high)
