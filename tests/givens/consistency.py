"""A consistency report with a figure of every kind, as a worker would have kept it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from givens.giving import Desk

from amends.apps.cases.models import Case
from amends.apps.fairness.models import ConsistencyReport
from amends.core.fairness.figures import Figure, Figures, Kind, Scale, Verdict, figures_data


def every_figure(desk: Desk) -> tuple[Figure, ...]:
    """One of each, about Nora and a made-up group, with the desk's case behind them."""
    behind = tuple(Case.objects.filter(ref=desk.case_ref).values_list("id", flat=True))
    nora = f"person:{desk.house.people['nora'].id}"
    group, share = "region=north", Scale.SHARE
    among = {"agents": 14, "keys": 61}
    limits, bound = {"limit_low": 0.05, "limit_high": 0.3}, {"bound": 210.0, "equal_p": 0.4, "p": 0.003}
    return (
        Figure(
            Kind.NOISE, 0.42, 0.31, 0.55, share, 812, "pairs", 30, Verdict.DIFFERS, "", behind, {"keys": 61}
        ),
        Figure(Kind.SPREAD, 0.34, None, None, Scale.LOG, 640, "cases", 200, Verdict.STATED),
        Figure(Kind.LEVEL, 0.21, 0.12, 0.27, Scale.LOG, 640, "cases", 200, Verdict.STATED, more=among),
        Figure(Kind.PATTERN, 0.18, 0.09, 0.24, Scale.LOG, 640, "cases", 200, Verdict.STATED, more=among),
        Figure(Kind.OCCASION, 0.2, 0.17, 0.23, Scale.LOG, 640, "cases", 200, Verdict.STATED, more=among),
        Figure(
            Kind.OVERRIDES,
            0.12,
            0.09,
            0.16,
            share,
            412,
            "cases",
            10,
            Verdict.STATED,
            "",
            behind,
            {"widened": 1.2},
        ),
        Figure(Kind.PREMIUM, 3_120.0, 900.0, 5_460.0, Scale.MONEY, 12, "cases", 30, Verdict.TOO_FEW),
        Figure(
            Kind.AGENT_OVERRIDES, 0.5, 0.3, 0.7, share, 40, "cases", 10, Verdict.DIFFERS, nora, behind, limits
        ),
        *(
            Figure(
                Kind.AGENT_OVERRIDES,
                hits / n,
                0.05,
                0.3,
                share,
                n,
                "cases",
                10,
                Verdict.ALIKE,
                f"person:{desk.house.people[name].id}",
                behind,
                limits,
            )
            for name, hits, n in (("dana", 9, 90), ("leo", 14, 120), ("carla", 1, 12), ("fin", 20, 150))
        ),
        Figure(
            Kind.GROUP_OVERRIDES,
            0.15,
            0.1,
            0.22,
            share,
            130,
            "cases",
            10,
            Verdict.STATED,
            group,
            behind,
            {"others": 0.11, "others_cases": 282},
        ),
        Figure(
            Kind.GRANTED,
            0.91,
            0.77,
            1.06,
            Scale.ODDS,
            412,
            "cases",
            5,
            Verdict.UNCLEAR,
            group,
            behind,
            {"raw": 1.84},
        ),
        Figure(
            Kind.AMOUNT,
            -512.0,
            -900.0,
            -120.0,
            Scale.MONEY,
            412,
            "cases",
            100,
            Verdict.DIFFERS,
            group,
            behind,
            bound,
        ),
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
