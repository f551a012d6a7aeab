"""Computes the consistency reports that were asked for, one after the other."""

from __future__ import annotations

from amends.commands.fairness.keep_consistency import keep_consistency
from amends.commands.fairness.take_consistency import take_consistency
from amends.entrypoints.common.context import system_context
from amends.queries.consistency_figures import consistency_figures


def compute_consistency() -> int:
    """Everything that waits; how many reports were computed. Reading takes long and runs in no transaction."""
    done = 0
    while (taken := take_consistency(system_context("jobs"))).report_id is not None:
        figures = consistency_figures(
            system_context("jobs"),
            unit_id=taken.unit_id,
            since_date=taken.since_date,
            until_date=taken.until_date,
        )
        keep_consistency(system_context("jobs"), report_id=taken.report_id, figures=figures)
        done += 1
    return done
