"""The figures of a report: each with its interval, what it counts, how much is needed, and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

CASES_KEPT = 500
"""So many cases are kept behind one figure, those that weigh most first."""


class Kind(StrEnum):
    """What is measured."""

    NOISE = "noise"  # how far apart two colleagues are over like cases
    SPREAD = "spread"  # what the facts leave over
    LEVEL = "level"  # of that, what some colleagues give more than others
    PATTERN = "pattern"  # what some give more for some kinds of case
    OCCASION = "occasion"  # what one colleague gives now more, now less for the same
    OVERRIDES = "overrides"  # departures from the table, all together
    AGENT_OVERRIDES = "agent_overrides"  # of one colleague, in the funnel
    GROUP_OVERRIDES = "group_overrides"  # of one group
    PREMIUM = "premium"  # what going up adds
    GRANTED = "granted"  # the odds of a group of being given anything
    AMOUNT = "amount"  # the difference in amount for a group


class Verdict(StrEnum):
    """What may be said. `UNCLEAR` is no acquittal: the data do not say."""

    TOO_FEW = "too_few"
    ALIKE = "alike"  # surely as small as said beforehand
    DIFFERS = "differs"
    UNCLEAR = "unclear"
    STATED = "stated"  # a figure without a judgement


class Scale(StrEnum):
    """How a value reads."""

    SHARE = "share"  # 0 to 1
    MONEY = "money"  # minor units
    ODDS = "odds"
    LOG = "log"  # standard deviations of log(1 + amount)


@dataclass(frozen=True)
class Figure:
    """One figure. `subject` is the agent or "attribute=value" it is about, "" for all. `n` counts what `counted` says
    (pairs, cases), `minimum` is how many are needed (0: none). `more` holds what is reported with it.
    """

    kind: Kind
    value: float | None
    low: float | None
    high: float | None
    scale: Scale
    n: int
    counted: str
    minimum: int
    verdict: Verdict
    subject: str = ""
    case_ids: tuple[int, ...] = ()
    more: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """All figures over one span. `left_out` cases could not be compared (another currency, facts no longer read);
    `groups_hidden` have too few cases to be shown; `value_facts` say what a customer is worth and openly decide
    amounts under a policy of the span.
    """

    currency: str
    cases: int
    left_out: int
    groups_hidden: int
    value_facts: tuple[str, ...]
    figures: tuple[Figure, ...]


def figures_data(figures: Figures) -> dict[str, Any]:
    """As JSON, the way `read_figures` reads it."""
    return asdict(figures)


def read_figures(data: Mapping[str, Any]) -> Figures:
    """What `figures_data` wrote."""
    return Figures(
        currency=data["currency"],
        cases=data["cases"],
        left_out=data["left_out"],
        groups_hidden=data["groups_hidden"],
        value_facts=tuple(data["value_facts"]),
        figures=tuple(_figure(each) for each in data["figures"]),
    )


def _figure(data: Mapping[str, Any]) -> Figure:
    given = {
        "kind": Kind(data["kind"]),
        "scale": Scale(data["scale"]),
        "verdict": Verdict(data["verdict"]),
        "case_ids": tuple(data["case_ids"]),
    }
    return Figure(**{**data, **given})
