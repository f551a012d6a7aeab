"""What may be given, before anybody talks: owed, free to give, needs a yes, blocked and why. Plus a digest of
what was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.money import Money
from amends.core.policy.evaluate import EntitlementDue, Verdict, evaluate
from amends.core.policy.judge import applies, judge_gesture
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL, GestureLine
from amends.core.policy.model import GestureDefinition, PolicyDocument
from amends.core.policy.objections import PAID_ABOVE
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts, canonical_text

_BUDGET_CODES = {"budget_exhausted", "no_budget"}


@dataclass(frozen=True)
class Envelope:
    """One case, one person, one moment. `digest` stands for what was shown and travels with a giving."""

    verdict: Verdict
    owed: tuple[EntitlementDue, ...]
    lines: tuple[GestureLine, ...]
    budgets: tuple[BudgetLeft, ...]
    digest: str

    @property
    def may_give(self) -> tuple[GestureLine, ...]:
        """What this person may give alone, now."""
        return tuple(line for line in self.lines if line.status == ALLOWED)

    @property
    def needs_approval(self) -> tuple[GestureLine, ...]:
        """What waits for a yes."""
        return tuple(line for line in self.lines if line.status == NEEDS_APPROVAL)

    @property
    def blocked(self) -> tuple[GestureLine, ...]:
        """What cannot be given as things stand, and why."""
        return tuple(line for line in self.lines if line.status == BLOCKED_STATUS)

    def line(self, gesture_code: str) -> GestureLine | None:
        """The line of that gesture, if it is shown."""
        return next((line for line in self.lines if line.gesture_code == gesture_code), None)


def build_envelope(
    document: PolicyDocument,
    facts: Facts,
    standing: Standing,
    *,
    policy_digest: str,
    sources: Mapping[str, str] | None = None,
    amounts: Mapping[str, Money] | None = None,
) -> Envelope:
    """Judge every gesture that is meant for such a case. `amounts` are those a person names for open
    gestures.

    The kinds of remedy that the case calls for come first, in their order; within a kind the order of the
    document holds.
    """
    verdict = evaluate(document, facts)
    shown = [
        gesture
        for gesture in recommended_first(document, verdict)
        if applies(document, verdict, facts, gesture)
    ]
    ordered = tuple(
        judge_gesture(
            document,
            verdict,
            facts,
            standing,
            gesture.code,
            (amounts or {}).get(gesture.code),
            sources=sources,
        )
        for gesture in shown
    )
    digest = envelope_digest(policy_digest, facts, verdict.entitlements, ordered)
    return Envelope(verdict, verdict.entitlements, ordered, standing.budgets or (), digest)


def recommended_first(document: PolicyDocument, verdict: Verdict) -> list[GestureDefinition]:
    """All gestures, in the order in which an envelope shows those that apply."""
    wanted = {kind: place for place, kind in enumerate(verdict.remedy_types)}
    return sorted(document.gestures, key=lambda gesture: wanted.get(gesture.type.value, len(wanted)))


def envelope_digest(
    policy_digest: str, facts: Facts, owed: tuple[EntitlementDue, ...], lines: tuple[GestureLine, ...]
) -> str:
    """SHA-256 of what was shown: policy, facts, what is owed, and each line's worth, status, approver and
    reasons.

    What is left in budgets is not in it, only what that does to a status: somebody else's giving does not
    void an envelope unless it changes an answer.
    """
    shown = {
        "policy": policy_digest,
        "facts": {name: value for name, value in facts.items() if value is not None},
        "owed": [[due.code, due.amount, due.form, due.deadline_days] for due in owed],
        "lines": [_line_data(line) for line in lines],
    }
    return hashlib.sha256(canonical_text(shown).encode()).hexdigest()


def _line_data(line: GestureLine) -> list[object]:
    reasons = set() if line.status == ALLOWED else {reason.code for reason in line.reasons} - _BUDGET_CODES
    # who pays is part of what was shown, whoever may say yes to it
    reasons |= {f"{PAID_ABOVE}:{r.params['payer_id']}" for r in line.reasons if r.code == PAID_ABOVE}
    return [
        line.gesture_code,
        line.face,
        line.percent,
        line.status,
        line.approver,
        sorted(reasons),
        [line.open_min, line.open_max, line.authority_limit],
    ]
