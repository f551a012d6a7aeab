"""Intraclass correlations against Shrout and Fleiss 1979."""

from __future__ import annotations

import pytest

from amends.core.stats.agreement import agreement

SHROUT_AND_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_six_targets_by_four_judges_give_the_published_table() -> None:
    found = agreement(SHROUT_AND_FLEISS)

    squares = (found.between, found.within, found.judges, found.error)
    assert tuple(round(square, 2) for square in squares) == (11.24, 6.26, 32.49, 1.02)
    assert tuple(round(share, 2) for share in (found.single, found.random, found.fixed)) == (0.17, 0.29, 0.71)
    assert (found.cases, found.agents, found.enough) == (6, 4, False)


def test_twenty_cases_by_five_agents_are_enough() -> None:
    found = agreement([[case + agent % 2 for agent in range(5)] for case in range(20)])

    assert found.enough
    assert found.fixed == pytest.approx(1.0)


def test_those_who_all_say_the_same_agree_wholly() -> None:
    assert agreement([[5, 5], [5, 5]]).random == 1.0


def test_a_missing_judgement_is_a_defect_of_the_caller() -> None:
    with pytest.raises(ValueError, match="same two agents"):
        agreement([[1, 2], [1]])
