"""A policy document as frozen records: facts, tables, amounts and gestures. `parse.py` makes one, nothing
else should.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from amends.core.policy.amounts import AmountForm, OpenAmount
from amends.core.policy.approvals import ApprovalPath
from amends.core.policy.cells import Cell
from amends.core.policy.derived import DerivedFact
from amends.core.policy.table import HitPolicy, OutputColumn, Rule, Table
from amends.core.policy.trigger import Trigger
from amends.core.policy.values import FactValue, ValueType

__all__ = [
    "BAND",
    "BANDS",
    "ENTITLEMENT",
    "GUARD",
    "GUARD_FACTS",
    "LEVELS",
    "REMEDY",
    "SEVERITY",
    "Ceiling",
    "FactDeclaration",
    "GestureDefinition",
    "GestureForm",
    "GestureType",
    "HitPolicy",
    "OutputColumn",
    "PolicyDocument",
    "PromiseTemplate",
    "Rule",
    "Table",
    "UnitCost",
]


class GestureType(StrEnum):
    """What kind of thing a gesture gives back (Roschk & Gelbrich 2014), plus points."""

    PSYCHOLOGICAL = "psychological"
    REPERFORMANCE = "reperformance"
    EXCHANGE = "exchange"
    IMMEDIATE_MONEY = "immediate_money"
    DELAYED_MONEY = "delayed_money"
    POINTS = "points"


class GestureForm(StrEnum):
    """What the customer holds in the end; it decides whether a voucher or a promise of work follows."""

    MONEY = "money"
    PERCENT = "percent"
    ITEM = "item"
    UPGRADE = "upgrade"
    POINTS = "points"
    NOTE = "note"
    CALL = "call"


BANDS = ("G0", "G1", "G2", "G3", "G4", "G5")
LEVELS = ("L1", "L2", "L3")
"""Who may approve: L1 a lead, L2 the CX manager, L3 finance or the director."""

SEVERITY, ENTITLEMENT, REMEDY, BAND, GUARD = "severity", "entitlement", "remedy", "band", "guard"

GUARD_FACTS: Mapping[str, ValueType] = {
    "gesture": ValueType.STRING,  # its code
    "gesture_type": ValueType.STRING,  # what kind of thing it gives back
    "gesture_form": ValueType.STRING,  # what the customer would hold
    "gesture_band": ValueType.STRING,  # the lowest band it belongs to
    "amount": ValueType.MONEY,  # face value of this giving
    "true_cost": ValueType.MONEY,  # what this giving is expected to cost
    "case_total": ValueType.MONEY,  # this giving and what was given in the case before
    "percent_of_price": ValueType.NUMBER,  # case_total in percent of the price; missing when the price is
    "given_this_case": ValueType.MONEY,  # face value given in the case before
    "given_90_days": ValueType.MONEY,  # to this customer, the case included
    "given_365_days": ValueType.MONEY,  # to this customer, the case included
    "count_90_days": ValueType.NUMBER,  # givings to this customer
    "actor_role": ValueType.STRING,  # who would give
    "actor_level": ValueType.NUMBER,  # their authority, 0 to 3
    "budget_left": ValueType.MONEY,  # the tightest budget of the chain; missing without a budget
    "budget_used_percent": ValueType.NUMBER,  # of the fullest budget, after this giving
    "signals": ValueType.LIST,  # codes of the signals that stand for this customer
    "signal_count": ValueType.NUMBER,  # how many of them
}
"""What only the guard table may look at: so what is owed cannot depend on budgets, history or signals."""


@dataclass(frozen=True)
class FactDeclaration:
    """One thing the organisation wants to know of a case.

    `finding`: a finding of ours (who caused it, how bad it was): assumed, it carries no gesture above G2.
    `least`, `most` and `whole` bound a number, so that the check of tables knows which values there are.
    `decides_amounts`: said openly of what a customer is worth, which otherwise orders work only (`forbidden.py`).
    """

    name: str
    type: ValueType
    label: str = ""
    unit: str = ""
    choices: tuple[FactValue, ...] = ()
    source: str = "staff"
    optional: bool = False
    finding: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = False
    decides_amounts: bool = False

    @property
    def title(self) -> str:
        """How people call it."""
        return self.label or self.name.replace("_", " ")


@dataclass(frozen=True)
class PromiseTemplate:
    """Work that a gesture promises: `owner` (a unit or role in words) does `what` within minutes or by a time
    of day.
    """

    what: str
    owner: str
    due_minutes: int | None = None
    due_time: time | None = None


@dataclass(frozen=True)
class UnitCost:
    """What one unit costs us: a share of face value (`ratio`, 0.35), or a fixed sum in major units."""

    ratio: Decimal | None = None
    fixed: Decimal | None = None


@dataclass(frozen=True)
class GestureDefinition:
    """One line of the pre-approved list. `applies` are conditions on facts, as (fact, cell); without all of
    them it is not shown. `bands` and `lost_resources` are where it fits; empty means everywhere.
    """

    code: str
    name: str
    type: GestureType
    form: GestureForm
    amount: AmountForm | None = None
    percent: Decimal | None = None
    points: int | None = None
    unit_cost: UnitCost = UnitCost(ratio=Decimal(1))
    expected_redemption: Decimal = Decimal(1)
    bands: tuple[str, ...] = ()
    lost_resources: tuple[str, ...] = ()
    applies: tuple[tuple[str, Cell], ...] = ()
    max_per_case: int | None = None
    cooldown_days: int | None = None
    needs_acceptance: bool = True
    promises: tuple[PromiseTemplate, ...] = ()
    budget: bool = True
    valid_days: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    wording: str = ""

    @property
    def promise(self) -> PromiseTemplate | None:
        """The first (often the only) promise."""
        return self.promises[0] if self.promises else None

    @property
    def lowest_band(self) -> str:
        """The band that opens it; "G0" when every band does."""
        return min(self.bands, default="G0")

    @property
    def is_open(self) -> bool:
        """Whether a person names the amount."""
        return isinstance(self.amount, OpenAmount)

    @property
    def is_token(self) -> bool:
        """A G1 or G2 gesture: small enough to rest on assumed facts and to stay outside the ceiling."""
        return bool(self.bands) and self.lowest_band <= "G2"


@dataclass(frozen=True)
class Ceiling:
    """Gestures of a case, entitlements included, above `percent` of the money fact `of` need `approver`."""

    percent: Decimal
    of: str
    approver: str


@dataclass(frozen=True)
class PolicyDocument:
    """The whole policy of one version. `tables` are in the order in which they are decided."""

    name: str
    currency: str
    effective_from: date | None = None
    facts: tuple[FactDeclaration, ...] = ()
    derived: tuple[DerivedFact, ...] = ()
    amounts: Mapping[str, AmountForm] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    gestures: tuple[GestureDefinition, ...] = ()
    ceiling: Ceiling | None = None
    triggers: tuple[Trigger, ...] = ()
    approvals: tuple[ApprovalPath, ...] = ()

    @cached_property
    def declared(self) -> Mapping[str, FactDeclaration]:
        """Facts by name."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def by_code(self) -> Mapping[str, GestureDefinition]:
        """Gestures by code."""
        return {gesture.code: gesture for gesture in self.gestures}

    def table(self, name: str) -> Table | None:
        """The table of that name, if there is one."""
        return next((table for table in self.tables if table.name == name), None)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """How people call each fact."""
        return {one.name: one.title for one in self.facts} | {one.name: one.title for one in self.derived}

    def title_of(self, fact: str) -> str:
        """How people call a fact (or the output of a table)."""
        return self.titles.get(fact) or fact.replace("_", " ")

    @cached_property
    def rests(self) -> dict[str, tuple[str, ...]]:
        """By gesture, what was found to bear it (see `hits.bearing`): it is the same in every case."""
        return {}
