"""Reads untyped mappings (from YAML, JSON or a form) key by key, and gathers every problem instead of
stopping at the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from amends.core.policy.values import is_plain
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TEXT_MAX = 4000
COUNT_MAX = 1_000_000
"""More points than anybody gives, and as many days or minutes as can still be added to a day of the calendar."""

Choice = TypeVar("Choice", bound=StrEnum)


class EntryUnusable(Refusal):
    """An entry of the document is not what it should be; `at` is its path."""

    code = "policy_entry_unusable"
    message = gettext_noop("%(at)s: “%(text)s” does not fit. Write %(instead)s.")


class EntryMissing(Refusal):
    """A required entry is not there."""

    code = "policy_entry_missing"
    message = gettext_noop("%(at)s is missing. Write %(instead)s.")


class EntryUnknown(Refusal):
    """An entry that means nothing here: most often a typing mistake, so it is not passed over in silence."""

    code = "policy_entry_unknown"
    message = gettext_noop("%(at)s means nothing here. Use one of: %(instead)s.")


class Problems:
    """The common list of one reading."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def add(self, problem: Refusal) -> None:
        """Note a problem and go on."""
        self.found.append(problem)

    def unusable(self, at: str, value: object, instead: str) -> None:
        """Note that the entry at `at` should be `instead`; a second complaint about the same entry is left out."""
        if any(problem.field == at for problem in self.found):
            return
        self.add(EntryUnusable(field=at, at=at, text=str(value)[:80], instead=instead))


class Reader:
    """One mapping at `at` (a path such as `gestures[note].promise`); keys that nobody asked for are reported
    by `close`.
    """

    def __init__(self, data: object, at: str, problems: Problems) -> None:
        self.at = at
        self.problems = problems
        self.asked: set[str] = set()
        if not isinstance(data, Mapping):
            problems.unusable(at or "policy", data, gettext_noop("entries of the form name: value"))
            data = {}
        self.data: Mapping[object, object] = data

    def path(self, key: str) -> str:
        """Where `key` stands in the document."""
        return f"{self.at}.{key}" if self.at else key

    def get(self, key: str) -> object:
        """The raw value; None when absent."""
        self.asked.add(key)
        return self.data.get(key)

    def bad(self, key: str, instead: str) -> None:
        """Note that the value of `key` should be `instead`."""
        value = self.data.get(key)
        if value is None:
            self.problems.add(EntryMissing(field=self.path(key), at=self.path(key), instead=instead))
        else:
            self.problems.unusable(self.path(key), value, instead)

    def close(self) -> None:
        """Report the keys that were never asked for."""
        for key in self.data:
            if key not in self.asked:
                at = self.path(str(key)[:60])
                known = ", ".join(sorted(self.asked))
                self.problems.add(EntryUnknown(field=at, at=at, instead=known))

    def text(self, key: str, *, required: bool = False) -> str:
        """A text, stripped; "" when absent."""
        value = self.get(key)
        if (
            isinstance(value, str)
            and len(value) <= _TEXT_MAX
            and "\x00" not in value
            and (value.strip() or not required)
        ):
            return value.strip()
        if value is not None or required:
            self.bad(key, gettext_noop("a text"))
        return ""

    def name(self, key: str) -> str:
        """A name for machines: small letters, digits and underscores."""
        value = self.get(key)
        if isinstance(value, str) and _NAME.fullmatch(value):
            return value
        self.bad(key, gettext_noop("a name of small letters, digits and underscores, like delay_hours"))
        return "unnamed"

    def flag(self, key: str, default: bool) -> bool:
        """Yes or no."""
        value = self.get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.bad(key, gettext_noop("true or false"))
        return default

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        try:
            return choices(str(value))
        except ValueError:
            self.bad(key, ", ".join(choice.value for choice in choices))
            return next(iter(choices)) if default is None else default

    def number(self, key: str, *, least: Decimal | None = None) -> Decimal | None:
        """A number; None when absent."""
        value = self.get(key)
        if value is None:
            return None
        number = to_number(value)
        if number is None or (least is not None and number < least):
            self.bad(key, number_wanted(least))
            return None
        return number

    def count(self, key: str, *, least: int = 0) -> int | None:
        """A whole number up to `COUNT_MAX`; None when absent."""
        number = self.number(key, least=Decimal(least))
        if number is not None and (number > COUNT_MAX or number != number.to_integral_value()):
            self.bad(key, gettext_noop("a whole number of at most a million"))
            return None
        return None if number is None else int(number)

    def date(self, key: str) -> date | None:
        """A day; None when absent."""
        value = self.get(key)
        if value is None:
            return None
        day = to_date(value)
        if day is None:
            self.bad(key, gettext_noop("a day that exists, like 2026-01-31"))
        return day

    def items(self, key: str) -> list[object]:
        """A list; empty when absent."""
        value = self.get(key)
        if isinstance(value, list | tuple):
            return list(value)
        if value is not None:
            self.bad(key, gettext_noop("a list"))
        return []

    def texts(self, key: str, known: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of texts, each among `known` if that is given."""
        allowed = tuple(known)
        values = self.items(key)
        if any(not isinstance(value, str) or (allowed and value not in allowed) for value in values):
            self.bad(key, ", ".join(allowed) if allowed else gettext_noop("a list of texts"))
            return ()
        return tuple(str(value) for value in values)

    def inner(self, key: str) -> Reader:
        """The mapping under `key`."""
        return Reader(self.get(key), self.path(key), self.problems)


def to_number(value: object) -> Decimal | None:
    """A number written as int, float, Decimal or text; None if it is none. A float counts as printed."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except (InvalidOperation, ValueError):  # the second: an integer too long to print
        return None
    return number if is_plain(number) else None


def to_date(value: object) -> date | None:
    """A day written as a date or as ISO text; None if it is none."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def number_wanted(least: Decimal | None) -> str:
    """What to write instead, in words."""
    if least is None:
        return gettext_noop("a number")
    return gettext_noop("a number from 0 up") if least == 0 else gettext_noop("a number above 0")
