"""What would be given under a document: what the person chose then, if it still may be, and else what it recommends.

1. Each alternative that was offered is offered again if the document allows it, alone or with a yes, at the
   document's amount. An open amount stays what the person named, or the nearest that is still allowed.
2. If none is left, the first gesture that the envelope would show as fitting and free to give; without one, the first
   that a yes would open. An open amount is the usual one, else the least.
3. If nothing was given, nothing is given, unless nothing could be: then the first fitting one that is free to give.

Whoever said no then, customer or approver, says it again; nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from amends.core.backtest.desk import Answer
from amends.core.backtest.past import Alternative, PastDecision
from amends.core.policy.amounts import OpenAmount
from amends.core.policy.line import ALLOWED, BLOCKED_STATUS, NEEDS_APPROVAL
from amends.core.policy.model import GestureDefinition, PolicyDocument


class Given(NamedTuple):
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
        return self.face_minor if self.uses_budget and self.counts else 0


NOTHING = Given()


class Asked(Protocol):
    """Whoever tells what a document says to gestures: a `Desk`, or what remembers alike questions."""

    @property
    def document(self) -> PolicyDocument:
        """The document that is tried."""
        ...

    def answer(self, code: str, named: int | None = None) -> Answer:
        """What it says to a gesture."""
        ...

    def shown(self) -> Iterable[GestureDefinition]:
        """What an envelope would show, in its order."""
        ...

    def usual(self, gesture: GestureDefinition) -> int | None:
        """The amount that is named for an open gesture when nobody says otherwise."""
        ...


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


def would_be_given(desk: Asked, past: PastDecision) -> Given:
    """What the document gives, by the rules above."""
    if not past.alternatives:
        found = None if past.could_give else _recommended(desk, with_yes=False)
        return NOTHING if found is None else _given(desk, found, past, found.status == NEEDS_APPROVAL)
    again = [_again(desk, alternative) for alternative in past.alternatives]
    left = [line for line in again if line is not None and line.status != BLOCKED_STATUS]
    if not left:
        found = _recommended(desk, with_yes=True)
        why = _why(again)
        if found is None:
            return NOTHING._replace(why=why)
        return _given(desk, found, past, found.status == NEEDS_APPROVAL, why)
    chosen = again[past.chosen]
    line = chosen if chosen is not None and chosen.status != BLOCKED_STATUS else left[0]
    return _given(desk, line, past, any(line.status == NEEDS_APPROVAL for line in left))


def _recommended(desk: Asked, *, with_yes: bool) -> Answer | None:
    """The first gesture, in the order of the envelope, that fits the case and is free to give, or else needs a yes."""
    waiting = None
    for gesture in desk.shown():
        line = desk.answer(gesture.code, desk.usual(gesture))
        if line.fits and line.status == ALLOWED:
            return line
        if line.fits and line.status == NEEDS_APPROVAL:
            waiting = waiting or line
    return waiting if with_yes else None


def _again(desk: Asked, then: Alternative) -> Answer | None:
    """The same gesture under this document; None where it has none of that code."""
    gesture = desk.document.by_code.get(then.gesture_code)
    if gesture is None:
        return None
    if not isinstance(gesture.amount, OpenAmount):
        return desk.answer(gesture.code)
    named = then.face_minor
    line = desk.answer(gesture.code, named)
    if line.least is None or line.most is None or line.least <= named <= line.most:
        return line
    return desk.answer(gesture.code, line.least if named < line.least else line.most)


def _given(desk: Asked, line: Answer, past: PastDecision, needs_yes: bool, why: str = "") -> Given:
    gesture = desk.document.by_code[line.gesture_code]
    return Given(
        line.gesture_code,
        line.face or 0,
        line.true_cost,
        gesture.percent or Decimal(0),
        gesture.points or 0,
        gesture.budget,
        needs_yes,
        past.was_kept and not (needs_yes and past.was_refused),
        why,
    )


def _why(again: Sequence[Answer | None]) -> str:
    """Why what was chosen then cannot be given: the gesture is gone, or the first reason against it."""
    return next((line.why for line in again if line is not None and line.why), "gesture_unknown")
