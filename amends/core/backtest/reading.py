"""The part of a back-test that depends on no other decision: what the frozen text says, and what the tables find in it.

It can be done anywhere and in any order, so several processes may share it (`sharing.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from amends.core.backtest.desk import Answer, Desk
from amends.core.backtest.judgements import Judgements, Merits
from amends.core.backtest.past import PastDecision
from amends.core.backtest.stood import Chain, Stood, read_stood
from amends.core.backtest.verdicts import Owed, Verdicts, finds_alike
from amends.core.policy.model import GestureDefinition, PolicyDocument
from amends.core.policy.values import Facts
from amends.core.refusal import Refusal

_decode = json.JSONDecoder(parse_float=Decimal).raw_decode


class Gist(NamedTuple):
    """What a decision rested on, as far as it matters here. `merits` are those of the gestures that were offered, as
    far as the document has them; None where each question has to be judged. `problem` is the code of the refusal if the
    document finds nothing.
    """

    stood: Stood
    merits: tuple[Merits, ...] | None
    owed_before: Owed
    owed_after: Owed
    problem: str = ""


Question = tuple[int, str, tuple[str, ...]]
"""A decision as far as its reading goes: the policy it was made under, its frozen text, the gestures offered."""


def question_of(past: PastDecision) -> Question:
    """What has to be read of a decision."""
    return past.policy_id, past.frozen, tuple([each.gesture_code for each in past.alternatives])


class Reader:
    """Reads decisions for a document that is tried; `policies` gives the one that a decision was made under."""

    def __init__(self, document: PolicyDocument, policies: Callable[[int], PolicyDocument]) -> None:
        self.document = document
        self.judgements = Judgements(document)
        self._policies = policies
        self._new = Verdicts(document)
        self._old: dict[int, Verdicts] = {}
        self._chains: dict[Chain | None, tuple[Chain | None, bool]] = {}

    def read(self, policy_id: int, frozen: str, offered: Sequence[str]) -> Gist:
        """One decision. Raises `RowsContradict` where the policy of then does."""
        data = _decode(frozen)[0]
        then = self._old.get(policy_id) or self._under(policy_id)
        facts = then.facts(data["facts"])
        owed_before = then.verdict(facts)[1]
        stood, plain = self._stood(data["standing"])
        if stood.currency != self.document.currency:
            return Gist(stood, None, owed_before, owed_before, "currency_differs")
        if then is not self._new:
            facts = self._new.facts(data["facts"])
        try:
            verdict, owed_after = self._new.verdict(facts)
        except Refusal as refusal:
            return Gist(stood, None, owed_before, owed_before, refusal.code)
        if not plain:
            return Gist(stood, None, owed_before, owed_after)
        known, sources, by_code = {**facts, **verdict.derived}, data["sources"], self.document.by_code
        merits = [
            self.judgements.merits(code, verdict, facts, known, sources, stood)
            for code in offered
            if code in by_code
        ]
        return Gist(stood, tuple(merits), owed_before, owed_after)

    def desk(self, frozen: str, stood: Stood) -> Desk:
        """The desk at which a decision is made again, as things stand there."""
        data = _decode(frozen)[0]
        facts = self._new.facts(data["facts"])
        return Desk(self.document, self._new.verdict(facts)[0], facts, data["sources"], stood.standing())

    def _under(self, policy_id: int) -> Verdicts:
        document = self._policies(policy_id)
        alike = finds_alike(document, self.document)
        found = self._old[policy_id] = self._new if alike else Verdicts(document)
        return found

    def _stood(self, data: Any) -> tuple[Stood, bool]:
        """The standing, and whether its sums can be weighed: all in one currency, and the guard compares no facts."""
        stood = read_stood(data)
        kept = self._chains.get(stood.chain)
        if kept is None:
            one = all(link.currency == self.document.currency for link in stood.chain or ())
            kept = self._chains[stood.chain] = stood.chain, one and self.judgements.weighs
        return Stood(*stood[:-2], kept[0], stood.left), kept[1]


class Weighed:
    """One decision at a document that remembers what it said; a desk is set up only where it must be asked."""

    def __init__(self, reader: Reader, frozen: str, merits: Sequence[Merits], stood: Stood) -> None:
        self.document = reader.document
        self._reader = reader
        self._frozen = frozen
        self._merits = merits
        self._stood = stood

    def answer(self, code: str, named: int | None = None) -> Answer:
        """What the document says to a gesture."""
        for merits in self._merits:
            if merits.code == code:
                return self._reader.judgements.answer(merits, named, self._stood, self._desk)
        desk, judgements = self.desk, self._reader.judgements
        merits = judgements.merits(code, desk.verdict, desk.facts, self._known, desk.sources, self._stood)
        return judgements.answer(merits, named, self._stood, self._desk)

    def shown(self) -> Iterable[GestureDefinition]:
        """The gestures that an envelope shows, in its order."""
        return self._reader.judgements.shown(self.desk.verdict, self._known)

    def usual(self, gesture: GestureDefinition) -> int | None:
        """The amount of an open gesture when nobody says otherwise."""
        return self.desk.usual(gesture) if gesture.is_open else None

    @cached_property
    def desk(self) -> Desk:
        """The desk, set up once."""
        return self._reader.desk(self._frozen, self._stood)

    @cached_property
    def _known(self) -> Facts:
        return {**self.desk.facts, **self.desk.verdict.derived}

    def _desk(self) -> Desk:
        return self.desk
