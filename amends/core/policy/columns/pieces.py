"""An input column of a table as numbers of pieces: the parts of its values that no cell tells apart (`grid.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from amends.core.policy.columns.coded import Coded, Codes, Source, coded, combined, ordinal, ordinals
from amends.core.policy.grid import Column
from amends.core.policy.values import ValueType

_FLOAT_DIGITS = 15  # so many decimal digits, and no two numbers share a float
_TIMES = frozenset({ValueType.DATE, ValueType.DATETIME, ValueType.DURATION})
_NUMBERS = frozenset({ValueType.NUMBER, ValueType.MONEY})


@dataclass(frozen=True)
class Pieces:
    """`codes` of a stretch of cases, each below the number of `masks`: the rows that such a value passes."""

    codes: Callable[[slice], Codes]
    masks: tuple[int, ...]


def pieces(column: Column, sources: Mapping[str, Source], height: int) -> Pieces:
    """One input column, by the quickest way that its type and its cells allow."""
    names = sorted(frozenset[str]().union(*(test.names() for test in column.tests)))
    if names:
        return _asked_together(column, [column.name, *names], sources, height)
    source = sources.get(column.name)
    if source is None:
        source = Coded(np.zeros(height, dtype=np.int32), (None,))
    if isinstance(source, Coded):
        return _by_value(column, source)
    return _by_cuts(column, source) if _is_ordinal(column, source) else _by_value(column, coded(source))


def _is_ordinal(column: Column, source: pl.Series) -> bool:
    """Whether values can be compared with the cuts as machine numbers."""
    if column.is_relative or (
        isinstance(source.dtype, pl.Decimal) and source.dtype.precision > _FLOAT_DIGITS
    ):
        return False
    if column.value_type in _TIMES:
        return True
    return column.value_type in _NUMBERS and all(
        len(cut.normalize().as_tuple().digits) <= _FLOAT_DIGITS for cut in column.cuts
    )


def _by_cuts(column: Column, source: pl.Series) -> Pieces:
    """Numbers and times: a value's piece is told by how many borders it has passed.

    A border is where the mask changes: on reaching a cut, on passing it, or not at all.
    """
    values, missing = ordinals(source)
    borders: list[tuple[bool, float | int]] = []
    sequence = [column.masks[0]]
    for position, mask in enumerate(column.masks[1:], 1):
        if mask != sequence[-1]:
            reaching = position % 2 == 1
            borders.append((reaching, ordinal(column.cuts[(position - 1) // 2])))
            sequence.append(mask)
    masks, places = _placed([*sequence, column.missing_mask])
    in_order = len(masks) >= len(sequence) and masks[: len(sequence)] == tuple(sequence)

    kind = np.uint8 if len(masks) <= 256 else np.int32

    def codes(stretch: slice) -> Codes:
        part = values[stretch]
        found: Codes = np.zeros(part.size, dtype=kind)
        for reaching, cut in borders:
            found += part >= cut if reaching else part > cut
        if not in_order:
            found = places.take(found)
        absent = _absent(part) if missing is None else missing[stretch]
        if absent is not None and absent.any():
            found[absent] = places[-1]
        return found

    return Pieces(codes, masks)


def _absent(part: Codes) -> Codes | None:
    """Where floats are no number; whole numbers and times always are one."""
    return np.isnan(part) if part.dtype.kind == "f" else None


def _by_value(column: Column, source: Coded) -> Pieces:
    """Texts, truths, lists and results of tables: each different value is asked once."""
    masks, places = _placed([column.mask_of(value, {}) for value in source.values])
    return Pieces(lambda stretch: places.take(source.codes[stretch]), masks)


def _asked_together(
    column: Column, names: Sequence[str], sources: Mapping[str, Source], height: int
) -> Pieces:
    """Cells that name other facts: each different combination is asked once."""
    together = combined([sources.get(name) for name in names], height)
    asked = []
    for values in together.values:
        facts: dict[str, Any] = dict(zip(names, values, strict=True))  # type: ignore[arg-type]
        asked.append(column.mask_of(facts[column.name], facts))
    masks, places = _placed(asked)
    return Pieces(lambda stretch: places.take(together.codes[stretch]), masks)


def _placed(masks: Sequence[int]) -> tuple[tuple[int, ...], Codes]:
    """The different masks, and for each given one its place among them."""
    different = {mask: place for place, mask in enumerate(dict.fromkeys(masks))}
    kind = np.uint8 if len(different) <= 256 else np.int32
    return tuple(different), np.array([different[mask] for mask in masks], dtype=kind)
