"""The values that facts and cells are made of, their one canonical JSON text, and their literals in S-FEEL
notation.

Numbers are `Decimal` everywhere: 0.1 + 0.2 is 0.3 in a policy, and a number keeps every digit on its way
through JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Any, TypeAlias

from amends.core.money import Money

FactValue: TypeAlias = "bool | Decimal | str | date | datetime | timedelta | tuple[FactValue, ...] | None"
Facts: TypeAlias = Mapping[str, FactValue]


class ValueType(StrEnum):
    """What sort of value a fact or an output column holds."""

    NUMBER = "number"  # exact and decimal
    STRING = "string"  # in double quotes
    BOOLEAN = "boolean"  # true or false
    DATE = "date"  # a day
    DATETIME = "datetime"  # a moment with its zone
    DURATION = "duration"  # of fixed length, in ISO 8601: P2D, PT3H30M
    LIST = "list"  # of texts
    MONEY = "money"  # major units of the document's currency


_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,8})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)


def parse_duration(text: str) -> timedelta | None:
    """ISO 8601 duration of fixed length ("P2D", "PT3H30M", "P1W") or None; months and years have no fixed
    length.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text.lstrip("-") == "P":
        return None
    parts = {name: int(value) for name, value in match.groupdict().items() if name != "sign" and value}
    length = timedelta(**parts)
    return -length if match["sign"] else length


def duration_text(length: timedelta) -> str:
    """The ISO 8601 text of `length` in days, hours, minutes and seconds; what `parse_duration` reads back."""
    if length < timedelta(0):
        return "-" + duration_text(-length)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    days = f"{length.days}D" if length.days or not clock else ""
    return f"P{days}{'T' if clock else ''}{clock}"


def number_text(number: Decimal) -> str:
    """The shortest plain text of a number: 12.50 is "12.5", 1E+3 is "1000", -0 is "0"."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def is_plain(number: Decimal) -> bool:
    """Whether a number is finite and of a usual size (under 10^15, at most 12 decimals)."""
    if not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -12 <= exponent <= 15 and (not number or number.adjusted() < 15)


def canonical_text(value: object) -> str:
    """The one JSON text of `value`: keys sorted, no spaces, numbers exact, dates and durations as ISO 8601
    texts.

    Two equal values give the same bytes, which is what digests and replay rest on. Dataclasses are written as
    objects.
    """
    return _WRITERS.get(value.__class__, _unusual)(value)


def _null(value: object) -> str:
    return "null"


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _money(value: Money) -> str:
    return f'{{"currency":{encode_basestring(value.currency)},"minor":{value.minor}}}'


def _list(items: Iterable[object]) -> str:
    writer = _WRITERS.get
    return f"[{','.join([writer(item.__class__, _unusual)(item) for item in items])}]"


def _mapping(value: Mapping[Any, object]) -> str:
    pairs = sorted([(str(key), key) for key in value])
    return (
        f"{{{','.join([f'{encode_basestring(name)}:{canonical_text(value[key])}' for name, key in pairs])}}}"
    )


def _moment(value: datetime | date | time) -> str:
    return encode_basestring(value.isoformat())


def _duration(value: timedelta) -> str:
    return encode_basestring(duration_text(value))


def _fields(kind: type) -> Callable[[Any], str]:
    """How a dataclass is written, in the order of its fields' names; TypeError for anything else."""
    if not is_dataclass(kind):
        raise TypeError(f"no canonical text for {kind.__name__}")
    names = [(f"{encode_basestring(name)}:", name) for name in sorted(field.name for field in fields(kind))]
    writer = _WRITERS.get

    def write(value: object) -> str:
        parts = []
        for key, name in names:
            part = getattr(value, name)
            parts.append(key + writer(part.__class__, _unusual)(part))
        return f"{{{','.join(parts)}}}"

    return write


# Every giving freezes thousands of values: how one is written is looked up by its class, in one step.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    type(None): _null,
    bool: _boolean,
    Decimal: number_text,
    int: str,
    Money: _money,
    list: _list,
    tuple: _list,
    dict: _mapping,
}
_KINDS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (str, encode_basestring),
    (Decimal, number_text),
    (int, str),
    (Money, _money),
    ((list, tuple), _list),
    (Mapping, _mapping),
    ((datetime, date, time), _moment),
    (timedelta, _duration),
)


def _unusual(value: object) -> str:
    """The first of its class: find how it is written, and remember."""
    kind = value.__class__
    writer = next((write for known, write in _KINDS if isinstance(value, known)), None) or _fields(kind)
    _WRITERS[kind] = writer
    return writer(value)


def literal(value: FactValue) -> str:
    """`value` as one writes it in a cell: `"gold"`, `2.5`, `date("2026-01-01")`, `duration("P2D")`, `[1, 2]`,
    `null`.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal() | int():
            return number_text(Decimal(value))
        case datetime():
            return f'date and time("{value.isoformat()}")'
        case date():
            return f'date("{value.isoformat()}")'
        case timedelta():
            return f'duration("{duration_text(value)}")'
    return "[" + ", ".join(literal(item) for item in value) + "]"
