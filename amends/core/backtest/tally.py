"""What a back-test adds up to: decisions, money, yeses, winners and losers, and the days on which budgets end."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum

from amends.core.backtest.course import BudgetEnd, BudgetTerms
from amends.core.backtest.given import Given


class Difference(StrEnum):
    """What became of one decision: the customer gains or loses, something else differs, or it cannot be decided."""

    SAME = "same"
    GAINED = "gained"
    LOST = "lost"
    OTHER = "other"
    UNDECIDABLE = "undecidable"


@dataclass
class Sum:
    """Decisions added up. Money is in minor units of the policy's currency; `cost` is the expected true cost."""

    decisions: int = 0
    gained: int = 0
    lost: int = 0
    other: int = 0
    undecidable: int = 0
    yes_added: int = 0
    yes_avoided: int = 0
    face_before: int = 0
    face_after: int = 0
    cost_before: int = 0
    cost_after: int = 0

    @property
    def changed(self) -> int:
        """How many come out otherwise."""
        return self.gained + self.lost + self.other + self.undecidable

    def add(self, before: Given, after: Given, difference: Difference) -> None:
        """One decision more."""
        self.decisions += 1
        if before.counts:
            self.face_before += before.face_minor
            self.cost_before += before.true_cost_minor
        if difference is Difference.SAME:
            if before.counts:
                self.face_after += before.face_minor
                self.cost_after += before.true_cost_minor
            return
        setattr(self, difference.value, getattr(self, difference.value) + 1)
        self.face_after += after.face
        self.cost_after += after.true_cost
        self.yes_added += after.needs_yes and not before.needs_yes
        self.yes_avoided += before.needs_yes and not after.needs_yes

    def __add__(self, other: Sum) -> Sum:
        return Sum(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass
class Tally:
    """The result of a back-test. `sums` are told apart by unit, failure and group. `owed_before` and `owed_after` are
    minor units by currency, each case counted once.
    """

    sums: dict[tuple[str, str, str], Sum] = field(default_factory=dict)
    yes_before: int = 0
    yes_after: int = 0
    owed_before: Counter[str] = field(default_factory=Counter)
    owed_after: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Sum:
        """Everything."""
        return sum(self.sums.values(), Sum())

    @property
    def by_unit(self) -> dict[str, Sum]:
        """Added up by the name of the unit."""
        return self._by(0)

    @property
    def by_failure(self) -> dict[str, Sum]:
        """Added up by what failed."""
        return self._by(1)

    @property
    def by_group(self) -> dict[str, Sum]:
        """Added up by group of customers."""
        return self._by(2)

    def add(
        self, unit: str, failure: str, group: str, before: Given, after: Given, difference: Difference
    ) -> None:
        """One decision more, in all the ways in which results are told apart."""
        key = unit, failure, group
        found = self.sums.get(key)
        if found is None:
            found = self.sums[key] = Sum()
        found.add(before, after, difference)
        self.yes_before += before.needs_yes
        self.yes_after += after.needs_yes

    def _by(self, place: int) -> dict[str, Sum]:
        added: dict[str, Sum] = {}
        for key, found in self.sums.items():
            added[key[place]] = added.get(key[place], Sum()) + found
        return added

    def as_data(
        self, currency: str, ends: list[BudgetEnd], budgets: dict[int, BudgetTerms]
    ) -> dict[str, object]:
        """The whole result as plain data: names, whole numbers, and days as ISO 8601."""
        return {
            "currency": currency,
            "total": _sum(self.total),
            "by_unit": {key: _sum(found) for key, found in sorted(self.by_unit.items())},
            "by_failure": {key: _sum(found) for key, found in sorted(self.by_failure.items())},
            "by_group": {key: _sum(found) for key, found in sorted(self.by_group.items())},
            "yes_before": self.yes_before,
            "yes_after": self.yes_after,
            "owed_before": {code: minor for code, minor in sorted(self.owed_before.items()) if minor},
            "owed_after": {code: minor for code, minor in sorted(self.owed_after.items()) if minor},
            "budget_ends": [
                {
                    "budget_id": end.budget_id,
                    "name": budgets[end.budget_id].name,
                    "level": budgets[end.budget_id].level,
                    "begins": end.begins.isoformat(),
                    "before": end.before and end.before.isoformat(),
                    "after": end.after and end.after.isoformat(),
                }
                for end in sorted(ends, key=lambda end: (end.begins, end.budget_id))
            ],
        }


def _sum(found: Sum) -> dict[str, int]:
    return {**asdict(found), "changed": found.changed}
