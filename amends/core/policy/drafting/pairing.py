"""Which rows of two states of a sheet are the same one: by name where rows have names, else by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Row: TypeAlias = Mapping[str, str]

ALIKE = 0.5
"""Two rows without names are one that was edited when at least this part of their cells is equal."""


def by_name(rows: Sequence[Row], column: str) -> dict[str, Row]:
    """The rows by the name that stands in `column`; a second one of the same name is told apart by a number."""
    found: dict[str, Row] = {}
    for row in rows:
        _put(found, row.get(column, ""), row)
    return found


def by_place(rows: Sequence[Row]) -> dict[str, Row]:
    """The rows of the common beginning, by their number from 1."""
    return {str(number): row for number, row in enumerate(rows, 1)}


def by_likeness(rows: Sequence[Row], before: Mapping[str, Row]) -> dict[str, Row]:
    """The rows by the id of the row of `before` that each was, word for word or edited; new ones by their words.

    A new row that both sides wrote alike has one id, and so is one row.
    """
    free = dict(before)
    ids: dict[int, str] = {}
    for place, row in enumerate(rows):
        same = next((key for key, old in free.items() if old == row), None)
        if same is not None:
            ids[place] = same
            del free[same]
    likest = sorted(
        (
            (_likeness(old, row), -abs(int(key) - place - 1), key, place)
            for key, old in free.items()
            for place, row in enumerate(rows)
            if place not in ids
        ),
        reverse=True,
    )
    for like, _, key, place in likest:
        if like >= ALIKE and key in free and place not in ids:
            ids[place] = key
            del free[key]
    found: dict[str, Row] = {}
    for place, row in enumerate(rows):
        if place in ids:
            found[ids[place]] = row
        else:
            _put(found, "+" + "|".join(f"{name}={cell}" for name, cell in sorted(row.items()) if cell), row)
    return found


def in_order(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], kept: set[str]) -> list[str]:
    """The order of the rows that are kept: that of whoever moved rows (theirs where both did), the other side's new
    rows each behind the one that they stand behind."""
    old = [key for key in base if key in kept]
    moved = [key for key in theirs if key in old] != [key for key in old if key in theirs]
    first, second = (theirs, ours) if moved else (ours, theirs)
    order = [key for key in first if key in kept]
    for place, key in enumerate(second):
        if key in kept and key not in order:
            behind = next((each for each in reversed(second[:place]) if each in order), None)
            order.insert(0 if behind is None else order.index(behind) + 1, key)
    return order


def both_moved(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether each side put the rows that all three have into another order, and not into the same one."""
    common = [key for key in base if key in ours and key in theirs]
    mine, other = ([key for key in side if key in common] for side in (ours, theirs))
    return mine != common and other != common and mine != other


def _put(found: dict[str, Row], name: str, row: Row) -> None:
    key, number = name, 2
    while key in found:
        key, number = f"{name}#{number}", number + 1
    found[key] = row


def _likeness(old: Row, new: Row) -> float:
    """How much two rows have in common, from 0 to 1; what is open in both counts for nothing."""
    names = {
        name
        for name in {*old, *new}
        if old.get(name, "") not in {"", "-"} or new.get(name, "") not in {"", "-"}
    }
    return sum(old.get(name, "") == new.get(name, "") for name in names) / len(names) if names else 1.0
