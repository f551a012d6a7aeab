"""A budget is closed: nothing is charged to it any more, what was charged stays."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.ledger import store as ledger
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class BudgetClosed:
    """The budget that takes no part any more."""

    budget_id: int


@command(Permission.MANAGE_BUDGETS)
def close_budget(ctx: Context, *, budget_id: int) -> BudgetClosed:
    """Close a budget; givings are charged to the budgets around it from now on. Raises `BudgetUnknown`."""
    budget = ledger.lock_budget(budget_id)
    ctx.require(Permission.MANAGE_BUDGETS, budget.unit_id)
    ledger.close_budget(ctx, budget_id)
    record(ctx, f"budget:{budget_id}", "budget.closed", {"budget_id": budget_id})
    return BudgetClosed(budget_id)
