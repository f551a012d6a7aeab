"""A budget gets another cap, from this moment on."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.ledger import store as ledger
from amends.core.money import Money
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class CapSet:
    """The budget and what it may promise per period now."""

    budget_id: int
    cap: Money


@command(Permission.MANAGE_BUDGETS)
def set_cap(ctx: Context, *, budget_id: int, cap_minor: int) -> CapSet:
    """Change what a budget may promise in each period, the present one included, in its own currency.

    Raises `BudgetUnknown`, `CapInvalid`, `CapBelowCommitted`.
    """
    budget = ledger.lock_budget(budget_id)
    ctx.require(Permission.MANAGE_BUDGETS, budget.unit_id)
    if cap_minor < 0:
        raise ledger.CapInvalid(field="cap")
    changed = ledger.set_cap(ctx, budget_id, Money(cap_minor, budget.currency))
    body = {"budget_id": budget_id, "before": budget.cap, "cap": changed.cap}
    record(ctx, f"budget:{budget_id}", "budget.cap_set", body)
    return CapSet(budget_id, changed.cap)
