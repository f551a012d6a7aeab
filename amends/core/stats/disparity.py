"""Differences between groups, given the facts: the odds of being given anything, and the amount.

Compared are only people with equal facts. Whether the odds ratio is the same everywhere is reported with it
(Breslow-Day): Berkeley's admissions of 1973 look biased against women as a whole and are not, department by department.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.core.stats.library import library
from amends.core.stats.rates import Interval, z_of

EXPECTED_MIN = 5.0
GROUP_MIN = 100
SHOWN_MIN = 10
"""Groups of fewer cases are not shown at all: a small group is a person."""

OVERLAP = (0.05, 0.95)
"""Cells where nearly everybody is of one group compare nobody with nobody."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases with equal facts: how many of the group and of the others were given something, and how many were not."""

    group_given: int
    group_not: int
    others_given: int
    others_not: int

    @property
    def compares(self) -> bool:
        """Whether both groups and both outcomes occur."""
        return (
            self.group_given + self.group_not > 0
            and self.others_given + self.others_not > 0
            and self.group_given + self.others_given > 0
            and self.group_not + self.others_not > 0
        )


@dataclass(frozen=True, slots=True)
class Odds:
    """The common odds ratio (Mantel-Haenszel) of the group over the others, with the interval of Robins, Breslow and
    Greenland; `chi2` and `p` of "it is 1", with Yates' correction; `homogeneity_p` of "it is the same in all cells".

    `expected` is the least expected count over all cells together, `raw` the odds ratio without looking at facts.
    """

    ratio: float
    interval: Interval
    chi2: float
    p: float
    homogeneity_chi2: float | None
    homogeneity_p: float | None
    raw: float | None
    cases: int
    expected: float

    @property
    def enough(self) -> bool:
        """Whether at least five are expected of each kind."""
        return self.expected >= EXPECTED_MIN


def common_odds(cells: Iterable[Cell], *, confidence: float = 0.95) -> Odds | None:
    """The Mantel-Haenszel common odds ratio over fact cells; None where no cell compares or it is not finite."""
    given = list(cells)
    compared = [cell for cell in given if cell.compares]
    np = library("numpy")
    products = [(cell.group_given * cell.others_not, cell.group_not * cell.others_given) for cell in compared]
    if not any(one for one, _ in products) or not any(other for _, other in products):
        return None
    tables = [
        np.array([[cell.group_given, cell.group_not], [cell.others_given, cell.others_not]], dtype=float)
        for cell in compared
    ]
    stratified = library("statsmodels.stats.contingency_tables").StratifiedTable(tables)
    null = stratified.test_null_odds(correction=True)
    low, high = stratified.oddsratio_pooled_confint(alpha=1 - confidence)
    equal = stratified.test_equal_odds() if len(tables) > 1 else None
    return Odds(
        ratio=float(stratified.oddsratio_pooled),
        interval=Interval(float(low), float(high)),
        chi2=float(null.statistic),
        p=float(null.pvalue),
        homogeneity_chi2=None if equal is None else float(equal.statistic),
        homogeneity_p=None if equal is None else float(equal.pvalue),
        raw=_raw(given),
        cases=int(sum(table.sum() for table in tables)),
        expected=min(float(kind) for kind in sum(_expected(table) for table in tables).ravel()),
    )


def _expected(table: Any) -> Any:
    return table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()


def _raw(cells: Sequence[Cell]) -> float | None:
    for_it = sum(cell.group_given for cell in cells) * sum(cell.others_not for cell in cells)
    against = sum(cell.group_not for cell in cells) * sum(cell.others_given for cell in cells)
    return for_it / against if against else None


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference of an amount between the group and the others, given the facts, with its interval.

    `bound` is what was said beforehand to be too small to matter; `equal_p` is that of two one-sided tests: small means
    that the difference is surely smaller than the bound. `cases` and `group_cases` are those that compare.
    """

    difference: float
    error: float
    interval: Interval
    p: float
    bound: float
    equal_p: float
    cases: int
    group_cases: int

    @property
    def enough(self) -> bool:
        """At least 100 of each."""
        return self.group_cases >= GROUP_MIN and self.cases - self.group_cases >= GROUP_MIN


@dataclass(frozen=True, slots=True)
class Received:
    """What one case was given: its fact cell, whether it is of the group, the amount."""

    cell: str
    in_group: bool
    amount: float


def amount_gap(received: Sequence[Received], *, bound: float, confidence: float = 0.95) -> Gap | None:
    """The doubly robust difference (AIPW) with both models saturated in the fact cells; None where nobody compares.

    Cells in which the group is outside 5 % to 95 %, or has no two cases on either side, are left out.
    """
    np = library("numpy")
    cells: dict[str, list[Received]] = {}
    for each in received:
        cells.setdefault(each.cell, []).append(each)
    columns: list[tuple[float, bool, float, float, float]] = []
    for cell in cells.values():
        one, other = ([each.amount for each in cell if each.in_group is side] for side in (True, False))
        share = len(one) / len(cell)
        if min(len(one), len(other)) < 2 or not OVERLAP[0] <= share <= OVERLAP[1]:
            continue
        means = (sum(other) / len(other), sum(one) / len(one))
        # What a mean of few leaves over is smaller than what a draw would: Bessel's correction, cell by cell.
        wider = [math.sqrt(len(side) / (len(side) - 1)) for side in (other, one)]
        columns += [
            (
                means[each.in_group] + (each.amount - means[each.in_group]) * wider[each.in_group],
                each.in_group,
                share,
                *means,
            )
            for each in cell
        ]
    if not columns:
        return None
    amounts, in_group, share, mean_other, mean_one = (
        np.array(column) for column in zip(*columns, strict=True)
    )
    return aipw(amounts, in_group, share, mean_one, mean_other, bound=bound, confidence=confidence)


def aipw(
    amounts: Any,
    in_group: Any,
    share: Any,
    mean_one: Any,
    mean_other: Any,
    *,
    bound: float,
    confidence: float = 0.95,
) -> Gap:
    """Augmented inverse probability weighting: right if either the chance of being in the group (`share`) or what
    each would be expected to get (`mean_one`, `mean_other`) is; the error is that of the influence function."""
    np = library("numpy")
    side = np.asarray(in_group, dtype=float)
    influence = (
        mean_one
        - mean_other
        + side * (amounts - mean_one) / share
        - (1 - side) * (amounts - mean_other) / (1 - share)
    )
    difference = float(influence.mean())
    error = float(influence.std(ddof=1) / math.sqrt(len(influence))) if len(influence) > 1 else math.inf
    half = z_of(confidence) * error
    return Gap(
        difference=difference,
        error=error,
        interval=Interval(difference - half, difference + half),
        p=2 * _beyond(abs(difference), error),
        bound=bound,
        equal_p=max(_beyond(difference + bound, error), _beyond(bound - difference, error)),
        cases=len(influence),
        group_cases=int(side.sum()),
    )


def _beyond(distance: float, error: float) -> float:
    """The chance of a normal draw beyond `distance`; without any spread it is sure."""
    if error == 0:
        return 0.0 if distance > 0 else 0.5 if distance == 0 else 1.0
    return 0.5 * math.erfc(distance / error / math.sqrt(2))


def discoveries(p_values: Mapping[str, float], *, rate: float = 0.05) -> frozenset[str]:
    """Those that stand when so many are asked at once: at most `rate` of them are false (Benjamini and Hochberg)."""
    ordered = sorted(p_values.items(), key=lambda item: item[1])
    kept = 0
    for rank, (_, p) in enumerate(ordered, 1):
        if p <= rate * rank / len(ordered):
            kept = rank
    return frozenset(name for name, _ in ordered[:kept])
