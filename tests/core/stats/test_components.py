"""Level, pattern and occasion noise: the published mean squares, planted noise, and none where there is none."""

from __future__ import annotations

from random import Random

import pytest
from givens.chance import seeded

from amends.core.stats.components import components

SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Six targets by four judges (Shrout and Fleiss 1979): JMS 32.49, EMS 1.02."""


def test_a_balanced_table_gives_the_analysis_of_variance() -> None:
    """Each judgement twice, one above and one below: JMS and EMS double, and the rest has a variance of 2."""
    values = [
        (f"judge {judge}", f"target {target}", rating + step)
        for target, row in enumerate(SHROUT_FLEISS)
        for judge, rating in enumerate(row)
        for step in (-1, 1)
    ]
    found = components(values)
    assert found is not None
    assert found.level.deviation**2 == pytest.approx((32.4861 - 1.0194) / 6, abs=1e-4)
    assert found.pattern.deviation**2 == pytest.approx(1.0194 - 1, abs=1e-4)
    assert found.occasion.deviation**2 == pytest.approx(2.0)
    assert (found.agents, found.cells, found.cases, found.enough) == (4, 6, 48, False)


def decided(
    chance: Random, *, level: float, pattern: float, occasion: float, agents: int = 20, cells: int = 12
) -> list[tuple[str, str, float]]:
    """Each agent decides each cell not at all, once, twice or three times."""
    levels = [chance.gauss(0, level) for _ in range(agents)]
    rows = []
    for cell in range(cells):
        for agent in range(agents):
            own = levels[agent] + chance.gauss(0, pattern)
            rows += [
                (f"a{agent}", f"c{cell}", cell + own + chance.gauss(0, occasion))
                for _ in range(chance.randrange(4))
            ]
    return rows


def test_planted_noise_of_known_size_lies_in_the_interval() -> None:
    found = components(decided(seeded(3), level=0.3, pattern=0.2, occasion=0.1, agents=30, cells=20))
    assert found is not None
    assert found.enough
    for component, truth in ((found.level, 0.3), (found.pattern, 0.2), (found.occasion, 0.1)):
        assert component.low is not None
        assert component.high is not None
        assert component.low < truth < component.high
        assert component.deviation == pytest.approx(truth, rel=0.25)


def test_agents_who_are_alike_are_hardly_ever_said_to_differ_in_level() -> None:
    """By the nominal rate one in forty may look so, on one side of 95 %: here at most 4 of 60."""
    chance, alarms = seeded(5), 0
    for _ in range(60):
        found = components(decided(chance, level=0, pattern=0.2, occasion=0.2, agents=12, cells=8))
        assert found is not None
        alarms += (found.level.low or 0) > 0
    assert alarms <= 4


@pytest.mark.parametrize(
    "values",
    [
        [],
        [("a", "x", 1.0), ("a", "x", 2.0)],
        [("a", "x", 1.0), ("b", "x", 2.0), ("a", "y", 1.0), ("b", "y", 2.0)],
        [("a", "x", 1.0), ("a", "x", 1.5), ("b", "x", 2.0)],
    ],
)
def test_what_cannot_be_told_apart_is_not_told(values: list[tuple[str, str, float]]) -> None:
    assert components(values) is None
