"""Wilson and Newcombe against the published values of Newcombe 1998."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.stats.rates import Interval, difference, n_for_half_width, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_published_intervals(hits: int, n: int, low: float, high: float) -> None:
    rate = wilson(hits, n)
    assert (round(rate.interval.low, 4), round(rate.interval.high, 4)) == (low, high)


def test_the_difference_gives_newcombes_published_interval() -> None:
    gap, interval = difference(wilson(56, 70), wilson(48, 80))
    assert round(gap, 4) == 0.2
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0524, 0.3339)


def test_five_points_at_eighty_percent_need_246_cases() -> None:
    assert n_for_half_width(0.8 * 0.2, 0.05) == 246


def test_no_case_says_nothing() -> None:
    rate = wilson(0, 0)
    assert rate.share is None
    assert rate.interval == Interval(0.0, 1.0)
    assert not rate.shows_point
    with pytest.raises(ValueError, match="both sides"):
        difference(rate, wilson(1, 2))


def test_the_point_is_shown_from_ten_cases_on() -> None:
    assert [wilson(1, n).shows_point for n in (9, 10)] == [False, True]


def test_more_hits_than_cases_is_a_defect() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    hits, n = counts
    rate, mirrored = wilson(hits, n), wilson(n - hits, n)
    assert 0 <= rate.interval.low <= hits / n <= rate.interval.high <= 1
    assert rate.interval.low == pytest.approx(1 - mirrored.interval.high)
