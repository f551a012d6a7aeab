"""Reads the texts of cells: unary tests and literals in the S-FEEL notation of DMN 1.5 (chapter 9, and
10.3.2.8 for dates).

The result is a small tree of frozen records. What a test means is in `cells.py`; how a whole table is
searched fast is in `grid.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from amends.core.policy.values import FactValue, is_plain, literal, parse_duration
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop


class CellUnreadable(Refusal):
    """A cell's text is not a unary test or a literal."""

    code = "cell_unreadable"
    message = gettext_noop("“%(text)s” cannot be read here. Write %(instead)s.")


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the cell."""

    value: FactValue


@dataclass(frozen=True, slots=True)
class Name:
    """Another fact, whose value is the end point."""

    name: str


EndPoint = Literal | Name


@dataclass(frozen=True, slots=True)
class Compare:
    """`op` is one of = != < <= > >=, the fact on its left side and `end` on its right."""

    op: str
    end: EndPoint


@dataclass(frozen=True, slots=True)
class Between:
    """An interval; each end belongs to it when it is closed."""

    low: EndPoint
    high: EndPoint
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """Passes when any alternative does (or none, if negated); without alternatives it is `-` and passes
    always.
    """

    alternatives: tuple[Compare | Between, ...]
    negated: bool = False

    @property
    def is_any(self) -> bool:
        """Whether this is `-`."""
        return not self.alternatives

    def names(self) -> frozenset[str]:
        """The other facts this test looks at."""
        return frozenset(end.name for end in ends_of(self) if isinstance(end, Name))


def ends_of(test: UnaryTest) -> tuple[EndPoint, ...]:
    """All end points of a test, in order."""
    return tuple(
        e for a in test.alternatives for e in ((a.end,) if isinstance(a, Compare) else (a.low, a.high))
    )


ANY = UnaryTest(())

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<call>(?:date\ and\ time|date|duration)\s*\(\s*"(?P<argument>[^"\\]*)"\s*\))
    | (?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?!\w)(?!\.\d))
    | (?P<dots>\.\.)
    | (?P<op><=|>=|!=|<|>|=)
    | (?P<mark>[\[\](),])
    | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    )""",
    re.VERBOSE,
)

_INSTEAD = gettext_noop(
    'a test such as -, >= 3, [1..5], "gold", "silver", not("bronze"), date("2026-01-31") or duration("P2D")'
)
_INSTEAD_LITERAL = gettext_noop('one value such as 3, "gold", true, null, date("2026-01-31") or ["a", "b"]')
_INSTEAD_STRING = gettext_noop("the text between double quotes, with no line break in it")
_INSTEAD_DATE = gettext_noop('a day that exists, as date("2026-01-31")')
_INSTEAD_DATETIME = gettext_noop('a time with its zone, as date and time("2026-01-31T09:30:00+00:00")')
_INSTEAD_DURATION = gettext_noop(
    'days, hours, minutes or seconds, as duration("P2D") or duration("PT90M"); months differ in length'
)
_INSTEAD_NUMBER = gettext_noop("a number under 10^15 with at most 12 digits after the point")
_INSTEAD_INTERVAL = gettext_noop("the smaller end first, as [1..5]")


def parse_test(text: str) -> UnaryTest:
    """A cell's text to a test; an empty text is `-`. Raises `CellUnreadable`, which says what to write
    instead.
    """
    stripped = text.strip()
    if stripped in {"", "-"}:
        return ANY
    return _Reading(stripped, _INSTEAD).unary_test()


def parse_literal(text: str) -> FactValue:
    """An output cell's text to its value; an empty text or `-` is null. Raises `CellUnreadable`."""
    stripped = text.strip()
    if stripped in {"", "-"}:
        return None
    return _Reading(stripped, _INSTEAD_LITERAL).whole_literal()


def text_of_test(test: UnaryTest) -> str:
    """The canonical text of a test: what `parse_test` reads back to an equal one."""
    if test.is_any:
        return "-"
    inner = ", ".join(_alternative_text(alternative) for alternative in test.alternatives)
    return f"not({inner})" if test.negated else inner


def _alternative_text(alternative: Compare | Between) -> str:
    if isinstance(alternative, Compare):
        end = _end_text(alternative.end)
        return end if alternative.op == "=" else f"{alternative.op} {end}"
    left, right = "[" if alternative.low_closed else "(", "]" if alternative.high_closed else ")"
    return f"{left}{_end_text(alternative.low)}..{_end_text(alternative.high)}{right}"


def _end_text(end: EndPoint) -> str:
    return end.name if isinstance(end, Name) else literal(end.value)


class _Reading:
    """One text being read from left to right."""

    def __init__(self, text: str, instead: str) -> None:
        self.text = text
        self.instead = instead
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise self.unreadable()
            kind = match.lastgroup if match.lastgroup != "argument" else "call"
            self.tokens.append((kind or "", match[0].strip()))
            position = match.end()
        self.at = 0

    def unreadable(self, instead: str = "") -> CellUnreadable:
        return CellUnreadable(text=self.text[:120], instead=instead or self.instead)

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else ("end", "")

    def take(self, *wanted: str) -> str:
        token = self.peek()[1]
        if token not in wanted:
            raise self.unreadable()
        self.at += 1
        return token

    def unary_test(self) -> UnaryTest:
        negated = self.peek()[1] == "not" and self.peek(1)[1] == "("
        if negated:
            self.at += 2
        alternatives = [self.alternative()]
        while self.peek()[1] == ",":
            self.at += 1
            alternatives.append(self.alternative())
        if negated:
            self.take(")")
        if self.peek()[0] != "end":
            raise self.unreadable()
        return UnaryTest(tuple(alternatives), negated)

    def alternative(self) -> Compare | Between:
        kind, token = self.peek()
        if kind == "op":
            self.at += 1
            return Compare(token, self.end_point())
        if token in {"[", "]", "("}:
            return self.interval()
        return Compare("=", self.end_point())

    def interval(self) -> Between:
        low_closed = self.take("[", "]", "(") == "["
        low = self.end_point()
        self.take("..")
        high = self.end_point()
        high_closed = self.take("]", "[", ")") == "]"
        if isinstance(low, Literal) and isinstance(high, Literal):
            if type(low.value) is not type(high.value):
                raise self.unreadable()
            if low.value > high.value:  # type: ignore[operator]
                raise self.unreadable(_INSTEAD_INTERVAL)
        return Between(low, high, low_closed, high_closed)

    def end_point(self) -> EndPoint:
        kind, token = self.peek()
        if kind == "word" and token not in {"true", "false", "null", "not"}:
            self.at += 1
            return Name(token)
        return Literal(self.simple_literal())

    def whole_literal(self) -> FactValue:
        value: FactValue
        if self.peek()[1] == "[":
            self.at += 1
            items: list[FactValue] = []
            while self.peek()[1] != "]":
                items.append(self.simple_literal())
                if self.peek()[1] != "]":
                    self.take(",")
            self.take("]")
            value = tuple(items)
        else:
            value = self.simple_literal()
        if self.peek()[0] != "end":
            raise self.unreadable()
        return value

    def simple_literal(self) -> FactValue:
        kind, token = self.peek()
        self.at += 1
        if kind == "string":
            try:
                return str(json.loads(token))
            except ValueError:
                raise self.unreadable(_INSTEAD_STRING) from None
        if kind == "number":
            number = Decimal(token)
            if not is_plain(number):
                raise self.unreadable(_INSTEAD_NUMBER)
            return number
        if kind == "call":
            return self.call(token)
        if kind == "word" and token in {"true", "false", "null"}:
            return {"true": True, "false": False, "null": None}[token]
        if kind == "word":
            raise self.unreadable(f'"{token}"')
        raise self.unreadable()

    def call(self, token: str) -> FactValue:
        argument = token[token.index('"') + 1 : token.rindex('"')]
        if token.startswith("duration"):
            length = parse_duration(argument)
            if length is None:
                raise self.unreadable(_INSTEAD_DURATION)
            return length
        if token.startswith("date and time"):
            try:
                moment = datetime.fromisoformat(argument)
            except ValueError:
                raise self.unreadable(_INSTEAD_DATETIME) from None
            if moment.tzinfo is None:
                raise self.unreadable(_INSTEAD_DATETIME)
            return moment
        try:
            return date.fromisoformat(argument)
        except ValueError:
            raise self.unreadable(_INSTEAD_DATE) from None
