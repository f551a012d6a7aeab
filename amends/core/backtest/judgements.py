"""What a document says to gestures, alike questions judged once.

Two questions are alike when no rule can tell them apart: the same things stand against the gesture, and the guard's
rows that hit, the ceiling, the grant and the budgets answer the same. Sums that differ by a cent are alike until one of
them passes a border of the document. Whoever asks first is judged by `judge_gesture`, as everybody is, and what it said
holds for all that are alike; a test holds the two against each other for any document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from amends.core.backtest.desk import Answer, Desk
from amends.core.backtest.guarding import Guarding
from amends.core.backtest.stood import Stood, said_by_budgets
from amends.core.money import Money
from amends.core.policy.amounts import NamedAmounts, OpenAmount, facts_of, work_out
from amends.core.policy.envelope import recommended_first
from amends.core.policy.evaluate import Verdict
from amends.core.policy.hits import basis_of
from amends.core.policy.judge import ceiling_room, true_cost
from amends.core.policy.model import GestureDefinition, PolicyDocument
from amends.core.policy.values import Facts, FactValue
from amends.core.refusal import Refusal

_KEPT_MAX = 200_000
_NO_CEILING, _NO_PRICE, _ABOVE, _BELOW = range(4)


class Merits(NamedTuple):
    """What facts and asker alone say of a gesture, whatever was given before. `against` are bits, `missing` the facts
    that its amount lacks; `room` is what the ceiling leaves, -1 without a price and None without a ceiling; `rows` are
    those of the guard that are left.
    """

    code: str
    fits: bool
    against: int
    missing: tuple[str, ...]
    face: int | None
    least: int | None
    most: int | None
    room: int | None
    price: Decimal | None
    rows: int


class _Gesture:
    """A gesture of the document with the facts that it rests on, told once."""

    def __init__(self, document: PolicyDocument, gesture: GestureDefinition, guard: Guarding) -> None:
        self.definition = gesture
        self.names = tuple(sorted(_rests_on(gesture, document.amounts)))
        finding = {fact.name for fact in document.facts if fact.finding}
        basis = basis_of(document, frozenset(self.names)) if gesture.amount is not None else set()
        self.must_be_known = () if gesture.is_token else tuple(sorted(finding | basis))
        self.under_ceiling = document.ceiling is not None and not gesture.is_token
        self.rows = guard.rows_of(gesture)
        self.worked: dict[tuple[FactValue, ...], _Worth] = {}
        self.costs: dict[int | None, int] = {}


class _Worth(NamedTuple):
    face: int | None
    least: int | None
    most: int | None
    missing: tuple[str, ...]


class Judgements:
    """One document, and what it said so far. Where `weighs` is false its guard compares facts with each other, and
    every question is one of its own.
    """

    def __init__(self, document: PolicyDocument) -> None:
        self.document = document
        self._guard = Guarding(document)
        self.weighs = self._guard.weighs
        self._gestures = {each.code: _Gesture(document, each, self._guard) for each in document.gestures}
        self._orders: dict[tuple[str, ...], list[GestureDefinition]] = {}
        self.said: dict[tuple[object, ...], tuple[str, str] | Refusal] = {}

    def shown(self, verdict: Verdict, known: Facts) -> Iterator[GestureDefinition]:
        """The gestures that an envelope shows, in its order."""
        order = self._orders.get(verdict.remedy_types)
        if order is None:
            order = self._orders[verdict.remedy_types] = recommended_first(self.document, verdict)
        for gesture in order:
            if all(cell.matches(known.get(fact), known) for fact, cell in gesture.applies):
                yield gesture

    def merits(
        self,
        code: str,
        verdict: Verdict,
        facts: Facts,
        known: Facts,
        sources: Mapping[str, str],
        stood: Stood,
    ) -> Merits:
        """What facts and asker say of a gesture; `known` are the facts with all results of the tables."""
        gesture = self._gestures[code]
        terms, document = gesture.definition, self.document
        against = 0
        for fact, cell in terms.applies:
            if not cell.matches(known.get(fact), known):
                against = 1
        if terms.valid_from is not None and stood.today < terms.valid_from:
            against |= 2
        if terms.valid_to is not None and terms.valid_to < stood.today:
            against |= 4
        if terms.bands and verdict.band not in terms.bands:
            against |= 8
        if terms.lost_resources:
            lost = known.get("lost_resource")
            if lost is not None and lost not in terms.lost_resources:
                against |= 16
        for name in gesture.must_be_known:
            if sources.get(name, "assumed") == "assumed" and facts.get(name) is not None:
                against |= 32
        worth = self._worth(gesture, known)
        room = None
        if gesture.under_ceiling and document.ceiling is not None:
            price = known.get(document.ceiling.of)
            room = (
                ceiling_room(document, verdict, document.ceiling, price).minor
                if isinstance(price, Decimal)
                else -1
            )
        return Merits(
            code,
            not verdict.remedy_types or terms.type.value in verdict.remedy_types,
            against,
            worth.missing,
            worth.face,
            worth.least,
            worth.most,
            room,
            self._guard.price(known),
            self._guard.still(gesture.rows, known, stood),
        )

    def answer(self, merits: Merits, named: int | None, stood: Stood, opened: Callable[[], Desk]) -> Answer:
        """What the document says to a gesture as things stand; `opened` gives the desk for a judge, if one is needed.

        Raises what `judge_gesture` raises.
        """
        code = merits.code
        gesture = self._gestures[code]
        terms, face, outside = gesture.definition, merits.face, False
        if merits.least is not None and merits.most is not None:
            if named is None:
                return opened().answer(code)
            outside = not merits.least <= named <= merits.most
            face = None if outside else named
        often = terms.max_per_case is not None and stood.in_case.get(code, 0) >= terms.max_per_case
        days = None if terms.cooldown_days is None else stood.last_days.get(code)
        cooling = days is not None and terms.cooldown_days is not None and days < terms.cooldown_days
        key: tuple[object, ...]
        if merits.against or merits.missing or outside or often or cooling:
            key = code, merits.against, merits.missing, outside, often, cooling
        else:
            key = code, *self._weighed(gesture, merits, face, stood)
        said = self.said.get(key)
        if said is None:
            said = self._keep(key, opened(), code, named)
        if isinstance(said, Refusal):
            raise said
        status, why = said
        return Answer(
            code, status, merits.fits, face, self._cost(gesture, face), why, merits.least, merits.most
        )

    def _weighed(
        self, gesture: _Gesture, merits: Merits, face: int | None, stood: Stood
    ) -> tuple[object, ...]:
        """What a judge can see of the sums: which borders of the document they have passed."""
        total = stood.this_case + (face or 0)
        ceiling, over, short = _NO_CEILING, False, "unasked"
        if face is not None and face > 0:
            if merits.room is not None:
                ceiling = _NO_PRICE if merits.room < 0 else _ABOVE if merits.room < total else _BELOW
            over = stood.grant is not None and stood.grant < total
            if gesture.definition.budget and stood.chain is not None:
                short = said_by_budgets(stood, face)
        rows = self._guard.moved(
            merits.rows,
            gesture.definition,
            face or 0,
            self._cost(gesture, face) if self._guard.asks_cost else 0,
            merits.price,
            stood,
        )
        return rows, stood.actor_level, face is None, face is not None and face > 0, ceiling, over, short

    def _keep(
        self, key: tuple[object, ...], desk: Desk, code: str, named: int | None
    ) -> tuple[str, str] | Refusal:
        if len(self.said) >= _KEPT_MAX:
            self.said.clear()
        said: tuple[str, str] | Refusal
        try:
            answer = desk.answer(code, named)
            said = answer.status, answer.why
        except Refusal as refusal:
            said = refusal
        self.said[key] = said
        return said

    def _cost(self, gesture: _Gesture, face: int | None) -> int:
        cost = gesture.costs.get(face)
        if cost is None:
            if len(gesture.costs) >= _KEPT_MAX:
                gesture.costs.clear()
            code = self.document.currency
            money = None if face is None else Money(face, code)
            cost = gesture.costs[face] = true_cost(gesture.definition, money, code).minor
        return cost

    def _worth(self, gesture: _Gesture, known: Facts) -> _Worth:
        """The amount, or the ends of an open one; worked out once for the same facts."""
        key = tuple([known.get(name) for name in gesture.names])
        worth = gesture.worked.get(key)
        if worth is None:
            if len(gesture.worked) >= _KEPT_MAX:
                gesture.worked.clear()
            worth = gesture.worked[key] = self._work_out(gesture.definition, known)
        return worth

    def _work_out(self, gesture: GestureDefinition, known: Facts) -> _Worth:
        form, document = gesture.amount, self.document
        if form is None:
            return _Worth(None, None, None, ())
        forms = (form.least, form.most) if isinstance(form, OpenAmount) else (form,)
        worked = [work_out(each, known, document.currency, document.amounts) for each in forms]
        missing = tuple(dict.fromkeys(name for each in worked for name in each.missing))
        amounts = [each.amount.minor for each in worked if each.amount is not None]
        if len(amounts) < len(forms):
            return _Worth(None, None, None, missing or ("",))
        if isinstance(form, OpenAmount):
            return _Worth(None, amounts[0], max(amounts), ())
        return _Worth(amounts[0], None, None, ())


def _rests_on(gesture: GestureDefinition, amounts: NamedAmounts) -> frozenset[str]:
    return frozenset() if gesture.amount is None else facts_of(gesture.amount, amounts)
