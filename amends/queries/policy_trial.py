"""A case tried out under a version or a draft of the policy, with the reason for every line; nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amends.apps.policies.models import Decision
from amends.core.money import Money
from amends.core.policy.batch import Bench, decide, read_question
from amends.core.policy.explain import explain_line, explain_verdict
from amends.core.policy.line import GestureLine
from amends.core.policy.model import FactDeclaration, PolicyDocument
from amends.core.policy.objections import Reason
from amends.core.policy.values import ValueType
from amends.core.refusal import Refusal
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.case_page import visible_case


@dataclass(frozen=True, slots=True)
class TrialGesture:
    """One gesture as it would be shown, and what stands against it."""

    name: str
    status: str
    worth: Money | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the policy says of the case: a sentence for each table, then every gesture. Or what cannot be read."""

    verdict: tuple[Reason, ...]
    gestures: tuple[TrialGesture, ...]
    problems: tuple[Refusal, ...]


@query(Permission.SEE_POLICY)
def policy_trial(
    ctx: Context, *, document: PolicyDocument, facts: Mapping[str, str], level: int = 0, given: str = ""
) -> Trial:
    """Decide the facts as typed ("" : not known) for somebody with `level` 0 to 3, `given` in the last 90 days."""
    bench = Bench(document, ctx.now.date(), level=level)
    told = {
        name: _typed(declaration, facts[name])
        for name, declaration in document.declared.items()
        if facts.get(name, "").strip()
    }
    standing = {"given_90_days": given.strip()} if given.strip() else {}
    try:
        question = read_question(bench, {"facts": told, "standing": standing}, "trial")
        envelope = decide(bench, question)
    except Refusal as refused:
        return Trial((), (), (refused,))
    return Trial(
        verdict=explain_verdict(document, envelope.verdict, question.facts),
        gestures=tuple(_gesture(line) for line in envelope.lines),
        problems=(),
    )


@query(Permission.SEE_CASES)
def facts_of_case(ctx: Context, *, ref: str) -> dict[str, str]:
    """The facts of the last decision about a case that the actor may see, as one would type them.

    Raises `CaseUnknown`; {} where nothing was decided yet.
    """
    case = visible_case(ctx, ref)
    frozen = Decision.objects.filter(case_id=case.id).order_by("-id").values_list("frozen", flat=True).first()
    facts: dict[str, Any] = {} if frozen is None else json.loads(frozen, parse_float=Decimal)["facts"]
    return {name: _text(value) for name, value in facts.items()}


def _gesture(line: GestureLine) -> TrialGesture:
    _answer, *reasons = explain_line(line)
    return TrialGesture(line.name, line.status, line.face, tuple(reasons))


def _typed(declaration: FactDeclaration, text: str) -> object:
    match declaration.type:
        case ValueType.BOOLEAN:
            return {"true": True, "false": False}.get(text.strip(), text)
        case ValueType.LIST:
            return [item.strip() for item in text.split(",") if item.strip()]
    return text.strip()


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(str(item) for item in value)
        case dict():
            return str(Money(value["minor"], value["currency"]).decimal)
    return str(value)
