"""Agreement of several judges over the same cases: intraclass correlations (Shrout and Fleiss 1979)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CASES_MIN = 20
AGENTS_MIN = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean squares and coefficients of k cases judged by m agents, each by all of them.

    `between` cases, `within` cases, of `judges`, and of `error`. `single` is ICC(1,1), `random` ICC(2,1), which counts
    differences of level between agents as disagreement, `fixed` ICC(3,1), which does not.
    """

    between: float
    within: float
    judges: float
    error: float
    single: float
    random: float
    fixed: float
    cases: int
    agents: int

    @property
    def enough(self) -> bool:
        """At least 20 cases by 5 agents."""
        return self.cases >= CASES_MIN and self.agents >= AGENTS_MIN


def agreement(ratings: Sequence[Sequence[float]]) -> Agreement:
    """The intraclass correlations of a table: a row per case, a column per agent; at least two of each, none missing.

    ICC(2,1) = (BMS - EMS) / (BMS + (m-1) EMS + m (JMS - EMS) / k).
    """
    cases, agents = len(ratings), len(ratings[0]) if ratings else 0
    if cases < 2 or agents < 2 or any(len(row) != agents for row in ratings):
        raise ValueError("agreement needs two cases or more, each judged by the same two agents or more")
    grand = sum(map(sum, ratings)) / (cases * agents)
    case_means = [sum(row) / agents for row in ratings]
    judge_means = [sum(row[judge] for row in ratings) / cases for judge in range(agents)]
    total = sum((value - grand) ** 2 for row in ratings for value in row)
    of_cases = agents * sum((mean - grand) ** 2 for mean in case_means)
    of_judges = cases * sum((mean - grand) ** 2 for mean in judge_means)
    between = of_cases / (cases - 1)
    within = (total - of_cases) / (cases * (agents - 1))
    judges = of_judges / (agents - 1)
    error = (total - of_cases - of_judges) / ((cases - 1) * (agents - 1))
    return Agreement(
        between=between,
        within=within,
        judges=judges,
        error=error,
        single=_share(between - within, between + (agents - 1) * within),
        random=_share(between - error, between + (agents - 1) * error + agents * (judges - error) / cases),
        fixed=_share(between - error, between + (agents - 1) * error),
        cases=cases,
        agents=agents,
    )


def _share(part: float, whole: float) -> float:
    """Where nothing differs at all, everybody agrees."""
    return part / whole if whole else 1.0
