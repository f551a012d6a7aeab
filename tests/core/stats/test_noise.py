"""The matched noise index: exact on paper, right about planted noise, silent on too little."""

from __future__ import annotations

from random import Random

import pytest
from givens.chance import seeded

from amends.core.stats.noise import Judgement, apart, noise_index, spread


def judged(chance: Random, *, keys: int, agents: int, noise: float, each: int = 4) -> list[Judgement]:
    """Cases of `keys` kinds, each decided by `each` agents who are off by `noise` of what is usual."""
    rows = []
    for key in range(keys):
        for agent in chance.sample(range(agents), each):
            rows.append(Judgement(f"k{key}", f"a{agent}", (20 + key) * (1 + chance.uniform(-noise, noise))))
    return rows


def test_how_far_two_are_apart() -> None:
    assert apart(0, 0) == 0.0
    assert apart(10, 0) == 2.0
    assert apart(12, 8) == pytest.approx(0.4)


def test_the_index_is_the_median_over_pairs_of_different_agents() -> None:
    rows = [
        Judgement("k", "ada", 10.0),
        Judgement("k", "ben", 10.0),
        Judgement("k", "ben", 30.0),
        Judgement("alone", "ada", 99.0),
    ]

    found = noise_index(rows, seed=1, draws=50)

    # ada-ben 0, ada-ben 1.0; ben with himself is no pair
    assert found.index == pytest.approx(0.5)
    assert [(pair.first, pair.second, pair.apart) for pair in found.pairs] == [(0, 2, 1.0), (0, 1, 0.0)]
    assert (found.keys, found.agents, found.enough) == (1, 2, False)


def test_nobody_to_compare_with_is_no_index() -> None:
    found = noise_index([Judgement("k", "ada", 10.0), Judgement("k", "ada", 99.0)], seed=1)

    assert (found.index, found.interval, found.pairs) == (None, None, ())


def test_it_needs_thirty_pairs_of_ten_keys() -> None:
    def pairs(keys: int, each: int) -> bool:
        return noise_index(judged(seeded(1), keys=keys, agents=8, noise=0.1, each=each), seed=1).enough

    assert pairs(10, 3)
    assert not pairs(9, 4)
    assert not pairs(29, 2)


def test_planted_noise_of_known_size_lies_in_the_interval() -> None:
    rows = judged(seeded(4), keys=150, agents=12, noise=0.5)
    true = noise_index(judged(seeded(9), keys=4_000, agents=12, noise=0.5), seed=1, draws=2).index
    assert true is not None

    found = noise_index(rows, seed=1)

    assert found.interval is not None
    assert found.interval.low <= true <= found.interval.high
    assert found.interval.low > 0.10


def test_those_who_decide_alike_are_not_called_noisy() -> None:
    found = noise_index(judged(seeded(4), keys=60, agents=10, noise=0.05), seed=1)

    assert found.interval is not None
    assert found.interval.high < 0.10


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    chance = seeded(21)
    true = noise_index(judged(seeded(9), keys=4_000, agents=12, noise=0.4), seed=1, draws=2).index
    assert true is not None
    held = 0
    for round_number in range(60):
        rows = judged(chance, keys=60, agents=12, noise=0.4)
        interval = noise_index(rows, seed=round_number, draws=300).interval
        assert interval is not None
        held += interval.low <= true <= interval.high

    assert held >= 52  # 57 expected of 60


def test_the_same_seed_gives_the_same_answer() -> None:
    rows = judged(seeded(4), keys=30, agents=8, noise=0.5)
    assert noise_index(rows, seed=3) == noise_index(rows, seed=3)


def test_a_kind_of_case_that_happens_daily_does_not_weigh_everything_else_down() -> None:
    rows = [Judgement("daily", f"a{n % 9}", 10.0 + n % 7) for n in range(500)]

    assert len(noise_index(rows, seed=1, draws=5).pairs) <= 2_000


def test_the_spread_is_what_the_facts_leave_over() -> None:
    alike = [Judgement(f"k{n // 2}", f"a{n % 2}", 10.0 * (1 + n // 2)) for n in range(40)]
    found = spread(alike)
    assert found is not None
    assert (found.deviation, found.robust, found.cases, found.agents) == (pytest.approx(0), 0.0, 40, 2)
    assert spread([Judgement("k", "a", 1.0)]) is None


def test_one_great_gift_moves_the_deviation_and_not_the_robust_one() -> None:
    chance = seeded(1)
    rows = [Judgement(f"k{n % 20}", f"a{n % 11}", 50 * chance.uniform(0.9, 1.1)) for n in range(400)]
    plain, shaken = spread(rows), spread([*rows, Judgement("k1", "a1", 50_000.0)])

    assert plain is not None
    assert shaken is not None
    assert plain.enough
    assert shaken.deviation > 3 * plain.deviation
    assert shaken.robust < 1.1 * plain.robust
