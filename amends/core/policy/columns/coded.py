"""Columns of a frame as few different values, as machine numbers, and several of them as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import prod
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from amends.core.policy.values import FactValue

Codes: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

_EPOCH_DAY = date(1970, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = 1 << 12  # among so many, a column of few values has shown them all
_TABLE_MAX = 1 << 20


@dataclass(frozen=True)
class Coded:
    """A column of few different values: `values[codes[i]]` is that of case i."""

    codes: Codes
    values: tuple[FactValue, ...]


Source: TypeAlias = "pl.Series | Coded"


def coded(source: pl.Series) -> Coded:
    """A column by its different values, each as a fact."""
    if source.dtype == pl.Boolean:
        return Coded(source.cast(pl.UInt8).fill_null(2).to_numpy(), (False, True, None))
    if isinstance(source.dtype, pl.Enum):
        return _by_words(source)
    if isinstance(source.dtype, pl.Categorical):
        source = source.cast(pl.String)
    if source.dtype == pl.String:
        words = source.head(_FIRST).unique(maintain_order=True).drop_nulls()
        guessed = source.cast(pl.Enum(words), strict=False)
        if guessed.null_count() == source.null_count():  # there were no others
            return _by_words(guessed)
    if isinstance(source.dtype, pl.List):
        places: dict[FactValue, int] = {}
        held = [None if item is None else tuple(_value(one) for one in item) for item in source.to_list()]
        numbers = [places.setdefault(item, len(places)) for item in held]
        return Coded(np.array(numbers, dtype=np.int32), tuple(places))
    different = source.unique(maintain_order=True)
    order = pl.DataFrame({"value": different, "code": np.arange(different.len(), dtype=np.int32)})
    joined = source.to_frame("value").join(
        order, on="value", how="left", nulls_equal=True, maintain_order="left"
    )
    values = tuple(_value(value) for value in different.to_list())
    return Coded(joined["code"].to_numpy(), values)


def _by_words(source: pl.Series) -> Coded:
    """An enumeration by the numbers that it keeps anyhow."""
    words = source.dtype.categories.to_list()  # type: ignore[attr-defined]
    kind = pl.UInt8 if len(words) < 256 else pl.Int32
    return Coded(source.to_physical().cast(kind).fill_null(len(words)).to_numpy(), (*words, None))


def _value(value: Any) -> FactValue:
    """A value of a frame as a fact: numbers exact as they are printed, not-a-number as missing."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        found: FactValue = value
        return found
    return None if value != value else Decimal(str(value))


def combined(columns: Sequence[Source | None], height: int) -> Coded:
    """Several columns as one whose values are tuples; None is a column that is missing in every case."""
    parts = [_made_coded(column, height) for column in columns]
    different, places = distinct([part.codes for part in parts], [len(part.values) for part in parts], height)
    values = (
        tuple(part.values[code] for part, code in zip(parts, codes, strict=True)) for codes in different
    )
    return Coded(places, tuple(values))


def distinct(
    columns: Sequence[Codes], sizes: Sequence[int], height: int
) -> tuple[list[tuple[int, ...]], Codes]:
    """The different combinations of several columns of codes below `sizes`, and for each case its place among them."""
    whole = np.zeros(height, dtype=np.int64)
    for codes, size in zip(columns, sizes, strict=True):
        whole *= size
        whole += codes
    found, places = _numbered(whole, prod(sizes))
    different = []
    for number in found.tolist():
        combination = []
        for size in reversed(sizes):
            number, code = divmod(number, size)
            combination.append(code)
        different.append(tuple(reversed(combination)))
    return different, places


def _numbered(whole: Codes, size: int) -> tuple[Codes, Codes]:
    """The different numbers below `size`, in order, and for each case its place among them; few of them by a table."""
    if size > _TABLE_MAX:
        found, places = np.unique(whole, return_inverse=True)
        return found, places.reshape(-1).astype(np.int32)
    table = np.zeros(size, dtype=np.int32)
    table[whole] = 1
    found = np.flatnonzero(table)
    table[found] = np.arange(found.size, dtype=np.int32)
    return found, table.take(whole)


def _made_coded(column: Source | None, height: int) -> Coded:
    if column is None:
        return Coded(np.zeros(height, dtype=np.int32), (None,))
    return column if isinstance(column, Coded) else coded(column)


def ordinals(source: pl.Series) -> tuple[Codes, Codes | None]:
    """Values as machine numbers, and where they are missing; of floats those that are no number are missing."""
    if isinstance(source.dtype, pl.Datetime):
        source = source.dt.epoch("us")
    elif isinstance(source.dtype, pl.Duration):
        source = source.dt.total_microseconds()
    elif source.dtype == pl.Date:
        source = source.to_physical()
    elif not source.dtype.is_integer():
        return source.cast(pl.Float64).to_numpy(), None  # a null becomes no number
    if not source.null_count():
        return source.to_numpy(), None
    return source.fill_null(0).to_numpy(), source.is_null().to_numpy()


def ordinal(value: Any) -> float | int:
    """A fact as the machine number that `ordinals` makes of an equal value."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    return (value - _EPOCH_DAY).days if isinstance(value, date) else float(value)
