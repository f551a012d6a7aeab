"""Budgets themselves: opened under a parent, given another cap, closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from amends.apps.ledger.models import Budget, BudgetPeriod
from amends.core.ledger.budget import PeriodLength
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.core.unseen import BudgetUnknown
from amends.kernel.context import Context


class BudgetAlreadyOpen(Refusal):
    """The person, or the unit at this level, has an open budget."""

    code = "budget_already_open"
    kind = Kind.CONFLICT
    message = gettext_noop("There is an open budget for this already: %(name)s. Change its cap instead.")


class BudgetCurrencyDiffers(Refusal):
    """A chain of budgets has one currency."""

    code = "budget_currency_differs"
    kind = Kind.INVALID
    message = gettext_noop("The budget above is in %(currency)s, and budgets that nest share one currency.")


class CapInvalid(Refusal):
    """A cap below nothing."""

    code = "cap_invalid"
    kind = Kind.INVALID
    message = gettext_noop("A cap is nothing or more. To stop giving, set it to what is promised already.")


class CapBelowCommitted(Refusal):
    """The new cap is less than what is held and issued in the present period."""

    code = "cap_below_committed"
    kind = Kind.CONFLICT
    message = gettext_noop("%(committed)s is promised in this period already; the cap cannot go below that.")


@dataclass(frozen=True, slots=True)
class BudgetRecord:
    """One budget, as its row stands."""

    id: int
    parent_id: int | None
    unit_id: int
    user_id: int | None
    level: str
    depth: int
    name: str
    currency: str
    period: PeriodLength
    cap: Money


def _record(row: Budget) -> BudgetRecord:
    return BudgetRecord(
        id=row.id,
        parent_id=row.parent_id,
        unit_id=row.unit_id,
        user_id=row.user_id,
        level=row.level,
        depth=row.depth,
        name=row.name,
        currency=row.currency,
        period=PeriodLength(row.period),
        cap=Money(row.cap_minor, row.currency),
    )


def lock_budget(budget_id: int) -> BudgetRecord:
    """The open budget, locked against another change of its cap; raises `BudgetUnknown`."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    row = Budget.objects.select_for_update(no_key=True).filter(id=budget_id, closed_at=None).first()
    if row is None:
        raise BudgetUnknown
    return _record(row)


def open_budget(
    ctx: Context,
    *,
    unit_id: int,
    level: str,
    name: str,
    cap: Money,
    period: PeriodLength,
    timezone: str = "UTC",
    parent_id: int | None = None,
    user_id: int | None = None,
    soft_percent: int = 80,
    carries_over: bool = False,
) -> BudgetRecord:
    """A new budget under `parent_id`; raises `BudgetUnknown`, `BudgetCurrencyDiffers`, `BudgetAlreadyOpen`."""
    assert connection.in_atomic_block, "budgets are opened in a command's transaction"
    parent = None if parent_id is None else lock_budget(parent_id)
    if parent is not None and parent.currency != cap.currency:
        raise BudgetCurrencyDiffers(field="cap", currency=parent.currency)
    same = Budget.objects.filter(unit_id=unit_id, level=level, closed_at=None)
    if user_id is not None:
        same = same.filter(user_id=user_id)
    twin = None if level == Budget.Level.CAMPAIGN else same.first()
    if twin is not None:
        raise BudgetAlreadyOpen(field="level", name=twin.name)
    row = Budget(
        parent_id=parent_id,
        unit_id=unit_id,
        user_id=user_id,
        level=level,
        depth=0 if parent is None else parent.depth + 1,
        name=name,
        currency=cap.currency,
        period=period.value,
        timezone=timezone,
        cap_minor=cap.minor,
        soft_percent=soft_percent,
        carries_over=carries_over,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_budget_per" not in str(error):
            raise
        raise BudgetAlreadyOpen(field="level", name=name) from error  # somebody was a moment faster
    return _record(row)


def set_cap(ctx: Context, budget_id: int, cap: Money) -> BudgetRecord:
    """Another cap from now on, the present period included; what was carried into it stays.

    Raises `BudgetUnknown`, `BudgetCurrencyDiffers`, `CapBelowCommitted`.
    """
    budget = lock_budget(budget_id)
    if cap.currency != budget.currency:
        raise BudgetCurrencyDiffers(field="cap", currency=budget.currency)
    running = BudgetPeriod.objects.filter(budget_id=budget_id).exclude(ends_at__lte=ctx.now)
    for period in running.select_for_update(no_key=True).order_by("id"):
        new_cap = period.cap_minor + cap.minor - budget.cap.minor
        committed = period.reserved_minor + period.issued_minor
        if new_cap < committed:
            raise CapBelowCommitted(field="cap", committed=Money(committed, budget.currency))
    running.update(cap_minor=F("cap_minor") + cap.minor - budget.cap.minor)
    Budget.objects.filter(id=budget_id).update(cap_minor=cap.minor)
    return _record(Budget.objects.get(id=budget_id))


def close_budget(ctx: Context, budget_id: int) -> BudgetRecord:
    """No giving is charged to it any more; what was charged to it stays. Raises `BudgetUnknown`."""
    budget = lock_budget(budget_id)
    Budget.objects.filter(id=budget_id).update(closed_at=ctx.now)
    return budget
