"""Facts as polars has them: for holding what columns say against what rows say."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl

from amends.core.policy.model import PolicyDocument
from amends.core.policy.values import Facts, FactValue, ValueType

DTYPES: dict[ValueType, Any] = {
    ValueType.NUMBER: pl.Float64,
    ValueType.MONEY: pl.Float64,
    ValueType.STRING: pl.String,
    ValueType.BOOLEAN: pl.Boolean,
    ValueType.DATE: pl.Date,
    ValueType.DATETIME: pl.Datetime("us", "UTC"),
    ValueType.DURATION: pl.Duration("us"),
    ValueType.LIST: pl.List(pl.String),
}


def plain(value: FactValue) -> Any:
    """A value as a frame gives it back."""
    if isinstance(value, Decimal):
        return float(value)
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def frame(document: PolicyDocument, rows: Iterable[Facts]) -> pl.DataFrame:
    """A row for each, a column for each fact that the document declares."""
    listed = list(rows)
    return pl.DataFrame(
        {
            fact.name: pl.Series(fact.name, [plain(row.get(fact.name)) for row in listed], DTYPES[fact.type])
            for fact in document.facts
        }
    )
