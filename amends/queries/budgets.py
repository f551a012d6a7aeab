"""Budgets as they stand: what is held, given, spent, run out and let go, what is owed of it, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from amends.apps.cases.models import Case
from amends.apps.ledger.models import Budget, BudgetPeriod, Transfer
from amends.apps.units.models import Unit
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.ledger.budget import (
    Fullness,
    Period,
    PeriodLength,
    day_it_ends,
    fullness,
    period_at,
)
from amends.core.ledger.transfer import TransferKind
from amends.core.money import Money
from amends.core.roles import Permission
from amends.core.unseen import BudgetUnknown
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 50
HISTORY = 12


@dataclass(frozen=True, slots=True)
class BudgetShown:
    """One budget in one period. `liability` is what customers hold and may still spend, `breakage` what ran out.

    `ends_at_pace` is when it would be used up at the pace so far, None if it lasts.
    """

    id: int
    parent_id: int | None
    depth: int
    level: str
    name: str
    unit_name: str
    period_length: str
    period: Period
    period_id: int | None  # None as long as nothing was charged in it
    cap: Money
    reserved: Money
    issued: Money
    redeemed: Money
    breakage: Money
    released: Money
    liability: Money
    left: Money
    fullness: Fullness
    ends_at_pace: datetime | None


@dataclass(frozen=True, slots=True)
class BudgetsShown:
    """Every open budget the actor may see, in tree order; `owed_month` is what was owed to customers this month."""

    budgets: tuple[BudgetShown, ...]
    owed_month: Money | None

    @property
    def currency(self) -> str:
        """The organisation's."""
        return "EUR" if self.owed_month is None else self.owed_month.currency


@dataclass(frozen=True, slots=True)
class MovementShown:
    """One transfer, with the case it belongs to."""

    id: int
    at: datetime
    kind: str
    amount: Money
    case_ref: str


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """One budget with its last periods, newest first, and a page of its movements, newest first."""

    budget: BudgetShown
    history: tuple[BudgetShown, ...]
    movements: tuple[MovementShown, ...]
    kind: str
    period_id: int | None
    after: str


@query(Permission.SEE_BUDGETS)
def budgets(ctx: Context) -> BudgetsShown:
    """The budgets of the actor's units, each in the period of this moment, and those they are part of."""
    rows = visible_budgets(ctx)
    newest = {row.budget_id: row for row in _running(ctx, [row.id for row in rows])}
    shown = {row.id: _shown(row, newest.get(row.id), ctx.now) for row in rows}
    return BudgetsShown(tuple(shown[row.id] for row in _in_tree_order(rows)), _owed(ctx))


@query(Permission.MANAGE_BUDGETS)
def budget_units(ctx: Context) -> tuple[tuple[str, str], ...]:
    """The units for which the actor may open a budget, as (code, name indented by depth), in tree order."""
    scope = ctx.scope(Permission.MANAGE_BUDGETS)
    rows = sorted(Unit.objects.all(), key=lambda unit: unit.lineage)
    return tuple(
        (unit.code, "\u2003" * (len(unit.lineage) - 1) + unit.name) for unit in rows if scope.covers(unit.id)
    )


@query(Permission.SEE_BUDGETS)
def budget_page(
    ctx: Context, *, budget_id: int, kind: str = "", period_id: int | None = None, after: str = ""
) -> BudgetPage:
    """One budget and what moved through it; `kind` and `period_id` narrow the movements.

    Raises `BudgetUnknown`, `CursorInvalid`.
    """
    row = next((row for row in visible_budgets(ctx) if row.id == budget_id), None)
    if row is None:
        raise BudgetUnknown
    periods = list(BudgetPeriod.objects.filter(budget_id=budget_id).order_by("-starts_at")[:HISTORY])
    running = next((period for period in periods if _covers(period, ctx.now)), None)
    known = kind if kind in set(TransferKind) else ""
    ids = [period.id for period in periods]
    chosen = period_id if period_id in ids else None
    moves = Transfer.objects.filter(period_ids__overlap=ids if chosen is None else [chosen])
    if known:
        moves = moves.filter(kind=known)
    if after:
        (last_id,) = cursor_keys(after, 1)
        if not isinstance(last_id, int):
            raise CursorInvalid(field="after")
        moves = moves.filter(id__lt=last_id)
    page = list(moves.order_by("-id")[: PAGE + 1])
    refs = dict(Case.objects.filter(id__in=[move.case_id for move in page]).values_list("id", "ref"))
    return BudgetPage(
        budget=_shown(row, running, ctx.now),
        history=tuple(_shown(row, period, ctx.now) for period in periods),
        movements=tuple(
            MovementShown(
                move.id,
                move.at,
                move.kind,
                Money(move.amount_minor, move.currency),
                refs.get(move.case_id, ""),
            )
            for move in page[:PAGE]
        ),
        kind=known,
        period_id=chosen,
        after=cursor_text(page[PAGE - 1].id) if len(page) > PAGE else "",
    )


def visible_budgets(ctx: Context) -> list[Budget]:
    """Open budgets of one's units and the ones they nest in; of people's own, one sees one's own and the team's."""
    scope = ctx.scope(Permission.SEE_BUDGETS)
    rows = list(Budget.objects.filter(closed_at=None).select_related("unit").order_by("depth", "name", "id"))
    if scope.unit_ids is None:
        return rows
    by_id = {row.id: row for row in rows}
    manages = ctx.may(Permission.SEE_TEAM) or ctx.may(Permission.MANAGE_BUDGETS)
    wanted: set[int] = set()
    for row in rows:
        if row.unit_id in scope.unit_ids and (row.user_id in (None, ctx.user_id) or manages):
            above: Budget | None = row
            while above is not None and above.id not in wanted:
                wanted.add(above.id)
                above = by_id.get(above.parent_id or 0)
    return [row for row in rows if row.id in wanted]


def _in_tree_order(rows: list[Budget]) -> list[Budget]:
    """Parents before their children, siblings by name."""
    known = {row.id for row in rows}
    children: dict[int | None, list[Budget]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)

    def below(parent_id: int | None) -> list[Budget]:
        return [each for row in children.get(parent_id, []) for each in (row, *below(row.id))]

    return below(None)


def _running(ctx: Context, budget_ids: list[int]) -> list[BudgetPeriod]:
    present = Q(ends_at=None) | Q(ends_at__gt=ctx.now)
    return list(BudgetPeriod.objects.filter(present, budget_id__in=budget_ids, starts_at__lte=ctx.now))


def _covers(period: BudgetPeriod, at: datetime) -> bool:
    return Period(period.starts_at, period.ends_at).covers(at)


def _shown(row: Budget, period: BudgetPeriod | None, now: datetime) -> BudgetShown:
    """The budget in `period`; without one nothing was charged yet."""
    bounds = (
        period_at(PeriodLength(row.period), row.timezone, now)
        if period is None
        else Period(period.starts_at, period.ends_at)
    )
    now_row = period or BudgetPeriod(cap_minor=row.cap_minor, currency=row.currency)
    committed = now_row.reserved_minor + now_row.issued_minor
    liability = now_row.issued_minor - now_row.redeemed_minor - now_row.expired_minor

    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    return BudgetShown(
        id=row.id,
        parent_id=row.parent_id,
        depth=row.depth,
        level=row.level,
        name=row.name,
        unit_name=row.unit.name,
        period_length=row.period,
        period=bounds,
        period_id=period.id if period else None,
        cap=money(now_row.cap_minor),
        reserved=money(now_row.reserved_minor),
        issued=money(now_row.issued_minor),
        redeemed=money(now_row.redeemed_minor),
        breakage=money(now_row.expired_minor),
        released=money(now_row.released_minor),
        liability=money(liability),
        left=money(now_row.cap_minor - committed),
        fullness=fullness(committed, now_row.cap_minor, row.soft_percent),
        ends_at_pace=day_it_ends(bounds, now_row.cap_minor, committed, now) if bounds.covers(now) else None,
    )


def _owed(ctx: Context) -> Money | None:
    """What was owed by law or contract this month in the units one sees; it is charged to no budget."""
    scope = ctx.scope(Permission.SEE_BUDGETS)
    month = period_at(PeriodLength.MONTH, "UTC", ctx.now)
    rows = Transfer.objects.filter(is_owed=True, kind=TransferKind.POST, at__gte=month.starts_at)
    if scope.unit_ids is not None:
        cases = Case.objects.filter(unit_id__in=scope.unit_ids, id__in=rows.values("case_id"))
        rows = rows.filter(case_id__in=cases.values("id"))
    top = Unit.objects.filter(parent_id=None).first()
    if top is None:
        return None
    total = rows.filter(currency=top.currency).aggregate(sum=Sum("amount_minor"))["sum"]
    return Money(total or 0, top.currency)
