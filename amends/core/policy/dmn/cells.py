"""Cells between FEEL and ours: nearly the same, but for names with blanks, `@"2026-01-31"`, `?`, and tests on lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from amends.core.policy.cells import Cell
from amends.core.policy.notation import CellUnreadable, Compare, parse_literal
from amends.core.policy.values import FactValue, ValueType, literal

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ITEM = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\[[^\]"]*(?:"(?:[^"\\]|\\.)*"[^\]"]*)*\]|[^,"\[])+')
_AT = re.compile(r'@("(?:[^"\\]|\\.)*")')
_CONTAINS = re.compile(r'list contains\(\s*\?\s*,\s*("(?:[^"\\]|\\.)*"|-?[\d.]+)\s*\)')
_SELF = re.compile(r"\?\s*(<=|>=|!=|<|>|=)")


def cell_text(text: str, value_type: ValueType, names: Mapping[str, str]) -> str:
    """A FEEL unary test as a cell of ours; `names` are our names by DMN's expressions."""
    plain = _AT.sub(_typed, text)
    if value_type is ValueType.LIST:
        plain = _CONTAINS.sub(r"\1", plain)
    return _outside_strings(_SELF.sub(r"\1", plain), names)


def feel_text(cell: Cell, value_type: ValueType, expressions: Mapping[str, str]) -> str:
    """A cell as FEEL; `expressions` are DMN's names by ours. A test on a list asks what the list contains."""
    test = cell.test
    if value_type is ValueType.LIST and not test.is_any:
        items = [alternative.end for alternative in test.alternatives if isinstance(alternative, Compare)]
        asked = ", ".join(f"list contains(?, {literal(getattr(end, 'value', None))})" for end in items)
        return f"not({asked})" if test.negated else asked
    return _outside_strings(cell.text, expressions)


def output_text(text: str) -> str:
    """A FEEL value as an output cell of ours."""
    return _AT.sub(_typed, text)


def values_of(text: str) -> tuple[FactValue, ...]:
    """The values of an enumeration such as `"High", "Low"`; none where it is no list of values."""
    try:
        return tuple(parse_literal(item) for item in _ITEM.findall(output_text(text)) if item.strip())
    except CellUnreadable:
        return ()


def named_in(tests: Iterable[str], names: Iterable[str]) -> set[str]:
    """Which of DMN's names stand in those cells, outside of texts."""
    whole = "\n".join(_STRING.sub('""', test) for test in tests)
    return {
        name for name in names if name and re.search(rf"(?<!\w)(?<!\w\.){re.escape(name)}(?![\w(])", whole)
    }


def _typed(match: re.Match[str]) -> str:
    """`@"..."` by what it holds: a time, a date or a length of time."""
    inner = match[1]
    if "P" in inner:
        return f"duration({inner})"
    return f"date and time({inner})" if "T" in inner else f"date({inner})"


def _outside_strings(text: str, names: Mapping[str, str]) -> str:
    """Replace whole names, longest first, in what stands outside of quotes."""
    known = sorted((name for name in names if name and name != names[name]), key=len, reverse=True)
    if not known:
        return text
    pattern = re.compile(r"(?<!\w)(?<!\w\.)(" + "|".join(re.escape(name) for name in known) + r")(?![\w(])")
    parts, start = [], 0
    for match in _STRING.finditer(text):
        parts.append(pattern.sub(lambda found: names[found[1]], text[start : match.start()]))
        parts.append(match[0])
        start = match.end()
    parts.append(pattern.sub(lambda found: names[found[1]], text[start:]))
    return "".join(parts)
