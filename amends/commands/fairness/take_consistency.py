"""A worker takes the next report that was asked for, so that no other computes it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amends.apps.fairness import store as fairness
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class ConsistencyTaken:
    """What is to be computed; `report_id` is None where nothing waits."""

    report_id: int | None
    unit_id: int = 0
    since_date: date = date.min
    until_date: date = date.min


@command(Permission.COMPUTE)
def take_consistency(ctx: Context) -> ConsistencyTaken:
    """The report that waits longest, for fifteen minutes; then another worker may have it."""
    asked = fairness.take_report(ctx.now)
    if asked is None:
        return ConsistencyTaken(None)
    return ConsistencyTaken(asked.id, asked.unit_id, asked.since_date, asked.until_date)
