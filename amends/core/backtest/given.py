"""What would be given under a document: what the person chose then, if it still may be, and else what it recommends.

1. Each alternative that was offered is offered again if the document allows it, alone or with a yes, at the
   document's amount. An open amount stays what the person named, or the nearest that is still allowed.
2. If none is left, the first gesture that the envelope would show as fitting and free to give; without one, the first
   that a yes would open. An open amount is the usual one, else the least.
3. If nothing was given, nothing is given, unless nothing could be: then the first fitting one that is free to give.

Whoever said no then, customer or approver, says it again; nobody else does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from amends.core.backtest.past import Alternative, PastDecision
from amends.core.money import Money
from amends.core.policy.amounts import OpenAmount, work_out
from amends.core.policy.envelope import recommended_first
from amends.core.policy.evaluate import Verdict
from amends.core.policy.judge import applies, judge_gesture
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL, GestureLine
from amends.core.policy.model import GestureDefinition, PolicyDocument
from amends.core.policy.standing import Standing
from amends.core.policy.values import Facts


@dataclass(frozen=True, slots=True)
class Given:
    """What was or would be given, in minor units of the policy's currency; `gesture_code` "" is nothing.

    `counts` is false where the customer or an approver said no: then it costs nothing. `why` is the code of the first
    reason why what was chosen then is not given.
    """

    gesture_code: str = ""
    face_minor: int = 0
    true_cost_minor: int = 0
    percent: Decimal = Decimal(0)
    points: int = 0
    uses_budget: bool = False
    needs_yes: bool = False
    counts: bool = False
    why: str = ""

    @property
    def face(self) -> int:
        """Face value of what reached the customer."""
        return self.face_minor if self.counts else 0

    @property
    def true_cost(self) -> int:
        """Expected true cost of what reached the customer."""
        return self.true_cost_minor if self.counts else 0

    @property
    def held(self) -> int:
        """What it takes out of the budgets."""
        return self.face if self.uses_budget else 0


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a giving is judged by."""

    document: PolicyDocument
    verdict: Verdict
    facts: Facts
    sources: Mapping[str, str]
    standing: Standing

    def judge(self, code: str, amount: Money | None = None) -> GestureLine:
        """The line of one gesture."""
        return judge_gesture(
            self.document, self.verdict, self.facts, self.standing, code, amount, sources=self.sources
        )


def was_given(past: PastDecision) -> Given:
    """What was given then."""
    if not past.alternatives:
        return NOTHING
    chosen = past.alternatives[past.chosen]
    return Given(
        chosen.gesture_code,
        chosen.face_minor,
        chosen.true_cost_minor,
        chosen.percent,
        chosen.points,
        chosen.uses_budget,
        past.needed_yes,
        past.was_kept and not past.was_refused,
    )


def would_be_given(desk: Desk, past: PastDecision) -> Given:
    """What the document gives, by the rules above."""
    if not past.alternatives:
        found = None if past.could_give else recommended(desk, with_yes=False)
        return NOTHING if found is None else _given(desk, found, past, found.status == NEEDS_APPROVAL)
    again = [_again(desk, alternative) for alternative in past.alternatives]
    left = [line for line in again if line is not None and line.status != BLOCKED_STATUS]
    if not left:
        found = recommended(desk, with_yes=True)
        why = _why(again)
        if found is None:
            return replace(NOTHING, why=why)
        return replace(_given(desk, found, past, found.status == NEEDS_APPROVAL), why=why)
    chosen = again[past.chosen]
    line = chosen if chosen is not None and chosen.status != BLOCKED_STATUS else left[0]
    return _given(desk, line, past, any(line.status == NEEDS_APPROVAL for line in left))


def recommended(desk: Desk, *, with_yes: bool) -> GestureLine | None:
    """The first gesture, in the order of the envelope, that fits the case and is free to give, or else needs a yes."""
    waiting = None
    for gesture in recommended_first(desk.document, desk.verdict):
        if not applies(desk.document, desk.verdict, desk.facts, gesture):
            continue
        line = desk.judge(gesture.code, _usual(desk, gesture))
        if line.fits and line.status == ALLOWED:
            return line
        if line.fits and line.status == NEEDS_APPROVAL:
            waiting = waiting or line
    return waiting if with_yes else None


def _again(desk: Desk, then: Alternative) -> GestureLine | None:
    """The same gesture under this document; None where it has none of that code."""
    gesture = desk.document.by_code.get(then.gesture_code)
    if gesture is None:
        return None
    if not isinstance(gesture.amount, OpenAmount):
        return desk.judge(gesture.code)
    named = Money(then.face_minor, desk.document.currency)
    line = desk.judge(gesture.code, named)
    if line.open_min is None or line.open_max is None or line.open_min <= named <= line.open_max:
        return line
    return desk.judge(gesture.code, line.open_min if named < line.open_min else line.open_max)


def _usual(desk: Desk, gesture: GestureDefinition) -> Money | None:
    """The amount that is named for an open gesture when nobody says otherwise."""
    if not isinstance(gesture.amount, OpenAmount):
        return None
    known = {**desk.facts, **desk.verdict.derived}
    form = gesture.amount.usual or gesture.amount.least
    return work_out(form, known, desk.document.currency, desk.document.amounts).amount


def _given(desk: Desk, line: GestureLine, past: PastDecision, needs_yes: bool) -> Given:
    return Given(
        line.gesture_code,
        0 if line.face is None else line.face.minor,
        line.true_cost.minor,
        line.percent or Decimal(0),
        line.points or 0,
        desk.document.by_code[line.gesture_code].budget,
        needs_yes,
        past.was_kept and not (needs_yes and past.was_refused),
    )


def _why(again: Sequence[GestureLine | None]) -> str:
    """Why what was chosen then cannot be given: the gesture is gone, or the first reason against it."""
    for line in again:
        if line is not None and line.reasons:
            return line.reasons[0].code
    return "gesture_unknown"
