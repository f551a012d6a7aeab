"""One text for many people: written once with marks where they differ, cut at the marks, and filled by joining.

Making canonical JSON or a letter a hundred thousand times costs seconds; filling a mould costs microseconds. What is
filled in is never looked at for marks again, so nobody's name can stand for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_MARK = re.compile("⟦(\\w+)⟧")
_QUOTED = re.compile('"⟦#(\\w+)⟧"|⟦(\\w+)⟧')


def mark(name: str) -> str:
    """What stands in a text where `name` will be."""
    return f"⟦{name}⟧"


def number_mark(name: str) -> str:
    """What stands in JSON where the number `name` will be; the quotation marks around it go as well."""
    return f"⟦#{name}⟧"


class Mould:
    """A text that is filled again and again."""

    def __init__(self, text: str) -> None:
        self._parts = _MARK.split(text)

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with every mark replaced; a mark that nobody gave a value for stays as it was typed."""
        parts = list(self._parts)
        for place in range(1, len(parts), 2):
            parts[place] = values.get(parts[place]) or mark(parts[place])
        return "".join(parts)


class JsonMould:
    """A JSON text that is filled again and again; texts are escaped, numbers go in bare."""

    def __init__(self, text: str) -> None:
        self._pieces: list[tuple[str, str, bool]] = []  # what comes before, the name, whether a number
        end = 0
        for found in _QUOTED.finditer(text):
            self._pieces.append((text[end : found.start()], found[1] or found[2], found[1] is not None))
            end = found.end()
        self._rest = text[end:]

    def fill(self, values: Mapping[str, object]) -> str:
        """The text with every mark replaced; KeyError for a mark without a value."""
        parts = []
        for before, name, is_number in self._pieces:
            value = values[name]
            parts.append(before)
            parts.append(str(value) if is_number else json.dumps(value, ensure_ascii=False)[1:-1])
        parts.append(self._rest)
        return "".join(parts)
