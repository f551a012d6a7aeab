"""What an edit changed on the sheets of a draft, in words: it works on what was typed, readable or not."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from amends.core.policy.changes import Change
from amends.core.policy.drafting.sheets import Data, Sheet, sheets_of
from amends.core.text import gettext_noop

CHANGES_MAX = 60

_CELL = gettext_noop("%(sheet)s, row %(row)s: %(column)s was “%(before)s” and is “%(after)s”.")
_ROW_ADDED = gettext_noop("%(sheet)s, row %(row)s is new: %(says)s.")
_ROW_REMOVED = gettext_noop("%(sheet)s, row %(row)s is gone: %(says)s.")
_ADDED = gettext_noop("%(sheet)s is new.")
_REMOVED = gettext_noop("%(sheet)s is gone.")
_COLUMNS = gettext_noop("%(sheet)s has the columns %(after)s now.")
_MORE = gettext_noop("And %(count)s more changes.")


def draft_changes(before: Data, after: Data) -> tuple[Change, ...]:
    """Every difference between two states of a draft, in the order of its sheets; at most `CHANGES_MAX` in words."""
    olds = {sheet.key: sheet for sheet in sheets_of(before)}
    news = {sheet.key: sheet for sheet in sheets_of(after)}
    found: list[Change] = []
    for key, sheet in news.items():
        if key not in olds:
            found.append(Change("added", _ADDED, key, {"sheet": _name(sheet)}))
        else:
            found += _sheet(olds[key], sheet)
    for key, sheet in olds.items():
        if key not in news:
            found.append(Change("removed", _REMOVED, key, {"sheet": _name(sheet)}))
    if len(found) > CHANGES_MAX:
        rest = len(found) - CHANGES_MAX + 1
        found[CHANGES_MAX - 1 :] = [Change("more", _MORE, "policy", {"count": rest})]
    return tuple(found)


def _sheet(before: Sheet, after: Sheet) -> Iterator[Change]:
    if before.rows == after.rows and before.names == after.names:
        return
    name, subject = _name(after), after.key
    if before.names != after.names:
        yield Change("columns", _COLUMNS, subject, {"sheet": name, "after": ", ".join(after.names)})
        return
    matcher = SequenceMatcher(a=before.rows, b=after.rows, autojunk=False)
    for what, low, high, new_low, new_high in matcher.get_opcodes():
        if what == "equal":
            continue
        edited = min(high - low, new_high - new_low)
        for step in range(edited):
            yield from _cells(before, after, low + step, new_low + step)
        for new in range(new_low + edited, new_high):
            yield Change("row_added", _ROW_ADDED, subject, _row(name, after, new))
        for old in range(low + edited, high):
            yield Change("row_removed", _ROW_REMOVED, subject, _row(name, before, old))


def _cells(before: Sheet, after: Sheet, old: int, new: int) -> Iterator[Change]:
    for column, was, is_now in zip(after.names, before.rows[old], after.rows[new], strict=True):
        if was != is_now:
            where = {"sheet": _name(after), "row": new + 1, "column": column}
            yield Change("cell", _CELL, after.key, {**where, "before": was, "after": is_now})


def _row(name: str, sheet: Sheet, place: int) -> dict[str, object]:
    cells = zip(sheet.names, sheet.rows[place], strict=True)
    says = ", ".join(f"{column} {cell}" for column, cell in cells if cell not in {"", "-"})
    return {"sheet": name, "row": place + 1, "says": says}


def _name(sheet: Sheet) -> str:
    """The table's name, or that of the list."""
    return sheet.table or sheet.key
