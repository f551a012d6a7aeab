"""Decisions by the line: a question (facts, and how the giving stands) as plain data in, the verdict as plain data out.

This is what the shell reads and writes, and what a policy is tried out with: no installation, no database, and the
same functions that decide a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from amends.core.money import Money
from amends.core.policy.envelope import Envelope, build_envelope
from amends.core.policy.evaluate import EntitlementDue
from amends.core.policy.facts import FactsInvalid, FactUnusable, read_facts
from amends.core.policy.line import ALLOWED, NEEDS_APPROVAL, GestureLine
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import document_digest, document_text
from amends.core.policy.reading import to_number
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts
from amends.core.text import gettext_noop

_KEYS = frozenset({"case", "facts", "sources", "standing"})
_SUMS = ("given_this_case", "given_90_days", "given_365_days")


@dataclass(frozen=True)
class Question:
    """One case to decide. `sources` say where facts come from; a fact that is told without one counts as `staff`."""

    case: str
    facts: Facts
    sources: Mapping[str, str]
    standing: Standing


@dataclass(frozen=True)
class Bench:
    """A policy with all that its decisions share: who asks (`role`, `level` 0 to 3) and the day on which."""

    document: PolicyDocument
    today: date
    role: str = "front_line"
    level: int = 0
    digest: str = field(default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", document_digest(document_text(self.document)))

    @property
    def name(self) -> str:
        """The policy by name and the first twelve digits of its digest."""
        return f"{self.document.name}@{self.digest[:12]}"


def read_question(bench: Bench, data: Mapping[str, object], case: str) -> Question:
    """A line to a question: `{"case": ..., "facts": {...}, "standing": {...}}`, or the facts alone beside `case`.

    `standing` may tell `given_this_case`, `given_90_days`, `given_365_days` and `budget_left` (major units),
    `count_90_days`, `last_given_days` and `given_in_case` (by gesture) and `signals`; budgets are not asked otherwise.
    Raises `FactsInvalid` with every problem at once.
    """
    raw = data.get("facts")
    told = (
        raw if isinstance(raw, Mapping) else {key: value for key, value in data.items() if key not in _KEYS}
    )
    facts = read_facts(bench.document, told)
    sources = data.get("sources")
    named = sources if isinstance(sources, Mapping) else {}
    return Question(
        case=str(data.get("case") or case),
        facts=facts,
        sources={name: str(named.get(name, "staff")) for name in facts},
        standing=_standing(bench, data.get("standing")),
    )


def decide(bench: Bench, question: Question) -> Envelope:
    """The envelope of one question. Raises `RowsContradict`."""
    return build_envelope(
        bench.document,
        question.facts,
        question.standing,
        policy_digest=bench.digest,
        sources=question.sources,
    )


def verdict_data(bench: Bench, question: Question, envelope: Envelope) -> dict[str, object]:
    """The verdict as plain data: `outcome` and `escalate` are the results of that name where the policy has them.

    Without them the outcome is `owed`, `gesture`, `approval` or `none`, the first that is so; and it escalates when
    something needs a yes and nothing can be given without one.
    """
    return {
        "case": question.case,
        **envelope_data(envelope),
        "policy": bench.name,
        "results": dict(envelope.verdict.derived),
    }


def envelope_data(envelope: Envelope) -> dict[str, object]:
    """What an envelope decides, as plain data."""
    results = envelope.verdict.derived
    escalate = results.get("escalate")
    return {
        "severity": envelope.verdict.severity,
        "outcome": results.get("outcome") or _outcome(envelope),
        "entitlements": [_owed(due) for due in envelope.owed],
        "gestures": [_gesture(line) for line in envelope.lines],
        "escalate": escalate
        if isinstance(escalate, bool)
        else bool(envelope.needs_approval) and not envelope.may_give,
    }


def _outcome(envelope: Envelope) -> str:
    if envelope.owed:
        return "owed"
    statuses = {line.status for line in envelope.lines}
    return "gesture" if ALLOWED in statuses else "approval" if NEEDS_APPROVAL in statuses else "none"


def _owed(due: EntitlementDue) -> dict[str, object]:
    return {
        "code": due.code,
        "label": due.label,
        **_amount(due.amount),
        "form": due.form,
        "deadline_days": due.deadline_days,
        "reason": due.reason,
        "missing": due.missing,
    }


def _gesture(line: GestureLine) -> dict[str, object]:
    told: dict[str, object] = {
        "gesture": line.gesture_code,
        **_amount(line.face),
        "status": line.status,
        "approver": line.approver,
        "reasons": [str(reason) for reason in line.reasons],
    }
    more = {
        "percent": line.percent,
        "points": line.points,
        "least_minor": line.open_min and line.open_min.minor,
        "most_minor": line.open_max and line.open_max.minor,
    }
    return told | {name: value for name, value in more.items() if value is not None}


def _amount(amount: Money | None) -> dict[str, object]:
    return {
        "amount_minor": None if amount is None else amount.minor,
        "currency": None if amount is None else amount.currency,
    }


def _standing(bench: Bench, data: object) -> Standing:
    told: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    sums = {name: _money(bench, told.get(name), name) for name in _SUMS}
    left = told.get("budget_left")
    held = None if left is None else _money(bench, left, "budget_left")
    return Standing(
        actor_role=str(told.get("actor_role") or bench.role),
        actor_level=_count(told.get("actor_level", bench.level), "actor_level"),
        **sums,
        count_90_days=_count(told.get("count_90_days", 0), "count_90_days"),
        last_given_days=_counts(told.get("last_given_days"), "last_given_days"),
        given_in_case=_counts(told.get("given_in_case"), "given_in_case"),
        budgets=None if held is None else (BudgetLeft(0, "budget_left", "team", held, held),),
        today=bench.today,
        signals=tuple(str(signal) for signal in told.get("signals") or ()),
    )


def _money(bench: Bench, value: object, name: str) -> Money:
    number = Decimal(0) if value is None else to_number(value)
    if number is None:
        raise _unusable(name, gettext_noop("an amount in the policy's currency, like 12.50"))
    return Money.from_decimal(number, bench.document.currency)


def _count(value: object, name: str) -> int:
    number = to_number(value)
    if number is None or number < 0 or number != number.to_integral_value():
        raise _unusable(name, gettext_noop("a whole number"))
    return int(number)


def _counts(value: object, name: str) -> dict[str, int]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _unusable(name, gettext_noop("numbers by gesture"))
    return {str(code): _count(number, name) for code, number in value.items()}


def _unusable(name: str, expected: str) -> FactsInvalid:
    return FactsInvalid((FactUnusable(field=f"standing.{name}", label=name, expected=expected),))
