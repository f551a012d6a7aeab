"""A computed report is kept, with when it was computed."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.fairness import store as fairness
from amends.core.fairness.figures import Figures, figures_data
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ConsistencyKept:
    """The report that is there now."""

    report_id: int


@command(Permission.COMPUTE)
def keep_consistency(ctx: Context, *, report_id: int, figures: Figures) -> ConsistencyKept:
    """Keep the figures of a report that was taken; the old ones go."""
    fairness.keep_figures(report_id, figures_data(figures), ctx.now)
    body = {"report_id": report_id, "cases": figures.cases}
    record(ctx, "fairness", "consistency.computed", body)
    return ConsistencyKept(report_id)
