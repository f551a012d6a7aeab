"""The guard table (T5): authority and due care, asked once for each gesture with its amount and the standing
of the giving.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal

from amends.core.money import Money
from amends.core.policy.evaluate import Verdict
from amends.core.policy.hits import Outcome, decide_table
from amends.core.policy.model import GUARD, GestureDefinition, PolicyDocument, Table
from amends.core.policy.objections import BLOCKED, Finding, guard_silent, needed, policy_words
from amends.core.policy.standing import UPHELD, Standing
from amends.core.policy.values import Facts, FactValue

WEIGHTS: Mapping[str, int] = {"allow": 0, "L1": 1, "L2": 2, "L3": 3, "decline": BLOCKED}


def guard_findings(
    document: PolicyDocument,
    verdict: Verdict,
    facts: Facts,
    standing: Standing,
    gesture: GestureDefinition,
    face: Money | None,
    true_cost: Money,
) -> list[Finding]:
    """What the guard table says; all rows that hit speak. A document without one leaves everything to its
    other rules.
    """
    table = document.table(GUARD)
    if table is None:
        return []
    known = {**facts, **verdict.derived}
    asked = {**known, **guard_facts(document, known, standing, gesture, face, true_cost)}
    outcome = decide_table(table, asked)
    if not outcome.rows:
        return [guard_silent()]
    return [_finding(table, outcome, index, standing) for index in range(len(outcome.rows))]


def guard_facts(
    document: PolicyDocument,
    facts: Facts,
    standing: Standing,
    gesture: GestureDefinition,
    face: Money | None,
    true_cost: Money,
) -> Mapping[str, FactValue]:
    """The facts of `model.GUARD_FACTS` for one giving."""
    amount = face if face is not None else Money.zero(document.currency)
    total = standing.given_this_case + amount
    price = facts.get(document.ceiling.of if document.ceiling else "price")
    budgets = (standing.budgets or ()) if gesture.budget else ()
    return {
        "gesture": gesture.code,
        "gesture_type": gesture.type.value,
        "gesture_form": gesture.form.value,
        "gesture_band": gesture.lowest_band,
        "amount": amount.decimal,
        "true_cost": true_cost.decimal,
        "case_total": total.decimal,
        "percent_of_price": percent_of_price(total, price),
        "given_this_case": standing.given_this_case.decimal,
        "given_90_days": standing.given_90_days.decimal,
        "given_365_days": standing.given_365_days.decimal,
        "count_90_days": Decimal(standing.count_90_days),
        "actor_role": standing.actor_role,
        "actor_level": Decimal(standing.actor_level),
        "budget_left": min((budget.left.decimal for budget in budgets), default=None),
        "budget_used_percent": max((budget.used_percent(amount) for budget in budgets), default=None),
        "signals": tuple(standing.signals),
        "signal_count": Decimal(sum(not signal.endswith(UPHELD) for signal in standing.signals)),
    }


def percent_of_price(total: Money, price: FactValue) -> Decimal | None:
    """`total` in percent of the price, rounded up to a hundredth; None where there is no price."""
    if not isinstance(price, Decimal) or price <= 0:
        return None
    return (total.decimal * 100 / price).quantize(Decimal("0.01"), rounding=ROUND_UP)


def _finding(table: Table, outcome: Outcome, index: int, standing: Standing) -> Finding:
    row = outcome.rows[index]
    said = dict(zip(table.output_names, outcome.results[index], strict=True))
    weight = WEIGHTS[str(said["decision"])]
    words = str(
        said.get("reason") or table.rules[row - 1].annotation or f"{table.title or table.name}: {row}"
    )
    helps = said.get("next")
    code = str(said.get("code") or "policy")
    return Finding(
        weight if weight == BLOCKED else needed(weight, standing) if weight else 0,
        policy_words(words, code=code, row=row),
        policy_words(str(helps), code=f"{code}_next", row=row) if helps else None,
    )
