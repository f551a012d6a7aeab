"""A draft's own changes carried onto a version that was published after it began: cell by cell, from three states.

What only one side changed holds; what both changed alike holds; what both changed otherwise is a conflict, and somebody
chooses. Nothing is decided by which side came last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from amends.core.policy.drafting.entering import SheetTyped, drawn_up, entered
from amends.core.policy.drafting.lists import LISTS
from amends.core.policy.drafting.pairing import Row, both_moved, by_likeness, by_name, by_place, in_order
from amends.core.policy.drafting.sheets import TABLE, Data, Sheet, entries, sheet_of
from amends.core.policy.parse import PolicyInvalid, document_text, parse_policy
from amends.core.policy.values import canonical_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

NOTHING = "{}"
"""What a draft that was begun from no version has in common with one."""

ORDER = "order"
"""Stands for the column where both sides moved rows."""

Kept = TypeVar("Kept")
_CELLS = " cells"
_HEADS = {"inputs", "outputs"}
_FIRST = ("policy", "facts", "derived", "amounts", "tables")
_NAMED = {"facts", "derived", "amounts", "tables", "gestures", "triggers"}


class Side(StrEnum):
    """Whose cell holds where both changed it."""

    OURS = "ours"  # the draft's
    THEIRS = "theirs"  # the newer version's


class MergeUndecided(Refusal):
    """Both sides changed something, and nobody chose."""

    code = "policy_merge_undecided"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Both changed %(count)s cells in their own way. Choose for each of them which one holds."
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """One cell that both changed, each in its own way. `column` is "" where one side took the row away and the other
    changed it, and `ORDER` where both moved rows. `row` is its name, or its number in the version that both began from.

    The texts are those of the cell; for a row, what it says, "" where it is gone.
    """

    key: str
    sheet: str
    row: str
    column: str
    before: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The document with both sides' changes; each conflict stands as it was chosen, else as in the newer version."""

    data: dict[str, Any]
    conflicts: tuple[Conflict, ...]

    def check_decided(self, choices: Mapping[str, Side]) -> None:
        """Raises `MergeUndecided` while a conflict has no choice."""
        left = [conflict for conflict in self.conflicts if conflict.key not in choices]
        if left:
            raise MergeUndecided(field=left[0].key, count=len(left))


def merge_documents(base: str, ours: str, theirs: str, choices: Mapping[str, Side]) -> Merged:
    """The three states as JSON texts: what both began from, the draft, the newer version."""
    old, mine, other = (_settled(drawn_up(text)) for text in (base, ours, theirs))
    return merged(old, mine, other, choices)


def merged(base: Data, ours: Data, theirs: Data, choices: Mapping[str, Side]) -> Merged:
    """The newer version with the draft's own changes made in it, sheet by sheet."""
    data: dict[str, Any] = dict(theirs)
    conflicts: list[Conflict] = []
    for key in _FIRST:
        data = _carried(data, key, (base, ours, theirs), choices, conflicts)
    for table in [str(table.get("name")) for table in entries(data, "tables")]:
        data = _carried(data, f"{TABLE}{table}", (base, ours, theirs), choices, conflicts)
    for key in LISTS:
        if key not in _FIRST:
            data = _carried(data, key, (base, ours, theirs), choices, conflicts)
    return Merged(data, tuple(conflicts))


def _settled(data: Data) -> dict[str, Any]:
    """In the words of the canonical text where it can be read, so that only what means something else differs."""
    try:
        return drawn_up(document_text(parse_policy(data)))
    except PolicyInvalid:
        return dict(data)


def _carried(
    data: dict[str, Any],
    key: str,
    sides: tuple[Data, Data, Data],
    choices: Mapping[str, Side],
    conflicts: list[Conflict],
) -> dict[str, Any]:
    target = sheet_of(data, key)
    # a side without the table has changed nothing in its rows: that it is gone was merged before
    olds = _rows(sides[0], key) or []
    found = (_rows(side, key) for side in sides[1:])
    mine, other = (olds if rows is None else rows for rows in found)
    rows = _merged_rows(key, _identified(key, olds, mine, other), target.names, choices, conflicts)
    texts = tuple(tuple(row.get(name, "") for name in target.names) for row in rows)
    return data if texts == target.rows else entered(data, SheetTyped(key, target.names, texts))


def _rows(data: Data, key: str) -> list[Row] | None:
    """The rows of a sheet by column, "" where nothing stands; None where there is no such sheet."""
    try:
        sheet: Sheet = sheet_of(data, key)
    except KeyError:
        return None
    rows = [dict(zip(sheet.names, row, strict=True)) for row in sheet.rows]
    if key == "tables":  # a table of which only rows were changed is not the same either
        return [{**row, _CELLS: _cells(data, row["name"])} for row in rows]
    return list(rows)


def _cells(data: Data, table: str) -> str:
    """What stands in each column of a table, as JSON text."""
    rows = _rows(data, f"{TABLE}{table}") or []
    columns = dict.fromkeys(name for row in rows for name in row)
    return canonical_text({name: [row[name] for row in rows] for name in columns})


def _would_lose(dropper: Row, writer: Row, base: Row) -> bool:
    """Whether one side took a column of a table away in which the other has written."""
    drops, writes, old = (json.loads(row.get(_CELLS) or "{}") for row in (dropper, writer, base))
    return any(name not in drops and writes.get(name) != cells for name, cells in old.items())


_Identified = tuple[dict[str, Row], dict[str, Row], dict[str, Row]]


def _identified(key: str, olds: Sequence[Row], mine: Sequence[Row], other: Sequence[Row]) -> _Identified:
    """The rows of the three states under common ids."""
    if key == "policy":
        return by_place(olds), by_place(mine), by_place(other)
    if key in _NAMED:
        name = LISTS[key][0].name
        return by_name(olds, name), by_name(mine, name), by_name(other, name)
    base = by_place(olds)
    return base, by_likeness(mine, base), by_likeness(other, base)


def _merged_rows(
    sheet: str,
    states: _Identified,
    columns: Sequence[str],
    choices: Mapping[str, Side],
    conflicts: list[Conflict],
) -> list[Row]:
    base, ours, theirs = states
    rows: dict[str, Row] = {}
    for key in dict.fromkeys([*theirs, *ours]):
        row = _merged_row(
            sheet, key, (base.get(key), ours.get(key), theirs.get(key)), columns, choices, conflicts
        )
        if row is not None:
            rows[key] = row
    first, second = list(ours), list(theirs)
    if both_moved(list(base), first, second):
        clash = Conflict(
            f"{sheet}//{ORDER}",
            sheet,
            "",
            ORDER,
            *(", ".join(_names(each, states)) for each in (base, ours, theirs)),
        )
        conflicts.append(clash)
        if choices.get(clash.key) is Side.OURS:
            second = list(base)
    order = in_order(list(base), first, second, set(rows))
    missing = [key for key in rows if key not in order]
    return [rows[key] for key in (*order, *missing)]


def _merged_row(
    sheet: str,
    key: str,
    states: tuple[Row | None, Row | None, Row | None],
    columns: Sequence[str],
    choices: Mapping[str, Side],
    conflicts: list[Conflict],
) -> Row | None:
    """One row of both sides, None where it is gone."""
    base, ours, theirs = states
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if ours is None or theirs is None:
        said = (_says(state) for state in states)
        return _chosen(Conflict(f"{sheet}/{key}/", sheet, key, "", *said), ours, theirs, choices, conflicts)
    row = {}
    old = base or {}
    for column in columns:
        was = old.get(column, "")
        mine, other = ours.get(column, was), theirs.get(column, was)
        changer, writer = (ours, theirs) if other == was else (theirs, ours)
        one_sided = was in {mine, other} and not (column in _HEADS and _would_lose(changer, writer, old))
        if mine == other or one_sided:
            row[column] = other if mine == was else mine
        else:
            clash = Conflict(f"{sheet}/{key}/{column}", sheet, key, column, was, mine, other)
            row[column] = _chosen(clash, mine, other, choices, conflicts)
    return row


def _chosen(
    clash: Conflict, ours: Kept, theirs: Kept, choices: Mapping[str, Side], conflicts: list[Conflict]
) -> Kept:
    conflicts.append(clash)
    return ours if choices.get(clash.key) is Side.OURS else theirs


def _says(row: Row | None) -> str:
    """What a row says; "" for one that is gone."""
    told = {} if row is None else row
    return ", ".join(
        f"{name} {cell}" for name, cell in told.items() if cell not in {"", "-"} and name != _CELLS
    )


def _names(rows: Mapping[str, Row], states: _Identified) -> list[str]:
    """The ids of the rows that all three states have, in the order of this one."""
    return [key for key in rows if all(key in state for state in states)]
