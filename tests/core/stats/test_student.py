"""Student's t against the tables."""

from __future__ import annotations

import pytest

from amends.core.stats.rates import z_of
from amends.core.stats.student import t_of


@pytest.mark.parametrize(
    ("confidence", "degrees", "expected"),
    [
        (0.95, 1, 12.706205),
        (0.95, 2, 4.302653),
        (0.95, 9, 2.262157),
        (0.95, 29, 2.045230),
        (0.95, 120, 1.979930),
        (0.99, 4, 4.604095),
        (0.90, 10, 1.812461),
    ],
)
def test_the_quantile_is_the_tables(confidence: float, degrees: int, expected: float) -> None:
    assert t_of(confidence, degrees) == pytest.approx(expected, abs=5e-7)


def test_with_many_answers_it_is_the_normal_one() -> None:
    assert t_of(0.95, 1_000_000) == pytest.approx(z_of(0.95), abs=1e-5)


def test_one_answer_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two answers"):
        t_of(0.95, 0)
