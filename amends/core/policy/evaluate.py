"""Facts in, verdict out: the chain of tables, without any guard. What is owed is decided here and sees no
budget, no history and no signal, because no table before the guard can name one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from amends.core.money import Money
from amends.core.policy.amounts import Named, Worked, work_out
from amends.core.policy.derived import derive
from amends.core.policy.hits import Outcome, Row, decide_table, exported
from amends.core.policy.model import BAND, ENTITLEMENT, GUARD, REMEDY, SEVERITY, PolicyDocument, Table
from amends.core.policy.values import Facts, FactValue


@dataclass(frozen=True)
class EntitlementDue:
    """Something owed by law or contract. `amount` is None for care and the like, or while `missing` facts
    leave it open.
    """

    code: str
    label: str
    amount: Money | None
    form: str
    deadline_days: int | None
    reason: str
    row: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One table's part in a verdict: the rows that hit and count (from 1), what they gave, and their remarks
    in `words`.
    """

    table: str
    rows: tuple[int, ...]
    outputs: tuple[tuple[str, FactValue], ...]
    words: str


@dataclass(frozen=True)
class Verdict:
    """What the policy finds in the facts. `severity` is 1 to 5 (1, the least of the scale, when no row
    speaks) and `band` "G0" when no row grants one; `band_next` is what the band's row says would help.
    `derived` are all results as facts.
    """

    severity: int
    severity_reasons: tuple[str, ...]
    entitlements: tuple[EntitlementDue, ...]
    remedy_types: tuple[str, ...]
    band: str
    band_reason: str
    band_next: str
    steps: tuple[Step, ...]
    derived: Mapping[str, FactValue] = field(default_factory=dict)

    def owed_total(self, currency: str) -> Money:
        """The sum of what is owed in money of that currency; a law of elsewhere may name another one."""
        amounts = (due.amount for due in self.entitlements)
        owed = [amount for amount in amounts if amount is not None and amount.currency == currency]
        return sum(owed, Money.zero(currency))

    def step(self, table: str) -> Step | None:
        """The step of that table."""
        return next((step for step in self.steps if step.table == table), None)


def evaluate(document: PolicyDocument, facts: Facts) -> Verdict:
    """Run the tables in their order, each seeing the facts and the results before it.

    Raises `RowsContradict` where a table that may answer one thing answers two.
    """
    derived: dict[str, FactValue] = dict(derive(document.derived, facts))
    known: dict[str, FactValue] = {**facts, **derived}
    outcomes: dict[str, Outcome] = {}
    steps: list[Step] = []
    entitlements: tuple[EntitlementDue, ...] = ()
    for table in document.tables:
        if table.name == GUARD:
            continue
        outcome = decide_table(table, known)
        if table.name == ENTITLEMENT:
            entitlements = _entitlements(document, table, outcome, known)
        results = dict(exported(table, outcome))
        known.update(results)
        derived.update(results)
        outcomes[table.name] = outcome
        steps.append(step_of(table, outcome))
    band = _values(outcomes.get(BAND))
    severity = derived.get(SEVERITY)
    return Verdict(
        severity=int(severity) if isinstance(severity, Decimal) else 1,
        severity_reasons=_texts(_values(outcomes.get(SEVERITY)).get("reason")),
        entitlements=entitlements,
        remedy_types=_texts(derived.get(REMEDY)),
        band=str(band.get("band") or "G0"),
        band_reason=" ".join(_texts(band.get("reason"))),
        band_next=" ".join(_texts(band.get("next"))),
        steps=tuple(steps),
        derived=derived,
    )


def step_of(table: Table, outcome: Outcome) -> Step:
    """A table's answer as a step of the explanation."""
    remarks = dict.fromkeys(table.rules[row - 1].annotation for row in outcome.rows)
    return Step(table.name, outcome.rows, outcome.values, "; ".join(remark for remark in remarks if remark))


def _entitlements(
    document: PolicyDocument, table: Table, outcome: Outcome, facts: Facts
) -> tuple[EntitlementDue, ...]:
    dues = (
        _entitlement(document, dict(zip(table.output_names, result, strict=True)), row, facts)
        for row, result in zip(outcome.rows, outcome.results, strict=True)
        if result[0] is not None
    )
    # A sum that comes to nothing (no full day was lost) is not something owed.
    return tuple(due for due in dues if due.amount is None or due.amount.minor > 0)


def _entitlement(
    document: PolicyDocument, row: Mapping[str, FactValue], number: int, facts: Facts
) -> EntitlementDue:
    currency = str(row.get("currency") or document.currency)
    worked = _amount(document, row.get("amount"), facts, currency)
    days = row.get("deadline_days")
    return EntitlementDue(
        code=str(row["code"]),
        label=str(row.get("label") or row["code"]),
        amount=worked.amount,
        form=str(row.get("form") or "money"),
        deadline_days=int(days) if isinstance(days, Decimal) else None,
        reason=str(row.get("reason") or ""),
        row=number,
        missing=worked.missing,
    )


def _amount(document: PolicyDocument, value: FactValue, facts: Facts, currency: str) -> Worked:
    """A number is that much money; a text is the name of an amount of the document."""
    if isinstance(value, Decimal):
        return Worked(Money.from_decimal(value, currency))
    if isinstance(value, str):
        return work_out(Named(value), facts, currency, document.amounts)
    return Worked(None)


def _values(outcome: Outcome | None) -> dict[str, FactValue]:
    return dict(outcome.values) if outcome is not None else {}


def _texts(value: FactValue) -> tuple[str, ...]:
    """A result as texts, each once: a single text, a list, or nothing."""
    items: Row = value if isinstance(value, tuple) else (value,)
    return tuple(dict.fromkeys(str(item) for item in items if item is not None and item != ""))
