"""Whether the end of a period gives less than the rest of it."""

from __future__ import annotations

from random import Random
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.evenness import LEAST, PARTS, DayOfGiving, evenness


def days_of(gestures: list[tuple[int, int]], days: int = 30) -> list[DayOfGiving]:
    """(day, amount) as the sums of each day."""
    found = []
    for day in sorted({day for day, _ in gestures}):
        amounts = [amount for each, amount in gestures if each == day]
        found.append(DayOfGiving(day, days, len(amounts), sum(amounts), sum(a * a for a in amounts)))
    return found


def month(last_fifth: float, *, seed: int, each: int = 6) -> list[DayOfGiving]:
    """A month of gestures around 40.00, times `last_fifth` from its 25th day on."""
    random = Random(seed)  # noqa: S311 - the same numbers in every run
    return days_of(
        [
            (day, round(random.gauss(4_000, 800) * (last_fifth if day >= 24 else 1)))
            for day in range(30)
            for _ in range(each)
        ]
    )


def test_the_numbers_are_those_of_welch() -> None:
    early, late = [3_000, 5_000] * 6, [2_000, 4_000, 3_000] * 4
    found = evenness(days_of([(0, a) for a in early] + [(29, a) for a in late]))
    assert found.difference == pytest.approx(100 * (mean(late) - mean(early)) / mean(early)) == -25.0
    error = (variance(early) / 12 + variance(late) / 12) ** 0.5
    assert found.low == pytest.approx(-25 - 100 * 2.0796 * error / 4_000, abs=0.1)  # 21 degrees of freedom
    assert found.is_meaner
    assert [part.count for part in found.parts] == [12, 0, 0, 0, 12]
    assert found.parts[0].mean == 4_000.0


def test_a_third_less_at_the_end_is_found() -> None:
    assert all(evenness(month(0.67, seed=seed)).is_meaner for seed in range(20))


def test_an_even_hand_is_seldom_called_mean() -> None:
    called = sum(evenness(month(1.0, seed=seed)).is_meaner for seed in range(400))
    assert called <= 20  # 2.5 % of 400 are expected


@pytest.mark.parametrize(("early", "late"), [(LEAST - 1, 50), (50, LEAST - 1), (0, 0)])
def test_of_few_gestures_nothing_is_said(early: int, late: int) -> None:
    found = evenness(days_of([(0, 100)] * early + [(29, 200)] * late))
    assert (found.difference, found.low, found.high, found.is_meaner) == (None, None, None, False)


def test_gestures_of_one_size_differ_by_exactly_nothing() -> None:
    found = evenness(days_of([(day, 100) for day in range(30) for _ in range(3)]))
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10**7)), max_size=200), st.integers(1, 40))
def test_every_gesture_is_in_one_part(gestures: list[tuple[int, int]], days: int) -> None:
    found = evenness(days_of(gestures, days))
    assert len(found.parts) == PARTS
    assert sum(part.count for part in found.parts) == len(gestures)
