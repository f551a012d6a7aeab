"""What a unary test means: does this value pass, given the other facts?

Comparisons are exact and three-valued, as in FEEL: a missing fact equals nothing but `null`, and "is the
missing fact over 3?" is neither yes nor no, so neither `> 3` nor `not(> 3)` passes. A test on a list passes
when any of its elements does, and `not(...)` when none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from amends.core.policy.notation import (
    Between,
    CellUnreadable,
    Compare,
    EndPoint,
    Literal,
    Name,
    UnaryTest,
    ends_of,
    parse_test,
    text_of_test,
)
from amends.core.policy.values import Facts, FactValue, ValueType
from amends.core.text import gettext_noop

_EXPECTED = {
    ValueType.NUMBER: gettext_noop("a number or a range of numbers, as 3, >= 3 or [1..5]"),
    ValueType.MONEY: gettext_noop(
        "an amount in the policy's currency without its sign, as 25, > 12.50 or [10..50]"
    ),
    ValueType.STRING: gettext_noop('texts in double quotes, as "gold", "silver"'),
    ValueType.BOOLEAN: gettext_noop("true, false or -"),
    ValueType.DATE: gettext_noop('days, as >= date("2026-01-31")'),
    ValueType.DATETIME: gettext_noop(
        'times with their zone, as > date and time("2026-01-31T09:30:00+00:00")'
    ),
    ValueType.DURATION: gettext_noop('lengths of time, as > duration("PT2H")'),
    ValueType.LIST: gettext_noop('texts in double quotes, one of which the list holds, as "many_claims"'),
}


@dataclass(frozen=True)
class Cell:
    """One input cell, read once. Two cells are equal when they test the same, however they were typed."""

    test: UnaryTest

    @cached_property
    def text(self) -> str:
        """The canonical text of the cell."""
        return text_of_test(self.test)

    def literals(self) -> tuple[FactValue, ...]:
        """The values written in the cell."""
        return tuple(end.value for end in ends_of(self.test) if isinstance(end, Literal))

    def matches(self, value: FactValue, facts: Facts) -> bool:
        """Whether `value` passes; `facts` gives the values of other facts that the cell names."""
        return passes(self.test, value, facts)


def compile_cell(text: str, value_type: ValueType, known: frozenset[str] = frozenset()) -> Cell:
    """Read a cell for a column of `value_type`; `known` are the facts it may name as end points.

    Raises `CellUnreadable` for a text that is no test, for a value of another type, and for an unquoted word.
    """
    test = parse_test(text)
    for end in ends_of(test):
        if isinstance(end, Name) and end.name not in known:
            raise CellUnreadable(text=text, instead=f'"{end.name}"')
        if isinstance(end, Literal) and not fits(end.value, value_type, inside_list=True):
            raise CellUnreadable(text=text, instead=_EXPECTED[value_type])
    if value_type in {ValueType.BOOLEAN, ValueType.LIST} and any(
        isinstance(alternative, Between) or alternative.op not in {"=", "!="}
        for alternative in test.alternatives
    ):
        raise CellUnreadable(text=text, instead=_EXPECTED[value_type])
    return Cell(test)


def fits(value: FactValue, value_type: ValueType, *, inside_list: bool = False) -> bool:
    """Whether a value is of that type; null fits every type. `inside_list` asks for an element of a list
    instead.
    """
    if value is None:
        return True
    match value_type:
        case ValueType.NUMBER | ValueType.MONEY:
            return isinstance(value, Decimal)
        case ValueType.STRING:
            return isinstance(value, str)
        case ValueType.BOOLEAN:
            return isinstance(value, bool)
        case ValueType.DATETIME:
            return isinstance(value, datetime)
        case ValueType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case ValueType.DURATION:
            return isinstance(value, timedelta)
    return isinstance(value, str | Decimal) if inside_list else isinstance(value, tuple)


def passes(test: UnaryTest, value: object, facts: Facts) -> bool:
    """Whether `value` passes `test`. Works on anything that has an order, so that `grid.py` can ask with
    positions.
    """
    if not test.alternatives:
        return True
    if isinstance(value, tuple):
        found = any(
            _holds(alternative, item, facts) is True for alternative in test.alternatives for item in value
        )
        return found is not test.negated
    unknown = False
    for alternative in test.alternatives:
        held = _holds(alternative, value, facts)
        if held:
            return not test.negated
        unknown = unknown or held is None
    return test.negated and not unknown


def _holds(alternative: Compare | Between, value: object, facts: Facts) -> bool | None:
    """Yes, no, or None: it cannot be said, because an end is missing or the two do not compare."""
    if isinstance(alternative, Compare):
        return _compare(alternative.op, value, _end_value(alternative.end, facts))
    low = _compare(">=" if alternative.low_closed else ">", value, _end_value(alternative.low, facts))
    high = _compare("<=" if alternative.high_closed else "<", value, _end_value(alternative.high, facts))
    if low is None or high is None:
        return None
    return low and high


def _end_value(end: EndPoint, facts: Facts) -> FactValue:
    return facts.get(end.name) if isinstance(end, Name) else end.value


def _compare(op: str, left: object, right: object) -> bool | None:
    if op == "=":
        return left == right
    if op == "!=":
        return left != right
    if left is None or right is None:
        return None
    try:
        match op:
            case "<":
                return left < right  # type: ignore[operator, no-any-return]
            case "<=":
                return left <= right  # type: ignore[operator, no-any-return]
            case ">":
                return left > right  # type: ignore[operator, no-any-return]
        return left >= right  # type: ignore[operator, no-any-return]
    except TypeError:
        return None
