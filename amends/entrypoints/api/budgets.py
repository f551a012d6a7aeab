"""Budgets as they stand, and what moved through them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Query
from pydantic import AliasPath, Field

from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, MoneyTold, Told
from amends.queries.budget_outlook import budget_outlook
from amends.queries.budgets import budget_page, budgets
from amends.queries.ledger_check import ledger_audit

routes = Routes("budgets")


class BudgetTold(Told):
    """One budget in one period. Reserved and issued together never pass the cap."""

    id: int
    parent_id: int | None
    level: Annotated[str, Field(examples=["person", "team", "site", "brand", "campaign"])]
    name: str
    unit_name: str
    period: Annotated[str, Field(validation_alias="period_length", examples=["month"])]
    starts_at: Annotated[datetime, Field(validation_alias=AliasPath("period", "starts_at"))]
    ends_at: Annotated[datetime | None, Field(validation_alias=AliasPath("period", "ends_at"))]
    cap: MoneyTold
    reserved: Annotated[MoneyTold, Field(description="Held for offers that wait.")]
    issued: Annotated[MoneyTold, Field(description="In customers' hands, or spent.")]
    redeemed: MoneyTold
    breakage: Annotated[MoneyTold, Field(description="Issued, and run out unused.")]
    released: Annotated[MoneyTold, Field(description="Held, and let go again.")]
    liability: Annotated[MoneyTold, Field(description="What customers hold and may still spend.")]
    left: MoneyTold
    fullness: Annotated[str, Field(examples=["healthy", "soft", "full"])]
    ends_at_pace: Annotated[
        datetime | None, Field(description="When it would be used up at the pace so far; null if it lasts.")
    ]


class BudgetsTold(Told):
    """Every open budget that the token may see, those above before those below."""

    budgets: list[BudgetTold]
    owed_month: Annotated[
        MoneyTold | None, Field(description="Owed by law or contract this month; charged to no budget.")
    ]


class MovementTold(Told):
    """One transfer through the budget."""

    id: int
    at: datetime
    kind: Annotated[str, Field(examples=["reserve", "post", "void", "redeem", "rollback", "expire"])]
    amount: MoneyTold
    case_ref: str


class MovementsWanted(Given):
    """Which movements."""

    kind: Annotated[str, Field(max_length=10, examples=["redeem"])] = ""
    cursor: Annotated[str, Field(max_length=400, description="From `next_cursor` of the page before.")] = ""


class BudgetPageTold(Told):
    """One budget with its last periods and a page of its movements, both the newest first."""

    budget: BudgetTold
    history: list[BudgetTold]
    movements: list[MovementTold]
    next_cursor: Annotated[str | None, Field(description="Leads to older movements; null at the end.")]


@routes.reads("/budgets", asks=budgets)
def list_budgets(request: ApiRequest) -> BudgetsTold:
    """The budgets of the token's units, each in the period of this moment, and those they nest in."""
    return BudgetsTold.model_validate(budgets(request.ctx))


@routes.reads("/budgets/{budget_id}", asks=budget_page, refuses="budget_not_found cursor_invalid")
def get_budget(request: ApiRequest, budget_id: Id, wanted: Query[MovementsWanted]) -> BudgetPageTold:
    """One budget, its last periods, and what moved through it."""
    page = budget_page(request.ctx, budget_id=budget_id, kind=wanted.kind, after=wanted.cursor)
    return BudgetPageTold(
        budget=BudgetTold.model_validate(page.budget),
        history=[BudgetTold.model_validate(period) for period in page.history],
        movements=[MovementTold.model_validate(move) for move in page.movements],
        next_cursor=page.after or None,
    )


class ForecastTold(Told):
    """The local day on which the cap is reached, and the days between which it most likely lies; null: it lasts."""

    is_known: Annotated[bool, Field(description="There are enough whole days to say anything.")]
    day: date | None
    earliest: date | None
    latest: date | None
    learnt_from: Annotated[int, Field(description="Whole days behind it.")]


class PartTold(Told):
    """One fifth of a period: the mean gesture in minor units with its 95 % interval; null with too few."""

    number: int
    count: int
    mean: float | None
    low: float | None
    high: float | None


class EvennessTold(Told):
    """The last fifth of a period held against the others, in percent of their mean, with its 95 % interval."""

    parts: list[PartTold]
    difference: float | None
    low: float | None
    high: float | None
    is_meaner: bool


class OutlookTold(Told):
    """What is to come of a budget in its present period."""

    budget_id: int
    issued: MoneyTold
    true_cost: Annotated[MoneyTold, Field(description="Of what was given: as expected where not known yet.")]
    carries_over: bool
    soft_percent: int
    pace: Annotated[MoneyTold, Field(description="What an ordinary day promises.")]
    forecast: ForecastTold
    evenness: Annotated[EvennessTold | None, Field(description="Null for a budget without periods.")]


@routes.reads("/budgets/{budget_id}/outlook", asks=budget_outlook, refuses="budget_not_found")
def get_budget_outlook(request: ApiRequest, budget_id: Id) -> OutlookTold:
    """The day a budget ends, its true cost beside face value, and whether its last days are treated like the others."""
    return OutlookTold.model_validate(budget_outlook(request.ctx, budget_id=budget_id))


class LedgerFindingTold(Told):
    """One thing that differs."""

    where: str
    problem: str


class LedgerAuditTold(Told):
    """How much was compared, and where it differs: nothing, in books that nobody touched."""

    periods: int
    transfers: int
    vouchers: int
    findings: list[LedgerFindingTold]


@routes.reads("/ledger/audit", asks=ledger_audit)
def audit_ledger(request: ApiRequest) -> LedgerAuditTold:
    """Rebuild every balance from the transfers alone, as all stood at one moment, and name each difference."""
    return LedgerAuditTold.model_validate(ledger_audit(request.ctx))
