"""Where a decision is made again: the document, what is known, and how things stand; and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from amends.core.money import Money
from amends.core.policy.amounts import OpenAmount, work_out
from amends.core.policy.envelope import recommended_first
from amends.core.policy.evaluate import Verdict
from amends.core.policy.judge import applies, judge_gesture
from amends.core.policy.line import GestureLine
from amends.core.policy.model import GestureDefinition, PolicyDocument
from amends.core.policy.standing import Standing
from amends.core.policy.values import Facts


class Answer(NamedTuple):
    """A gesture's line, as far as a back-test looks at it: minor units of the document's currency. `why` is the code of
    its first reason; `least` and `most` are the ends of an open amount.
    """

    gesture_code: str
    status: str
    fits: bool
    face: int | None
    true_cost: int
    why: str
    least: int | None = None
    most: int | None = None


class Desk(NamedTuple):
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

    def answer(self, code: str, named: int | None = None) -> Answer:
        """The same in minor units; `named` is what a person names for an open amount."""
        line = self.judge(code, None if named is None else Money(named, self.document.currency))
        return Answer(
            code,
            line.status,
            line.fits,
            None if line.face is None else line.face.minor,
            line.true_cost.minor,
            line.reasons[0].code if line.reasons else "",
            None if line.open_min is None else line.open_min.minor,
            None if line.open_max is None else line.open_max.minor,
        )

    def shown(self) -> Iterator[GestureDefinition]:
        """The gestures that an envelope shows, in its order."""
        for gesture in recommended_first(self.document, self.verdict):
            if applies(self.document, self.verdict, self.facts, gesture):
                yield gesture

    def usual(self, gesture: GestureDefinition) -> int | None:
        """The amount that is named for an open gesture when nobody says otherwise."""
        if not isinstance(gesture.amount, OpenAmount):
            return None
        form = gesture.amount.usual or gesture.amount.least
        known = {**self.facts, **self.verdict.derived}
        amount = work_out(form, known, self.document.currency, self.document.amounts).amount
        return None if amount is None else amount.minor
