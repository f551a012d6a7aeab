"""Reads the JSON text of a document that somebody brings along: any entries, but only what can be kept and shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from amends.core.policy.reading import EntryUnusable
from amends.core.policy.values import is_plain
from amends.core.text import gettext_noop

DEPTH_MAX = 40
"""Deeper than any policy is nested; what is deeper cannot be walked through."""

_DOCUMENT = gettext_noop("a policy document: entries of the form name: value")
_CHARACTERS = gettext_noop("texts without NUL and without half a character")
_SHALLOW = gettext_noop("entries that are nested less deeply")


def read_brought(text: str) -> dict[str, Any]:
    """The entries of one JSON object; a number that no policy can hold is kept as the text it was written as.

    Raises `EntryUnusable` for what is no object, is nested too deeply, or holds a character that cannot be kept.
    """
    try:
        data = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=str)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _unusable(text, _DOCUMENT)
    for depth, found in _texts(data, 0):
        if depth > DEPTH_MAX:
            raise _unusable(text, _SHALLOW)
        if "\x00" in found or any("\ud800" <= char <= "\udfff" for char in found):
            raise _unusable(found.encode("utf-8", "replace").decode().replace("\x00", "?"), _CHARACTERS)
    return data


def _number(text: str) -> int | Decimal | str:
    """The number, or its text where a policy cannot hold it: too long, too large or too fine."""
    number = Decimal(text)
    if not is_plain(number):
        return text
    return number if "." in text or "e" in text.lower() else int(text)


def _texts(value: object, depth: int) -> Iterator[tuple[int, str]]:
    """Every text with its depth, the names of entries among them; no further down than is allowed."""
    if isinstance(value, str):
        yield depth, value
    elif depth > DEPTH_MAX and isinstance(value, dict | list):
        yield depth, ""
    elif isinstance(value, dict):
        for name, item in value.items():
            yield depth, name
            yield from _texts(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)


def _unusable(text: str, instead: str) -> EntryUnusable:
    return EntryUnusable(field="document", at="document", text=text[:40], instead=instead)
