"""Nested entries in one cell, written as in a policy file: `{percent: 20, of: price}`, `[G2, G3]`.

This is the flow style of YAML without its surprises: what is not quoted is a text (numbers are read as texts, and
the policy's own reader makes numbers of them), except `true`, `false` and `null`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from amends.core.policy.values import number_text

_DEPTH_MAX = 12
_PLAIN = re.compile(r"""[^\s,:\[\]{}"'#&*!|>%@`?-](?:[^,:\[\]{}"'#]*[^\s,:\[\]{}"'#])?""")
_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_BARE = re.compile(r"""[^,:\[\]{}"']+(?:"[^"]*"[^,:\[\]{}"']*)*""")
_MAPPING = re.compile(r"""[A-Za-z_]\w*\s*:\s""")


class FlowUnreadable(Exception):
    """The text is no entry of this notation: a bracket or a quote is missing."""


def flow_text(value: object) -> str:
    """`value` (texts, numbers, flags, lists and mappings) in one line; nothing for None at the top."""
    return "" if value is None else _text(value)


def items_text(value: object) -> str:
    """A list without its brackets, `a, b`; anything else as it is."""
    return ", ".join(_text(item) for item in value) if isinstance(value, list | tuple) else flow_text(value)


def read_flow(text: str) -> object:
    """The value of one cell. Entries without braces around them count as if they had. Raises `FlowUnreadable`."""
    bare = text.strip()
    whole = f"{{{bare}}}" if _MAPPING.match(bare) else bare
    reading = _Reading(whole)
    value = reading.value(0)
    reading.end()
    return value


def read_items(text: str) -> list[object]:
    """The items of a list that is written without brackets (or with them). Raises `FlowUnreadable`."""
    bare = text.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1]
    value = _Reading(f"[{bare}]").value(0)
    assert isinstance(value, list), "what stands in brackets is a list"
    return value


class _Reading:
    """One text, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def value(self, depth: int) -> object:
        """The next value."""
        if depth > _DEPTH_MAX:
            raise FlowUnreadable
        self._space()
        mark = self.text[self.at : self.at + 1]
        if mark == "{":
            return self._mapping(depth)
        if mark == "[":
            return self._list(depth)
        return self._scalar()

    def end(self) -> None:
        """Nothing but space may follow."""
        self._space()
        if self.at < len(self.text):
            raise FlowUnreadable

    def _mapping(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        self.at += 1
        while not self._closes("}"):
            name = self._scalar()
            self._mark(":")
            found[str(name)] = self.value(depth + 1)
            self._comma("}")
        return found

    def _list(self, depth: int) -> list[object]:
        found = []
        self.at += 1
        while not self._closes("]"):
            found.append(self.value(depth + 1))
            self._comma("]")
        return found

    def _scalar(self) -> object:
        self._space()
        quoted = _QUOTED.match(self.text, self.at)
        if quoted is not None:
            self.at = quoted.end()
            return _unquoted(quoted[0])
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            raise FlowUnreadable
        self.at = bare.end()
        word = bare[0].strip()
        return _WORDS.get(word, word)

    def _space(self) -> None:
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1

    def _mark(self, mark: str) -> None:
        self._space()
        if self.text[self.at : self.at + 1] != mark:
            raise FlowUnreadable
        self.at += 1

    def _closes(self, mark: str) -> bool:
        self._space()
        if self.text[self.at : self.at + 1] != mark:
            return False
        self.at += 1
        return True

    def _comma(self, closing: str) -> None:
        """A comma, unless the closing mark follows."""
        self._space()
        if self.text[self.at : self.at + 1] != closing:
            self._mark(",")


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        raise FlowUnreadable from None


def _text(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            return number_text(Decimal(value))
        case float():
            return number_text(Decimal(str(value)))
        case Mapping():
            return "{" + ", ".join(f"{_text(str(key))}: {_text(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_text(item) for item in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A text as it is where it reads back as itself, else in quotes."""
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    if '"' in text and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
