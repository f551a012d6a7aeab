"""Facts worked out from other facts by a named rule: for what no table can say, such as days between two dates.

A policy names the rule and what it takes (`rule: days_between, of: [opened_date, repaired_date]`); the rules are the
ones listed here, in Python and tested. A rule whose facts are missing gives nothing, and what rests on it stays open.
Further rules belong into `RULES`; they see nothing but their arguments: no clock, no database, no chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from amends.core.policy.values import Facts, FactValue, ValueType

_DAY = timedelta(days=1)
_KM_PER_MILE = Decimal("1.609344")
_NUMBERS = frozenset({ValueType.NUMBER, ValueType.MONEY})
_DATE, _DATETIME = frozenset({ValueType.DATE}), frozenset({ValueType.DATETIME})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5


@dataclass(frozen=True)
class DerivedRule:
    """A rule by name: what its arguments may be, what it gives, how, and its meaning in a sentence."""

    name: str
    takes: tuple[frozenset[ValueType], ...]
    gives: ValueType
    work_out: Callable[..., FactValue]
    meaning: str


@dataclass(frozen=True)
class DerivedFact:
    """A fact of the policy that is worked out: `of` are names of facts, or numbers written out."""

    name: str
    rule: str
    of: tuple[str | Decimal, ...]
    label: str = ""
    unit: str = ""

    @cached_property
    def type(self) -> ValueType:
        """What its rule gives."""
        return RULES[self.rule].gives

    @property
    def title(self) -> str:
        """How people call it."""
        return self.label or self.name.replace("_", " ")

    @property
    def rests_on(self) -> frozenset[str]:
        """The facts it is worked out from."""
        return frozenset(term for term in self.of if isinstance(term, str))


def derive(derived: tuple[DerivedFact, ...], facts: Facts) -> Mapping[str, FactValue]:
    """The derived facts that can be worked out from `facts`, in their order; each may use those above it."""
    found: dict[str, FactValue] = {}
    for fact in derived:
        terms: list[Any] = [
            found.get(term, facts.get(term)) if isinstance(term, str) else term for term in fact.of
        ]
        if all(term is not None for term in terms):
            found[fact.name] = RULES[fact.rule].work_out(*terms)
    return found


def _days_between(first: date, last: date) -> Decimal:
    return Decimal((last - first).days)


def _hours_between(first: datetime, last: datetime) -> Decimal:
    return (Decimal((last - first) // timedelta(seconds=1)) / 3600).quantize(Decimal("0.0001"))


def _working_days_between(first: date, last: date) -> Decimal:
    days = max(0, (last - first).days)
    weeks, rest = divmod(days, 7)
    return Decimal(weeks * 5 + sum(1 for n in range(1, rest + 1) if (first.weekday() + n) % 7 < _SATURDAY))


def _days_beyond_working_days(first: date, last: date, allowed: Decimal) -> Decimal:
    """The first `allowed` working days after `first` are free; every day after the last of them counts."""
    if allowed >= (last - first).days:
        return Decimal(0)
    weeks, rest = divmod(max(0, int(allowed) - 1), 5)
    free_until = first + timedelta(weeks=weeks)
    left = rest + 1 if allowed > 0 else 0
    while left > 0:
        free_until += _DAY
        left -= free_until.weekday() < _SATURDAY
    return Decimal(max(0, (last - free_until).days))


def _left(whole: Decimal, taken: Decimal) -> Decimal:
    return max(Decimal(0), whole - taken)


def _weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return None if whole == 0 else (part * 100 / whole).quantize(Decimal("0.0001"))


def _km(miles: Decimal) -> Decimal:
    return (miles * _KM_PER_MILE).quantize(Decimal("0.001"))


def _number_of(items: tuple[FactValue, ...]) -> Decimal:
    return Decimal(len(items))


def _hours(length: timedelta) -> Decimal:
    return (Decimal(length // timedelta(seconds=1)) / 3600).quantize(Decimal("0.0001"))


_NUMBER, _MONEY = ValueType.NUMBER, ValueType.MONEY
RULES: Mapping[str, DerivedRule] = {
    rule.name: rule
    for rule in (
        DerivedRule(
            "days_between",
            (_DATE, _DATE),
            _NUMBER,
            _days_between,
            "Days from the first date to the second; below zero if the second comes first.",
        ),
        DerivedRule(
            "hours_between",
            (_DATETIME, _DATETIME),
            _NUMBER,
            _hours_between,
            "Hours from the first time to the second, to four decimals.",
        ),
        DerivedRule(
            "working_days_between",
            (_DATE, _DATE),
            _NUMBER,
            _working_days_between,
            "Mondays to Fridays after the first date up to and with the second; holidays count like other days.",
        ),
        DerivedRule(
            "days_beyond_working_days",
            (_DATE, _DATE, _NUMBERS),
            _NUMBER,
            _days_beyond_working_days,
            "Calendar days up to and with the second date, after so many full working days since the first are over.",
        ),
        DerivedRule(
            "weekday", (_DATE,), ValueType.STRING, _weekday, "The day of the week: monday to sunday."
        ),
        DerivedRule(
            "total", (_NUMBERS, _NUMBERS), _NUMBER, lambda one, other: one + other, "One number and another."
        ),
        DerivedRule(
            "difference",
            (_NUMBERS, _NUMBERS),
            _NUMBER,
            lambda one, other: one - other,
            "The first number less the second.",
        ),
        DerivedRule(
            "left",
            (_NUMBERS, _NUMBERS),
            _MONEY,
            _left,
            "What is left of the first amount when the second is taken away; never below nothing.",
        ),
        DerivedRule(
            "times", (_NUMBERS, _NUMBERS), _NUMBER, lambda one, other: one * other, "One times the other."
        ),
        DerivedRule(
            "percent_of",
            (_NUMBERS, _NUMBERS),
            _NUMBER,
            _percent,
            "How many percent the first is of the second, to four decimals; nothing if the second is zero.",
        ),
        DerivedRule("km_of_miles", (_NUMBERS,), _NUMBER, _km, "Statute miles in kilometres, to the metre."),
        DerivedRule(
            "hours_of", (frozenset({ValueType.DURATION}),), _NUMBER, _hours, "A length of time in hours."
        ),
        DerivedRule(
            "number_of", (frozenset({ValueType.LIST}),), _NUMBER, _number_of, "How many things a list holds."
        ),
    )
}
"""Every rule that a policy may name."""
