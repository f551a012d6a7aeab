"""Somebody wants to know whether like cases were treated alike: the report is asked for, and a worker computes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from amends.apps.fairness import store as fairness
from amends.apps.units import store as units
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.stats.library import require_insights
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.queue import defer

SPAN_MAX_DAYS = 1_100
"""About three years: policies and people have changed since."""


class SpanWrong(Refusal):
    """The days do not make a span of the past."""

    code = "span_wrong"
    kind = Kind.INVALID
    message = gettext_noop(
        "Name a first and a last day, in this order, not after today and at most %(most)s days apart."
    )


@dataclass(frozen=True, slots=True)
class ConsistencyAsked:
    """The report that will be there in a moment."""

    report_id: int


@command(Permission.SEE_CONSISTENCY)
def ask_consistency(ctx: Context, *, unit_code: str, since_date: date, until_date: date) -> ConsistencyAsked:
    """Ask for the report over a unit with everything below it, both days included.

    Raises `UnitUnknown`, `SpanWrong`, `InsightsMissing`, and `NotPermitted` where the unit is not the actor's.
    """
    unit = units.unit_by_code(unit_code)
    ctx.require(Permission.SEE_CONSISTENCY, unit.id)
    apart = until_date - since_date
    if not timedelta(0) <= apart <= timedelta(days=SPAN_MAX_DAYS) or until_date > ctx.now.date():
        raise SpanWrong(field="since_date", most=SPAN_MAX_DAYS)
    require_insights()
    report_id = fairness.ask_report(ctx, unit_id=unit.id, since_date=since_date, until_date=until_date)
    defer("compute_consistency")
    body = {
        "report_id": report_id,
        "unit_id": unit.id,
        "since_date": since_date,
        "until_date": until_date,
    }
    record(ctx, "fairness", "consistency.asked", body)
    return ConsistencyAsked(report_id)
