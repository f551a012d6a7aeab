"""Departures from the table: shares, and a funnel whose limits know that people differ."""

from __future__ import annotations

import pytest
from givens.chance import seeded

from amends.core.stats.overrides import funnel, sigma_z


def test_everybody_together_has_wilsons_interval_and_the_few_are_not_named() -> None:
    found = funnel({"ada": (15, 148), "ben": (0, 9)})

    assert (found.all.hits, found.all.n) == (15, 157)
    assert [each.name for each in found.agents] == ["ada"]
    assert round(found.agents[0].rate.interval.low, 4) == 0.0624
    assert (found.left_out, found.widened, found.enough) == (1, 1.0, False)


def test_who_departs_far_more_often_stands_outside() -> None:
    usual = {f"a{n}": (10 + n % 3, 100) for n in range(10)}

    found = funnel({**usual, "odd": (60, 101)})

    assert [each.name for each in found.agents if each.is_outside] == ["odd"]


def test_limits_are_wider_for_those_with_fewer_cases() -> None:
    found = funnel({"many": (100, 400), "few": (5, 20)})

    many, few = found.agents
    assert few.high - few.low > many.high - many.low


def test_a_crowd_that_varies_more_than_chance_has_wider_limits() -> None:
    chance = seeded(3)
    alike = {f"a{n:02}": (sum(chance.random() < 0.2 for _ in range(2_000)), 2_000) for n in range(30)}
    varied = {
        f"a{n:02}": (sum(chance.random() < rate for _ in range(2_000)), 2_000)
        for n in range(30)
        for rate in [chance.uniform(0.14, 0.26)]
    }

    assert funnel(alike).widened == pytest.approx(1.0, abs=0.35)
    assert funnel(varied).widened > 2.5
    assert not any(each.is_outside for each in funnel(varied).agents)


def test_agents_who_are_alike_are_hardly_ever_called_out() -> None:
    chance = seeded(8)
    outside = 0
    for _ in range(100):
        counts = {f"a{n:02}": (sum(chance.random() < 0.15 for _ in range(120)), 120) for n in range(20)}
        outside += sum(each.is_outside for each in funnel(counts).agents)

    assert outside <= 20  # of 2,000; three sigmas leave about 5


@pytest.mark.parametrize("counts", [{}, {"ada": (0, 50)}, {"ada": (50, 50)}])
def test_none_and_all_are_no_defect(counts: dict[str, tuple[int, int]]) -> None:
    assert not any(each.is_outside for each in funnel(counts).agents)


NHS_WEEKS = (
    (266501, 280443),
    (264225, 276823),
    (276532, 291681),
    (281461, 296155),
    (269071, 282343),
    (261215, 275888),
)
"""Patients seen within four hours, of all, in six weeks: the data of the vignette of qicharts2."""


def test_six_published_weeks_give_laneys_factor() -> None:
    share = sum(hits for hits, _ in NHS_WEEKS) / sum(n for _, n in NHS_WEEKS)
    assert share == pytest.approx(0.950492, abs=5e-7)
    assert sigma_z(NHS_WEEKS, share) == pytest.approx(9.4241, abs=5e-5)
