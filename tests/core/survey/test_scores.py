"""CSAT, CES and NPS: the agreed test values, the scales, and what too few answers may not claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.stats.rates import n_for_half_width
from amends.core.survey.scores import (
    AnswerOffScale,
    CesVersion,
    ces,
    csat,
    nps,
    nps_difference,
    nps_of_counts,
)


def rounded(low: float, high: float) -> tuple[float, float]:
    return round(low, 2), round(high, 2)


def test_nps_of_50_30_20_is_30_with_the_agreed_intervals() -> None:
    result = nps_of_counts(50, 30, 20)
    assert result.value == 30
    assert round(result.standard_error, 2) == 7.81
    assert rounded(result.wald.low, result.wald.high) == (14.69, 45.31)
    assert rounded(result.interval.low, result.interval.high) == (14.05, 44.20)


def test_ten_points_need_235_answers_and_385_at_worst() -> None:
    assert n_for_half_width(0.61, 0.10) == 235
    assert n_for_half_width(1.0, 0.10) == 385


def test_answers_fall_into_promoters_passives_and_detractors() -> None:
    result = nps(range(11))
    assert (result.promoters, result.passives, result.detractors) == (2, 2, 7)
    assert result.value == pytest.approx(-45.4545, abs=1e-4)


def test_no_answer_has_no_score_and_every_possibility() -> None:
    result = nps([])
    assert result.value is None
    assert (result.interval.low, result.interval.high) == (-100, 100)


def test_all_promoters_still_leave_room_for_doubt() -> None:
    result = nps_of_counts(10, 0, 0)
    assert result.value == 100
    assert result.wald.low == 100  # the plain interval pretends to be certain
    assert result.interval.low < 100


def test_nobody_is_ranked_on_fewer_than_thirty_answers() -> None:
    assert [nps_of_counts(n, 0, 0).is_rankable for n in (29, 30)] == [False, True]


def test_the_variances_of_two_groups_add() -> None:
    one, two = nps_of_counts(50, 30, 20), nps_of_counts(40, 30, 30)
    gap, interval = nps_difference(one, two)
    assert gap == 20
    expected = 1.959964 * (one.standard_error**2 + two.standard_error**2) ** 0.5
    assert interval.half_width == pytest.approx(expected, abs=1e-5)
    with pytest.raises(ValueError, match="both sides"):
        nps_difference(one, nps([]))


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_nps_lies_in_its_scale_and_its_interval_too(answers: list[int]) -> None:
    result = nps(answers)
    assert result.value is not None
    assert result.n == len(answers)
    assert -100 <= result.interval.low <= result.interval.high <= 100
    assert -100 <= result.value <= 100
    assert result.interval.low < 100
    assert result.interval.high > -100


def test_csat_counts_fours_and_fives() -> None:
    result = csat([5, 4, 3, 2, 1, 5, 5, 4, 4, 4])
    assert result.value == 70
    assert (result.rate.hits, result.rate.n) == (7, 10)
    assert rounded(result.interval.low, result.interval.high) == (39.68, 89.22)


def test_csat_without_answers_has_no_value() -> None:
    assert csat([]).value is None


def test_ces_2_reports_mean_and_share_of_five_to_seven() -> None:
    result = ces([7, 6, 5, 4, 3, 7, 6, 5, 2, 1], CesVersion.V2)
    assert result.mean == pytest.approx(4.6)
    assert (result.easy.hits, result.easy.n) == (6, 10)
    assert result.mean_interval is not None
    # s = 2.0656, t(9) = 2.262157: 4.6 +/- 1.4777
    assert rounded(result.mean_interval.low, result.mean_interval.high) == (3.12, 6.08)


def test_ces_1_runs_the_other_way() -> None:
    result = ces([1, 2, 3, 4, 5], CesVersion.V1)
    assert (result.version, result.easy.hits) == (CesVersion.V1, 2)


def test_one_answer_has_a_mean_and_no_interval() -> None:
    result = ces([7], CesVersion.V2)
    assert result.mean == 7
    assert result.mean_interval is None
    assert ces([], CesVersion.V2).mean is None


@pytest.mark.parametrize("answer", [0, 6, -1, True])
def test_an_answer_off_the_scale_is_refused(answer: int) -> None:
    with pytest.raises(AnswerOffScale) as refused:
        csat([answer])
    assert str(refused.value) == "Choose a whole number from 1 to 5."


def test_each_scale_has_its_own_ends() -> None:
    with pytest.raises(AnswerOffScale):
        nps([11])
    with pytest.raises(AnswerOffScale):
        ces([6], CesVersion.V1)
    assert ces([6], CesVersion.V2).n == 1
