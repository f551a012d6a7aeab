"""The guard's rows that hit, found from whole numbers: first by what stays as it is, then by what moves along.

Every column is asked with its own look-up, the one that decides single givings (`grid.py`); a column that says nothing
in the rows that are left is not asked at all.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from amends.core.backtest.stood import Stood
from amends.core.money import Money
from amends.core.policy.grid import Column
from amends.core.policy.guard import percent_of_price
from amends.core.policy.model import GUARD, GUARD_FACTS, GestureDefinition, PolicyDocument
from amends.core.policy.standing import UPHELD, used_percent
from amends.core.policy.values import Facts, FactValue

_KEPT_MAX = 100_000
_OF_GESTURE: dict[str, Callable[[GestureDefinition], FactValue]] = {
    "gesture": lambda gesture: gesture.code,
    "gesture_type": lambda gesture: gesture.type.value,
    "gesture_form": lambda gesture: gesture.form.value,
    "gesture_band": lambda gesture: gesture.lowest_band,
}
_OF_ASKER: dict[str, Callable[[Stood], FactValue]] = {
    "actor_role": lambda stood: stood.actor_role,
    "actor_level": lambda stood: Decimal(stood.actor_level),
    "signals": lambda stood: stood.signals,
    "signal_count": lambda stood: Decimal(sum(not signal.endswith(UPHELD) for signal in stood.signals)),
}
_MOVING = frozenset(GUARD_FACTS) - _OF_GESTURE.keys() - _OF_ASKER.keys()
_COUNTED = frozenset({"count_90_days"})


class _Asked(NamedTuple):
    """A column: `narrows` are the rows in which it says something."""

    column: Column
    name: str
    narrows: int
    masks: dict[object, int]


class Guarding:
    """The guard of one document. It `weighs` unless a cell names another fact."""

    def __init__(self, document: PolicyDocument) -> None:
        table = document.table(GUARD)
        columns = [] if table is None else [each for each in table.grid.columns if not each.is_any]
        self.weighs = not any(test.names() for column in columns for test in column.tests)
        self._currency = document.currency
        self._every_row = -1 if table is None else table.grid.every_row
        asked = [_Asked(column, column.name, _narrows(column), {}) for column in columns]
        self._of_gesture = [each for each in asked if each.name in _OF_GESTURE]
        self._still = [each for each in asked if each.name not in _MOVING and each.name not in _OF_GESTURE]
        self._moving = [each for each in asked if each.name in _MOVING]
        self.asks_cost = any(each.name == "true_cost" for each in asked)
        names = {each.name for each in asked}
        self._price = document.ceiling.of if document.ceiling else "price"
        self._asks_price = "percent_of_price" in names

    def rows_of(self, gesture: GestureDefinition) -> int:
        """The rows that are meant for a gesture; -1 where there is no guard."""
        rows = self._every_row
        for each in self._of_gesture:
            rows &= each.column.mask_of(_OF_GESTURE[each.name](gesture), {})
        return rows

    def price(self, known: Facts) -> Decimal | None:
        """The price, where a row asks for a part of it."""
        price = known.get(self._price) if self._asks_price else None
        return price if isinstance(price, Decimal) else None

    def still(self, rows: int, known: Facts, stood: Stood) -> int:
        """The rows that facts and asker leave of `rows`."""
        for each in self._still:
            if rows & each.narrows:
                of_asker = _OF_ASKER.get(each.name)
                value = known.get(each.name) if of_asker is None else of_asker(stood)
                mask = each.masks.get(value)
                rows &= self._mask(each, value, value) if mask is None else mask
        return rows

    def moved(
        self,
        rows: int,
        gesture: GestureDefinition,
        face: int,
        cost: int,
        price: Decimal | None,
        stood: Stood,
    ) -> int:
        """The rows that amounts and sums leave of `rows`: those that hit."""
        for each in self._moving:
            if not rows & each.narrows:
                continue
            number = self._number(each.name, gesture, face, cost, price, stood)
            mask = each.masks.get(number)
            rows &= self._mask(each, number, self._value(each.name, number)) if mask is None else mask
        return rows

    def _mask(self, asked: _Asked, key: object, value: FactValue) -> int:
        """The rows that a value passes in a column, kept under its key."""
        if len(asked.masks) >= _KEPT_MAX:
            asked.masks.clear()
        mask = asked.masks[key] = asked.column.mask_of(value, {})
        return mask

    def _number(
        self,
        name: str,
        gesture: GestureDefinition,
        face: int,
        cost: int,
        price: Decimal | None,
        stood: Stood,
    ) -> int | Decimal | None:
        """What the column is asked with: minor units, a count or a percentage; None is missing."""
        match name:
            case "case_total":
                return stood.this_case + face
            case "given_90_days":
                return stood.days_90
            case "count_90_days":
                return stood.count_90
            case "budget_used_percent":
                return _fullest(stood, face) if gesture.budget else None
            case "budget_left":
                return min(stood.left, default=None) if gesture.budget else None
            case "percent_of_price":
                return percent_of_price(Money(stood.this_case + face, self._currency), price)
            case "given_this_case":
                return stood.this_case
            case "given_365_days":
                return stood.days_365
            case "true_cost":
                return cost
        return face

    def _value(self, name: str, number: int | Decimal | None) -> FactValue:
        if number is None or isinstance(number, Decimal):
            return number
        return Decimal(number) if name in _COUNTED else Money(number, self._currency).decimal


def _fullest(stood: Stood, face: int) -> Decimal | None:
    """How full the fullest budget of the chain is after this giving."""
    return max(
        (
            used_percent(link.cap, link.cap - left + face)
            for link, left in zip(stood.chain or (), stood.left, strict=True)
        ),
        default=None,
    )


def _narrows(column: Column) -> int:
    return sum(1 << row for row, test in enumerate(column.tests) if not test.is_any)
