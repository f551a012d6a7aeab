"""What a document finds in the facts of the past, equal facts decided once.

Two decisions are alike to the tables when they agree in the facts that a table, a derived fact or an amount looks at;
a price that only a gesture's amount rests on tells them apart for the judge alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

from amends.core.policy.amounts import facts_of
from amends.core.policy.evaluate import Verdict, evaluate
from amends.core.policy.facts import read_fact
from amends.core.policy.model import GUARD, PolicyDocument
from amends.core.policy.values import Facts, FactValue
from amends.core.refusal import Refusal

Owed = tuple[tuple[str, int], ...]
"""Minor units by currency."""

_KEPT_MAX = 100_000


class Verdicts:
    """One document, and what it found so far."""

    def __init__(self, document: PolicyDocument) -> None:
        self.document = document
        self._names = tuple(name for name in document.declared if name in _looked_at(document))
        self._values: dict[str, dict[Hashable, FactValue]] = {name: {} for name in document.declared}
        self._found: dict[tuple[FactValue, ...], tuple[Verdict, Owed] | Refusal] = {}

    def facts(self, told: Mapping[str, object]) -> Facts:
        """The facts that the document can use; those it does not declare or cannot read are left out."""
        facts: dict[str, FactValue] = {}
        for name, value in told.items():
            known = self._values.get(name)
            if known is not None:
                try:
                    typed = known[value.__class__, value]
                except (KeyError, TypeError):  # it is new, or a list, which is read each time
                    typed = self._typed(name, value, known)
                if typed is not None:
                    facts[name] = typed
        return facts

    def verdict(self, facts: Facts) -> tuple[Verdict, Owed]:
        """The verdict and what is owed. Raises `RowsContradict`."""
        key = tuple(map(facts.get, self._names))
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _KEPT_MAX:
                self._found.clear()
            found = self._found[key] = self._find(facts)
        if isinstance(found, Refusal):
            raise found
        return found

    def _typed(self, name: str, value: object, known: dict[Hashable, FactValue]) -> FactValue:
        """A value as its declared type, read once; None where it cannot be read."""
        typed = self._read(name, value)
        if not isinstance(value, list | dict):
            if len(known) >= _KEPT_MAX:
                known.clear()
            known[value.__class__, value] = typed
        return typed

    def _read(self, name: str, value: object) -> FactValue:
        if value is None:
            return None
        try:
            return read_fact(self.document.declared[name], value, self.document.currency)
        except Refusal:
            return None

    def _find(self, facts: Facts) -> tuple[Verdict, Owed] | Refusal:
        try:
            verdict = evaluate(self.document, facts)
        except Refusal as refusal:
            return refusal
        sums: Counter[str] = Counter()
        for due in verdict.entitlements:
            if due.amount is not None:
                sums[due.amount.currency] += due.amount.minor
        return verdict, tuple(sorted(sums.items()))


def finds_alike(one: PolicyDocument, two: PolicyDocument) -> bool:
    """Whether two documents find the same in all facts: they differ in gestures and authority at most."""
    return _finding(one) == _finding(two)


def _finding(document: PolicyDocument) -> tuple[object, ...]:
    tables = tuple(table for table in document.tables if table.name != GUARD)
    return document.currency, document.facts, document.derived, dict(document.amounts), tables


def _looked_at(document: PolicyDocument) -> frozenset[str]:
    """The facts on which a verdict can depend."""
    names: set[str] = set()
    for table in document.tables:
        if table.name != GUARD:
            names.update(table.inputs)
            for rule in table.rules:
                for cell in rule.cells:
                    names |= cell.test.names()
    for fact in document.derived:
        names |= fact.rests_on
    for amount in document.amounts.values():
        names |= facts_of(amount, document.amounts)
    return frozenset(names)
