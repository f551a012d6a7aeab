"""The sweep: decision after decision in time order, each asked again under the document, as things then would stand.

What depends on the facts alone is worked out once for equal facts; what depends on the course of things, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from amends.core.backtest.course import BudgetTerms, Course, Turn
from amends.core.backtest.given import NOTHING, Given, was_given, would_be_given
from amends.core.backtest.past import PastDecision
from amends.core.backtest.reading import Gist, Reader, Weighed, question_of
from amends.core.backtest.stood import Stood
from amends.core.backtest.tally import Difference, Tally
from amends.core.backtest.verdicts import Owed
from amends.core.policy.model import PolicyDocument
from amends.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Change:
    """One decision that comes out otherwise. `owed_*` is what the tables find owed, by currency in minor units.

    `yes` is "added", "avoided" or "". `why` is the code of what stands against what was given then.
    """

    decision_id: int
    case_id: int
    unit: str
    failure: str
    group: str
    difference: Difference
    before: Given
    after: Given
    owed_before: Owed
    owed_after: Owed
    yes: str
    why: str


Hears = Callable[[PastDecision, Stood, Turn | None, tuple[Owed, Owed] | None], None]
"""Is told of each decision what it leaves behind: a turn of the customer, and what its case is owed."""


class Sweep:
    """A document tried on the past. Give it every decision of the span, oldest first; read `tally` and `course`.

    `policies` gives the document that a decision was made under, by its id. `hears` follows it (`trail.py`).
    """

    def __init__(
        self,
        document: PolicyDocument,
        *,
        policies: Callable[[int], PolicyDocument],
        budgets: Mapping[int, BudgetTerms] | None = None,
    ) -> None:
        self.document = document
        self.tally = Tally()
        self.course = Course(budgets or {})
        self.policies = policies
        self.reader = Reader(document, policies)
        self.owed: dict[int, tuple[Owed, Owed]] = {}
        self.hears: Hears | None = None

    def step(self, past: PastDecision) -> Change | None:
        """One decision more; None where it comes out as it was."""
        return self.take(past, self.reader.read(*question_of(past)))

    def take(self, past: PastDecision, gist: Gist) -> Change | None:
        """One decision more that has been read already; None where it comes out as it was."""
        before, after = was_given(past), NOTHING
        owed_before, owed_after, problem = gist.owed_before, gist.owed_before, gist.problem
        if not problem:
            try:
                after, owed_after = self._again(past, gist), gist.owed_after
            except Refusal as refusal:
                problem = refusal.code
        difference = (
            Difference.UNDECIDABLE if problem else _difference(before, after, owed_before, owed_after)
        )
        turn = self.course.note(past, gist.stood, before, after)
        self.tally.add(past.unit, past.failure, past.group, before, after, difference)
        owed = self._add_owed(past.case_id, owed_before, owed_after)
        if self.hears is not None:
            self.hears(past, gist.stood, turn, owed)
        if difference is Difference.SAME:
            return None
        return Change(
            past.decision_id,
            past.case_id,
            past.unit,
            past.failure,
            past.group,
            difference,
            before,
            after,
            owed_before,
            owed_after,
            _yes(before, after),
            problem or after.why,
        )

    def result(self) -> dict[str, object]:
        """What it adds up to, as plain data."""
        return self.tally.as_data(
            self.document.currency, list(self.course.ends.values()), self.course.budgets
        )

    def _again(self, past: PastDecision, gist: Gist) -> Given:
        """What the document gives, as things stand under it."""
        if not past.alternatives and past.could_give:
            return NOTHING
        stood = self.course.standing(past, gist.stood)
        if gist.merits is None:
            return would_be_given(self.reader.desk(past.frozen, stood), past)
        return would_be_given(Weighed(self.reader, past.frozen, gist.merits, stood), past)

    def _add_owed(self, case_id: int, before: Owed, after: Owed) -> tuple[Owed, Owed] | None:
        """A case that is decided again counts with its last decision. What it is owed now; None: never anything."""
        if not (before or after or case_id in self.owed):
            return None
        for sums, now, last in zip(
            (self.tally.owed_before, self.tally.owed_after),
            (before, after),
            self.owed.get(case_id, ((), ())),
            strict=True,
        ):
            sums.update(dict(now))
            sums.subtract(dict(last))
        owed = self.owed[case_id] = before, after
        return owed


def _difference(before: Given, after: Given, owed_before: Owed, owed_after: Owed) -> Difference:
    """Who is better off: in what is given and in what is owed, each currency by itself."""
    if owed_before == owed_after and (before == after or _seen(before) == _seen(after)):
        return Difference.SAME
    old, new = dict(owed_before), dict(owed_after)
    steps = [new.get(code, 0) - old.get(code, 0) for code in {*old, *new}]
    steps.append(after.face - before.face)
    steps.append(int(after.counts) - int(before.counts))
    if after.counts and before.counts and after.gesture_code == before.gesture_code:
        steps += [int(after.percent > before.percent) - int(after.percent < before.percent)]
        steps += [after.points - before.points]
    if any(step > 0 for step in steps) and all(step >= 0 for step in steps):
        return Difference.GAINED
    if any(step < 0 for step in steps) and all(step <= 0 for step in steps):
        return Difference.LOST
    return Difference.OTHER


def _seen(given: Given) -> tuple[object, ...]:
    """What a customer and an approver notice."""
    return (
        given.gesture_code,
        given.face_minor,
        given.true_cost_minor,
        given.percent,
        given.points,
        given.needs_yes,
        given.counts,
    )


def _yes(before: Given, after: Given) -> str:
    if before.needs_yes == after.needs_yes:
        return ""
    return "added" if after.needs_yes else "avoided"
