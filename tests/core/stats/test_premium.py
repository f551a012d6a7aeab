"""What going up adds for equal cases."""

from __future__ import annotations

from random import Random

import pytest
from givens.chance import seeded

from amends.core.stats.premium import Outcome, escalation_premium


def outcomes(chance: Random, *, more: float, keys: int = 40) -> list[Outcome]:
    rows = []
    for key in range(keys):
        for _ in range(6):
            first = max(0.0, chance.gauss(20 + key % 5, 4))
            up = chance.random() < 0.3
            # Leads see the case anew: around what is usual for it, plus what pushing brings.
            final = max(0.0, chance.gauss(20 + key % 5 + more, 4)) if up else first
            rows.append(Outcome(f"k{key}", first, final, up, "dana" if up else ""))
    return rows


def test_it_is_the_mean_over_what_equal_cases_were_offered_first() -> None:
    rows = [
        Outcome("k", 10.0, 30.0, True, "dana"),
        Outcome("k", 12.0, 12.0, False, ""),
        Outcome("k", 8.0, 8.0, False, ""),
        Outcome("alone", 5.0, 500.0, True, "leo"),
    ]

    found = escalation_premium(rows, seed=1, draws=20)

    assert (found.amount, found.first, found.cases, found.keys) == (20.0, 10.0, (0,), 1)
    assert not found.enough


def test_a_planted_premium_is_found() -> None:
    found = escalation_premium(outcomes(seeded(2), more=10.0), seed=1)

    assert found.enough
    assert found.interval is not None
    assert found.interval.low < 10.0 < found.interval.high
    assert found.interval.low > 5.0


def test_no_premium_alarms_no_more_than_it_may() -> None:
    chance = seeded(6)
    alarms = 0
    for round_number in range(100):
        interval = escalation_premium(outcomes(chance, more=0.0), seed=round_number, draws=300).interval
        assert interval is not None
        alarms += not interval.low <= 0 <= interval.high

    assert alarms <= 12  # 5 expected


@pytest.mark.parametrize("rows", [[], [Outcome("k", 1.0, 1.0, False, "")]])
def test_where_nothing_went_up_there_is_no_premium(rows: list[Outcome]) -> None:
    found = escalation_premium(rows, seed=1)

    assert (found.amount, found.interval, found.cases) == (None, None, ())
