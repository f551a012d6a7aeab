"""The funnel of departures as a picture: a colleague by how many cases they have and what share of them departs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from amends.core.fairness.figures import Figure, Kind, Verdict
from amends.entrypoints.common.wording import number_words
from amends.queries.consistency import ConsistencyReportShown

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 40
STEPS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """One colleague in the picture. `outline` draws a diamond around (x, y), which says *outside* without colour."""

    x: float
    y: float
    name: str
    value: str
    is_outside: bool
    is_at_right: bool

    @property
    def outline(self) -> str:
        """The corners of a diamond."""
        reach = 7
        corners = ((0, -reach), (reach, 0), (0, reach), (-reach, 0))
        return " ".join(f"{self.x + dx:.1f},{self.y + dy:.1f}" for dx, dy in corners)


@dataclass(frozen=True, slots=True)
class Funnel:
    """The picture: `low` and `high` are the limits as points of a line, `middle` is where the share of all lies."""

    low: str
    high: str
    middle: float
    marks: tuple[Mark, ...]
    across: tuple[tuple[float, str], ...]  # numbers of cases along the bottom
    upward: tuple[tuple[float, str], ...]  # shares along the side


def funnel_chart(report: ConsistencyReportShown) -> Funnel | None:
    """The picture of a report, where there are colleagues enough for limits."""
    figures = () if report.figures is None else report.figures.figures
    agents = [
        each for each in figures if each.kind is Kind.AGENT_OVERRIDES and each.verdict is not Verdict.TOO_FEW
    ]
    whole = next((each for each in figures if each.kind is Kind.OVERRIDES), None)
    if not agents or whole is None or whole.value is None:
        return None
    share = whole.value
    half = 3 * math.sqrt(share * (1 - share)) * whole.more.get("widened", 1.0)  # for one case
    least, most = min(each.n for each in agents), max(each.n for each in agents)
    low_n, high_n = max(1.0, 0.85 * least), 1.1 * most
    highest = min(1.0, 1.15 * max(share + half / math.sqrt(low_n), *((each.value or 0) for each in agents)))

    def x_of(cases: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (cases - low_n) / (high_n - low_n)

    def y_of(part: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(part, 0.0), highest) / (highest or 1.0)

    def limit(side: int) -> str:
        steps = [low_n + (high_n - low_n) * step / STEPS for step in range(STEPS + 1)]
        return " ".join(f"{x_of(n):.1f},{y_of(share + side * half / math.sqrt(n)):.1f}" for n in steps)

    return Funnel(
        low=limit(-1),
        high=limit(1),
        middle=y_of(share),
        marks=tuple(_mark(each, report, x_of(each.n), y_of(each.value or 0.0)) for each in agents),
        across=tuple((x_of(n), number_words(n)) for n in sorted({least, (least + most) // 2, most})),
        upward=tuple((y_of(part), f"{number_words(round(100 * part))} %") for part in (0, share, highest)),
    )


def _mark(figure: Figure, report: ConsistencyReportShown, x: float, y: float) -> Mark:
    name = report.names.get(figure.subject, figure.subject)
    value = f"{number_words(round(100 * (figure.value or 0.0), 1))} %"
    return Mark(x, y, name, value, figure.verdict is Verdict.DIFFERS, x > WIDTH * 0.7)
