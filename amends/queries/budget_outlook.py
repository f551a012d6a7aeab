"""What is to come of one budget: the day it ends, its true cost, and whether its last days are like the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from amends.apps.ledger.models import Budget, BudgetPeriod
from amends.core.ledger.budget import Period, PeriodLength, period_at
from amends.core.ledger.evenness import DayOfGiving, Evenness, evenness
from amends.core.ledger.forecast import BudgetDays, Forecast, day_it_ends
from amends.core.money import Money
from amends.core.roles import Permission
from amends.core.unseen import BudgetUnknown
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.budgets import HISTORY, visible_budgets

LEARN_DAYS = 84
"""Twelve weeks before today teach the pace and the shape of the week."""

_PROMISED = """
    SELECT (t.at AT TIME ZONE %(zone)s)::date,
           sum(CASE t.kind WHEN 'reserve' THEN t.amount_minor
                           WHEN 'void' THEN -r.amount_minor ELSE t.amount_minor - r.amount_minor END)::bigint
    FROM ledger_transfer t LEFT JOIN ledger_transfer r ON r.id = t.reserves_id
    WHERE t.period_ids && %(periods)s::bigint[] AND t.kind IN ('reserve', 'post', 'void') AND t.at >= %(since)s
    GROUP BY 1
"""
_GESTURES = """
    SELECT p.id, (t.at AT TIME ZONE %(zone)s)::date, count(*), sum(t.amount_minor)::bigint,
           sum(t.amount_minor * t.amount_minor)::numeric
    FROM ledger_budgetperiod p JOIN ledger_transfer t ON t.period_ids @> ARRAY[p.id]
    WHERE p.id = ANY(%(periods)s::bigint[]) AND t.kind = 'reserve' AND t.amount_minor > 0
    GROUP BY 1, 2
"""
# What was chosen is known for everything that is posted; what it cost in the end replaces what was expected of it.
_COST = """
    SELECT coalesce(sum(coalesce(f.actual, o.true_cost_minor)), 0)::bigint
    FROM ledger_transfer t
    JOIN offers_offer offer ON offer.id = t.offer_id
    JOIN offers_offeroption o ON o.id = offer.chosen_option_id
    LEFT JOIN LATERAL (
        SELECT sum(actual_cost_minor) AS actual FROM offers_fulfilment WHERE option_id = o.id
    ) f ON true
    WHERE t.period_ids @> ARRAY[%(period)s::bigint] AND t.kind = 'post'
"""


@dataclass(frozen=True, slots=True)
class BudgetOutlook:
    """One budget in its present period.

    `true_cost` is what the given gestures cost us, as expected where it is not known yet, beside their face value
    (`issued`). `forecast` is about its local days. `evenness` is None for a budget without periods.
    """

    budget_id: int
    issued: Money
    true_cost: Money
    carries_over: bool
    soft_percent: int
    forecast: Forecast
    evenness: Evenness | None

    @property
    def pace(self) -> Money:
        """What an ordinary day promises."""
        return Money(round(self.forecast.pace), self.issued.currency)


@query(Permission.SEE_BUDGETS)
def budget_outlook(ctx: Context, *, budget_id: int) -> BudgetOutlook:
    """Learnt from the last twelve weeks and the last twelve periods. Raises `BudgetUnknown`."""
    row = next((row for row in visible_budgets(ctx) if row.id == budget_id), None)
    if row is None:
        raise BudgetUnknown
    periods = list(BudgetPeriod.objects.filter(budget_id=budget_id).order_by("-starts_at")[:HISTORY])
    bounds = period_at(PeriodLength(row.period), row.timezone, ctx.now)
    running = next((each for each in periods if each.starts_at == bounds.starts_at), None)
    learnt = ctx.now - timedelta(days=LEARN_DAYS)
    since = learnt if bounds.ends_at is None else min(learnt, bounds.starts_at)
    return BudgetOutlook(
        budget_id=row.id,
        issued=Money(0 if running is None else running.issued_minor, row.currency),
        true_cost=Money(0 if running is None else _true_cost(running.id), row.currency),
        carries_over=row.carries_over,
        soft_percent=row.soft_percent,
        forecast=_forecast(ctx, row, bounds, running, [each.id for each in periods], since),
        evenness=None if bounds.ends_at is None else _evenness(row, periods),
    )


def _forecast(
    ctx: Context, row: Budget, bounds: Period, running: BudgetPeriod | None, ids: list[int], since: datetime
) -> Forecast:
    zone = ZoneInfo(row.timezone)
    days = BudgetDays.of(bounds, row.timezone)
    promised: dict[date, int] = dict(_rows(_PROMISED, zone=row.timezone, periods=ids, since=since))
    cap = row.cap_minor if running is None else running.cap_minor
    today = ctx.now.astimezone(zone).date()
    used_before = 0
    if running is not None:
        counted = sum(amount for day, amount in promised.items() if day >= days.first)
        used_before = running.reserved_minor + running.issued_minor - counted
    return day_it_ends(promised, cap - used_before, days, today=today)


def _evenness(row: Budget, periods: list[BudgetPeriod]) -> Evenness:
    zone = ZoneInfo(row.timezone)
    first = {each.id: each.starts_at.astimezone(zone).date() for each in periods}
    length = {
        each.id: (each.ends_at.astimezone(zone).date() - first[each.id]).days
        for each in periods
        if each.ends_at is not None
    }
    rows = _rows(_GESTURES, zone=row.timezone, periods=[each.id for each in periods])
    return evenness(
        DayOfGiving((day - first[period_id]).days, length[period_id], count, total, int(squares))
        for period_id, day, count, total, squares in rows
        if period_id in length
    )


def _true_cost(period_id: int) -> int:
    ((cost,),) = _rows(_COST, period=period_id)
    return int(cost)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
