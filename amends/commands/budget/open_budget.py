"""A budget is opened: what may be promised by one person, team, site, brand or campaign in each period."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.ledger import store as ledger
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.hearing import within
from amends.core.ledger.budget import PeriodLength
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

LEVELS = ("person", "team", "site", "brand", "campaign")


class BudgetLevelUnknown(Refusal):
    """Not one of the levels, or a person's budget without the person."""

    code = "budget_level_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Choose a level: %(known)s. A budget for a person also names the person.")


class CapNegative(Refusal):
    """Less than nothing."""

    code = "cap_negative"
    kind = Kind.INVALID
    message = gettext_noop("Say how much may be promised in each period, from zero up.")


class PeriodUnknown(Refusal):
    """Not one of the lengths of a period."""

    code = "period_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Choose how often it begins anew: %(known)s.")


@dataclass(frozen=True, slots=True)
class BudgetOpened:
    """The new budget's id."""

    budget_id: int


@command(Permission.MANAGE_BUDGETS)
def open_budget(
    ctx: Context,
    *,
    unit_code: str,
    level: str,
    name: str,
    cap: Money,
    period: str = "month",
    parent_id: int | None = None,
    user_id: int | None = None,
    soft_percent: int = 80,
    carries_over: bool = False,
) -> BudgetOpened:
    """Open a budget at a unit, below `parent_id` if it nests; periods begin at midnights of the unit.

    `user_id` is the person whose limit it is (level *person*). Raises `UnitUnknown`, `BudgetLevelUnknown`,
    `PeriodUnknown`, `CapNegative`, `BudgetUnknown`, `BudgetCurrencyDiffers`, `BudgetAlreadyOpen`, `ColleagueUnknown`.
    """
    unit = units.unit_by_code(unit_code, field="unit")
    ctx.require(Permission.MANAGE_BUDGETS, unit.id)
    if level not in LEVELS or (level == "person") != (user_id is not None):
        raise BudgetLevelUnknown(field="level", known=", ".join(LEVELS))
    if period not in PeriodLength._value2member_map_:
        raise PeriodUnknown(field="period", known=", ".join(PeriodLength))
    if cap.minor < 0:
        raise CapNegative(field="cap")
    if user_id is not None and not staff.works_at(user_id, unit.id):
        raise staff.ColleagueUnknown(field="user_id")
    opened = ledger.open_budget(
        ctx,
        unit_id=unit.id,
        user_id=user_id,
        level=level,
        name=within(name, 120, field="name"),
        cap=cap,
        period=PeriodLength(period),
        timezone=unit.timezone,
        parent_id=parent_id,
        soft_percent=min(100, max(1, soft_percent)),
        carries_over=carries_over,
    )
    body = {"unit_id": unit.id, "level": level, "cap": cap, "period": period, "parent_id": parent_id}
    record(ctx, f"budget:{opened.id}", "budget.opened", body)
    return BudgetOpened(opened.id)
