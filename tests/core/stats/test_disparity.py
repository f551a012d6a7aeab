"""Differences between groups: published values, planted differences found, and none where there is none."""

from __future__ import annotations

import csv
from importlib.resources import files
from random import Random

import numpy as np
import pytest
import statsmodels.api as sm
from givens.chance import seeded

from amends.core.stats.disparity import (
    Cell,
    Odds,
    Received,
    aipw,
    amount_gap,
    common_odds,
    discoveries,
)

# Admitted and rejected, men then women, in the six largest departments (Bickel, Hammel and O'Connell 1975).
BERKELEY = [
    Cell(512, 313, 89, 19),
    Cell(353, 207, 17, 8),
    Cell(120, 205, 202, 391),
    Cell(138, 279, 131, 244),
    Cell(53, 138, 94, 299),
    Cell(22, 351, 24, 317),
]


def test_berkeleys_admissions_look_biased_raw_and_are_not_department_by_department() -> None:
    found = common_odds(BERKELEY)

    assert isinstance(found, Odds)
    assert found.raw is not None
    assert round(found.raw, 2) == 1.84
    assert round(found.ratio, 4) == 0.9047
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.7719, 1.0603)
    assert (round(found.chi2, 4), round(found.p, 4)) == (1.4269, 0.2323)
    assert found.homogeneity_chi2 is not None
    assert found.homogeneity_p is not None
    assert (round(found.homogeneity_chi2, 2), round(found.homogeneity_p, 4)) == (18.83, 0.0021)
    assert (found.cases, found.enough) == (4526, True)


def test_cells_that_compare_nobody_change_nothing() -> None:
    with_idle = common_odds([*BERKELEY, Cell(10, 5, 0, 0), Cell(7, 0, 9, 0)])

    plain = common_odds(BERKELEY)
    assert with_idle is not None
    assert plain is not None
    assert (with_idle.ratio, with_idle.p, with_idle.cases) == (plain.ratio, plain.p, plain.cases)


@pytest.mark.parametrize("cells", [[], [Cell(5, 0, 5, 0)], [Cell(5, 0, 2, 3)]])
def test_what_has_no_finite_ratio_has_none(cells: list[Cell]) -> None:
    assert common_odds(cells) is None


def test_few_cases_are_not_enough_to_say_anything() -> None:
    found = common_odds([Cell(3, 2, 2, 3)])

    assert found is not None
    assert (found.expected, found.enough) == (2.5, False)


def cattaneo() -> dict[str, np.ndarray]:
    path = files("statsmodels") / "treatment/tests/results/cataneo2.csv"
    rows = list(csv.DictReader(path.read_text().splitlines()))
    names = ["bweight", "mbsmoke", "mmarried", "mage", "fbaby", "medu", "prenatal1"]
    told = {"No": 0.0, "Yes": 1.0, "nonsmoker": 0.0, "smoker": 1.0, "notmarried": 0.0, "married": 1.0}
    return {
        name: np.array([told[row[name]] if row[name] in told else float(row[name]) for row in rows])
        for name in names
    }


def test_cattaneos_birth_weights_give_the_published_effect() -> None:
    data = cattaneo()
    smokes, weight = data["mbsmoke"], data["bweight"]
    who = sm.add_constant(
        np.column_stack([data["mmarried"], data["mage"], data["mage"] ** 2, data["fbaby"], data["medu"]])
    )
    what = sm.add_constant(
        np.column_stack([data["prenatal1"], data["mmarried"], data["mage"], data["fbaby"]])
    )
    share = sm.Probit(smokes, who).fit(disp=0).predict(who)
    mean_one, mean_other = (
        sm.OLS(weight[smokes == side], what[smokes == side]).fit().predict(what) for side in (1, 0)
    )

    found = aipw(weight, smokes, share, mean_one, mean_other, bound=50)

    naive = weight[smokes == 1].mean() - weight[smokes == 0].mean()
    assert round(float(naive), 2) == -275.25
    assert found.difference == pytest.approx(-230.9892, abs=5e-4)
    assert found.error == pytest.approx(25.39, abs=0.01)
    assert (found.cases, found.enough) == (4642, True)
    assert found.equal_p > 0.99


def test_without_facts_it_is_the_difference_of_the_means() -> None:
    one, other = [3.0, 5.0, 10.0], [2.0, 2.0, 3.0, 5.0]
    rows = [Received("", True, amount) for amount in one] + [Received("", False, amount) for amount in other]

    found = amount_gap(rows, bound=1.0)

    assert found is not None
    assert found.difference == pytest.approx(6.0 - 3.0)
    welch = np.sqrt(np.var(one, ddof=1) / 3 + np.var(other, ddof=1) / 4)
    assert found.error == pytest.approx(float(welch), rel=0.1)
    assert (found.cases, found.group_cases, found.enough) == (7, 3, False)


def test_cells_without_both_groups_are_left_out() -> None:
    rows = [Received("lone", True, 100.0)] * 20
    assert amount_gap(rows, bound=1.0) is None

    both = [Received("both", side, 5.0 + side) for side in (True, False) for _ in range(10)]
    found = amount_gap([*rows, *both], bound=2.0)
    assert found is not None
    assert (found.difference, found.error, found.cases) == (1.0, 0.0, 20)
    assert (found.p, found.equal_p) == (0.0, 0.0)


def drawn(chance: Random, *, cases: int, more: float) -> list[Received]:
    """Cases of eight kinds; harder kinds get more and are of the group more often; `more` is the planted bias."""
    rows = []
    for _ in range(cases):
        kind = chance.randrange(8)
        in_group = chance.random() < 0.2 + 0.07 * kind
        rows.append(Received(str(kind), in_group, max(0.0, chance.gauss(20 + 5 * kind + more * in_group, 8))))
    return rows


def as_cells(rows: list[Received], threshold: float) -> list[Cell]:
    counts: dict[str, list[int]] = {}
    for row in rows:
        count = counts.setdefault(row.cell, [0, 0, 0, 0])
        count[(0 if row.in_group else 2) + (0 if row.amount > threshold else 1)] += 1
    return [Cell(*count) for count in counts.values()]


def test_a_planted_difference_of_known_size_is_found() -> None:
    rows = drawn(seeded(5), cases=2_000, more=-3.0)

    gap, odds = amount_gap(rows, bound=1.0), common_odds(as_cells(rows, 35))

    assert gap is not None
    assert gap.interval.low < -3.0 < gap.interval.high < 0
    assert gap.equal_p > 0.9
    assert odds is not None
    assert odds.interval.high < 1
    # The raw difference points the other way: the group has the harder cases.
    one, other = ([row.amount for row in rows if row.in_group is side] for side in (True, False))
    assert sum(one) / len(one) > sum(other) / len(other)


def test_unbiased_data_alarm_no_more_than_the_nominal_rate() -> None:
    chance = seeded(11)
    gaps = odds_alarms = covered = 0
    for _ in range(200):
        rows = drawn(chance, cases=400, more=0.0)
        gap, odds = amount_gap(rows, bound=1.0), common_odds(as_cells(rows, 35))
        assert gap is not None
        assert odds is not None
        gaps += gap.p < 0.05
        odds_alarms += odds.p < 0.05
        covered += gap.interval.low <= 0 <= gap.interval.high

    # 10 of 200 are expected; 18 and more happen once in a hundred times.
    assert gaps <= 18
    assert odds_alarms <= 18
    assert covered >= 182


def test_no_difference_can_be_shown_and_not_merely_missed() -> None:
    rows = drawn(seeded(3), cases=4_000, more=0.0)

    found = amount_gap(rows, bound=2.0)

    assert found is not None
    assert found.equal_p < 0.05


def test_of_many_questions_only_those_that_stand_together_are_discoveries() -> None:
    asked = {"a": 0.001, "b": 0.02, "c": 0.03, "d": 0.6}
    assert discoveries(asked) == {"a", "b", "c"}
    assert discoveries({f"null{n}": 0.04 for n in range(3)} | {"more": 0.9}) == frozenset()
    assert discoveries({}) == frozenset()


def test_false_discoveries_stay_rare_over_many_groups() -> None:
    chance = seeded(2)
    false = sum(bool(discoveries({str(n): chance.random() for n in range(20)})) for _ in range(400))

    assert false <= 32  # 20 expected
