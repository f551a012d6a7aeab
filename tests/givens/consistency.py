"""A consistency report with a figure of every kind, as a worker would have kept it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from givens.giving import Desk

from amends.apps.cases.models import Case
from amends.apps.fairness.models import ConsistencyReport
from amends.core.fairness.figures import Figure, Figures, Kind, Scale, Verdict, figures_data

GROUP = "region=north"


def every_figure(desk: Desk) -> tuple[Figure, ...]:
    """One of each, about Nora and a made-up group, with the desk's case behind them."""
    behind = tuple(Case.objects.filter(ref=desk.case_ref).values_list("id", flat=True))
    return (*_of_all(behind), *_of_colleagues(desk, behind), *_of_a_group(behind))


def _of_all(behind: tuple[int, ...]) -> tuple[Figure, ...]:
    among, stated = {"agents": 14, "keys": 61}, (Scale.LOG, 640, "cases", 200, Verdict.STATED)
    noise = (Scale.SHARE, 812, "pairs", 30, Verdict.DIFFERS, "", behind, {"keys": 61})
    overrides = (Scale.SHARE, 412, "cases", 10, Verdict.STATED, "", behind, {"widened": 1.2})
    return (
        Figure(Kind.NOISE, 0.42, 0.31, 0.55, *noise),
        Figure(Kind.SPREAD, 0.34, None, None, *stated),
        Figure(Kind.LEVEL, 0.21, 0.12, 0.27, *stated, more=among),
        Figure(Kind.PATTERN, 0.18, 0.09, 0.24, *stated, more=among),
        Figure(Kind.OCCASION, 0.2, 0.17, 0.23, *stated, more=among),
        Figure(Kind.OVERRIDES, 0.12, 0.09, 0.16, *overrides),
        Figure(Kind.PREMIUM, 3_120.0, 900.0, 5_460.0, Scale.MONEY, 12, "cases", 30, Verdict.TOO_FEW),
    )


def _of_colleagues(desk: Desk, behind: tuple[int, ...]) -> Iterator[Figure]:
    """Nora stands outside the funnel, the others within."""
    limits, people = {"limit_low": 0.05, "limit_high": 0.3}, desk.house.people
    for name, hits, n, low, high, verdict in (
        ("nora", 20, 40, 0.3, 0.7, Verdict.DIFFERS),
        ("dana", 9, 90, 0.05, 0.3, Verdict.ALIKE),
        ("leo", 14, 120, 0.05, 0.3, Verdict.ALIKE),
        ("carla", 1, 12, 0.05, 0.3, Verdict.ALIKE),
        ("fin", 20, 150, 0.05, 0.3, Verdict.ALIKE),
    ):
        found = (hits / n, low, high, Scale.SHARE, n, "cases", 10, verdict)
        yield Figure(Kind.AGENT_OVERRIDES, *found, f"person:{people[name].id}", behind, limits)


def _of_a_group(behind: tuple[int, ...]) -> tuple[Figure, ...]:
    others, bound = {"others": 0.11, "others_cases": 282}, {"bound": 210.0, "equal_p": 0.4, "p": 0.003}
    departed = (Scale.SHARE, 130, "cases", 10, Verdict.STATED, GROUP, behind, others)
    granted = (Scale.ODDS, 412, "cases", 5, Verdict.UNCLEAR, GROUP, behind, {"raw": 1.84})
    amount = (Scale.MONEY, 412, "cases", 100, Verdict.DIFFERS, GROUP, behind, bound)
    return (
        Figure(Kind.GROUP_OVERRIDES, 0.15, 0.1, 0.22, *departed),
        Figure(Kind.GRANTED, 0.91, 0.77, 1.06, *granted),
        Figure(Kind.AMOUNT, -512.0, -900.0, -120.0, *amount),
    )


def a_report(desk: Desk, *figures: Figure, **more: object) -> ConsistencyReport:
    """A report over the group and the last ninety days, computed just now."""
    now = datetime.now(UTC)
    given = {
        "currency": "EUR",
        "cases": 412,
        "left_out": 0,
        "groups_hidden": 0,
        "value_facts": (),
        "figures": figures,
    }
    return ConsistencyReport.objects.create(
        unit_id=desk.house.group.id,
        since_date=now.date() - timedelta(days=90),
        until_date=now.date(),
        asked_by="person:1",
        asked_at=now,
        computed_at=now,
        figures=figures_data(Figures(**{**given, **more})),  # type: ignore[arg-type]
    )
