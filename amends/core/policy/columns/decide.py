"""The tables of a policy over many cases at once.

Each number that the pieces of all columns make together is asked once, by the function that decides single cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from amends.core.policy.columns.coded import Coded, Codes, Source, coded, combined, distinct
from amends.core.policy.columns.pieces import Pieces, pieces
from amends.core.policy.columns.threads import STRETCH, side_by_side
from amends.core.policy.derived import derive
from amends.core.policy.grid import rows_of
from amends.core.policy.hits import combine, exported, exported_types
from amends.core.policy.model import GUARD, PolicyDocument, Table
from amends.core.policy.values import FactValue

_CODES_MAX = 1 << 20


def decide_columns(document: PolicyDocument, facts: pl.DataFrame) -> pl.DataFrame:
    """All derived facts and results of the tables before the guard, a column each, for every row of `facts`.

    `facts` has a column for each fact, by its name; its type may be any that holds such values.
    A column that is not there is a fact that is missing in every case, and so is a null. Raises `RowsContradict`, as
    a single case would.
    """
    looked_at = _looked_at(document)
    names = [fact.name for fact in document.facts if fact.name in looked_at and fact.name in facts.columns]
    found = side_by_side(_source, [facts[name] for name in names], height=facts.height)
    sources: dict[str, Source] = dict(zip(names, found, strict=True))
    results = _derived(document, sources, facts.height)
    sources.update(results)
    for table in document.tables:
        if table.name != GUARD:
            decided = decide_table_columns(table, sources, facts.height)
            sources.update(decided)
            results.update(decided)
    return pl.DataFrame(side_by_side(_series, list(results), list(results.values()), height=facts.height))


def decide_table_columns(table: Table, sources: Mapping[str, Source], height: int) -> dict[str, Coded]:
    """The results of one table for `height` cases, by name. Raises `RowsContradict`."""
    ids, masks = _masks_of(table, sources, height)
    outcomes = [combine(table, rows_of(mask)) for mask in masks]
    answers = [dict(exported(table, outcome)) for outcome in outcomes]
    return {name: Coded(ids, tuple(answer[name] for answer in answers)) for name in exported_types(table)}


class _Group:
    """Some columns of a table as one number, and the mask for each number that occurs."""

    def __init__(self, columns: Sequence[Pieces], every_row: int) -> None:
        self.columns = columns
        self.every_row = every_row
        size = 1
        for column in columns:
            size *= len(column.masks)
        self.known = np.full(size, -1, dtype=np.int32)
        self.masks: list[int] = []
        self.places: dict[int, int] = {}
        self._lock = Lock()

    def ids(self, stretch: slice, length: int) -> Codes:
        """For each case of the stretch the place of its mask in `masks`."""
        code = np.zeros(length, dtype=np.int32)
        for column in self.columns:
            code *= len(column.masks)
            code += column.codes(stretch)
        ids: Codes = self.known.take(code)
        if ids.size and ids.min() < 0:
            for new in np.unique(code[ids < 0]):
                self.known[new] = self._place(int(new))
            ids = self.known.take(code)
        return ids

    def _place(self, code: int) -> int:
        mask = self.every_row
        for column in reversed(self.columns):
            code, piece = divmod(code, len(column.masks))
            mask &= column.masks[piece]
        return self.place(mask)

    def place(self, mask: int) -> int:
        """The place of a mask, added if it is new."""
        with self._lock:
            if mask not in self.places:
                self.places[mask] = len(self.masks)
                self.masks.append(mask)
            return self.places[mask]


def _masks_of(table: Table, sources: Mapping[str, Source], height: int) -> tuple[Codes, list[int]]:
    """For each case the place of its mask of rows, and the masks."""
    columns = [pieces(column, sources, height) for column in table.grid.columns if not column.is_any]
    groups = _grouped(columns, table.grid.every_row)
    whole = groups[0] if len(groups) == 1 else _Group([], table.grid.every_row)
    ids = np.empty(height, dtype=np.int32)

    def fill(start: int) -> None:
        stretch = slice(start, min(start + STRETCH, height))
        found = [group.ids(stretch, stretch.stop - start) for group in groups]
        ids[stretch] = found[0] if len(groups) == 1 else _joined(groups, found, whole)

    side_by_side(fill, range(0, height, STRETCH), height=height)
    return ids, whole.masks


def _grouped(columns: Sequence[Pieces], every_row: int) -> list[_Group]:
    """Columns in groups that have few enough numbers to keep a place for each."""
    groups: list[list[Pieces]] = [[]]
    size = 1
    for column in columns:
        if size * len(column.masks) > _CODES_MAX:
            groups.append([])
            size = 1
        size *= len(column.masks)
        groups[-1].append(column)
    return [_Group(group, every_row) for group in groups]


def _joined(groups: Sequence[_Group], found: Sequence[Codes], whole: _Group) -> Codes:
    """The masks of several groups put together, case by case."""
    different, places = distinct(found, [len(group.masks) for group in groups], found[0].size)
    masks = []
    for combination in different:
        mask = whole.every_row
        for group, place in zip(groups, combination, strict=True):
            mask &= group.masks[place]
        masks.append(whole.place(mask))
    joined: Codes = np.array(masks, dtype=np.int32)[places]
    return joined


def _derived(document: PolicyDocument, sources: Mapping[str, Source], height: int) -> dict[str, Coded]:
    """Derived facts, each different combination of what they rest on worked out once."""
    known: dict[str, Source] = dict(sources)
    found: dict[str, Coded] = {}
    for fact in document.derived:
        names = sorted(fact.rests_on)
        together = combined([known.get(name) for name in names], height)
        values = []
        for terms in together.values:
            facts: dict[str, Any] = dict(zip(names, terms, strict=True))  # type: ignore[arg-type]
            values.append(derive((fact,), facts).get(fact.name))
        found[fact.name] = known[fact.name] = Coded(together.codes, tuple(values))
    return found


def _looked_at(document: PolicyDocument) -> set[str]:
    """The facts that any table before the guard or any derived fact looks at."""
    names = {name for fact in document.derived for name in fact.rests_on}
    for table in document.tables:
        if table.name != GUARD:
            for column in table.grid.columns:
                names.update(
                    {column.name} if not column.is_any else (), *(test.names() for test in column.tests)
                )
    return names


def _source(column: pl.Series) -> Source:
    """Texts and truths by their different values, found once for all tables; numbers and times as they are."""
    return coded(column) if column.dtype in (pl.String, pl.Boolean, pl.Enum, pl.Categorical) else column


def _series(name: str, column: Coded) -> pl.Series:
    """A result as a column of a frame; numbers as floats, lists as lists."""
    values = [_plain(value) for value in column.values]
    return pl.Series(name, values, strict=False).gather(pl.Series(column.codes))


def _plain(value: FactValue) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
