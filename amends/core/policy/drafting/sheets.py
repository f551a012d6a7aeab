"""A policy as sheets: every list of the document is a table of text cells, so that all of it is edited in one way.

A draft is the plain data that `parse_policy` reads, kept as it was typed even where that is not (yet) a policy. A
sheet is a view of it: `policy` (one row), `facts`, `derived`, `amounts`, `tables` (one row for each table, in the
order in which they are decided), `gestures`, `approvals`, `triggers`, and `table.NAME` with the rows of one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from amends.core.policy.drafting.flow import FlowUnreadable, flow_text, items_text, read_flow
from amends.core.policy.drafting.lists import LISTS, CellKind, SheetColumn
from amends.core.policy.values import number_text

Data: TypeAlias = Mapping[str, Any]
TABLE = "table."
REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of text cells. `key` is stable; `title` is the organisation's own, "" for lists of the document."""

    key: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def table(self) -> str:
        """The name of the table whose rows these are; "" for lists of the document."""
        return self.key.removeprefix(TABLE) if self.key.startswith(TABLE) else ""


_ORDER = (
    "from",
    "what",
    "owner",
    "percent",
    "rate",
    "round",
    "least",
    "most",
    "usual",
    "per",
    "of",
    "to",
    "way",
)
"""How one says it: 20 percent of the price, 5 per hour; the canonical text knows only the alphabet."""
_TIDY: Mapping[str, object] = {"grace": Decimal(0), "unit": Decimal(1), "whole": "no"}


def sheets_of(data: Data) -> tuple[Sheet, ...]:
    """Every sheet of a draft, in the order in which one reads it: the lists, then the rows of each table."""
    tables = tuple(_table(table) for table in entries(data, "tables"))
    return (
        *(sheet_of(data, key) for key in ("policy", "facts", "derived", "amounts")),
        _list("tables", map(_heading, entries(data, "tables"))),
        *tables,
        *(sheet_of(data, key) for key in ("gestures", "approvals", "triggers")),
    )


def sheet_of(data: Data, key: str) -> Sheet:
    """One sheet. Raises `KeyError` for a key that the draft does not have."""
    if key == "policy":
        ceiling = data.get("ceiling")
        parts = ceiling if isinstance(ceiling, Mapping) else {}
        flat = {**data, **{f"ceiling_{name}": entry for name, entry in parts.items()}}
        return _list(key, [flat])
    if key == "tables":
        return _list(key, map(_heading, entries(data, key)))
    if key in LISTS:
        return _list(key, entries(data, key))
    for table in entries(data, "tables"):
        if f"{TABLE}{table.get('name')}" == key:
            return _table(table)
    raise KeyError(key)


def entries(data: Data, key: str) -> list[Data]:
    """The items of a list of the document, those that are mappings; amounts may be given as one mapping."""
    items = data.get(key)
    if key == "amounts" and isinstance(items, Mapping):
        return [{"name": name, "amount": amount} for name, amount in items.items()]
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []


def output_names(table: Data) -> list[str]:
    """The names of a table's outputs, whether they are declared or only named."""
    outputs = table.get("outputs")
    return [
        str(item.get("name", "")) if isinstance(item, Mapping) else str(item)
        for item in (outputs if isinstance(outputs, list | tuple) else ())
    ]


def input_names(table: Data) -> list[str]:
    """The names of a table's inputs."""
    inputs = table.get("inputs")
    return [str(item) for item in inputs] if isinstance(inputs, list | tuple) else []


def _list(key: str, items: Iterable[Data]) -> Sheet:
    columns = LISTS[key]
    rows = tuple(tuple(_cell(column, item.get(column.name)) for column in columns) for item in items)
    return Sheet(key, columns, rows)


def _heading(table: Data) -> Data:
    """A table as a row of the sheet of tables: an output that only has a name is its name."""
    outputs = table.get("outputs")
    short = [_short_output(item) for item in outputs] if isinstance(outputs, list | tuple) else outputs
    return {**table, "outputs": short}


def _short_output(item: object) -> object:
    """An output as one types it: without what is empty."""
    if not isinstance(item, Mapping):
        return item
    told = {name: entry for name, entry in item.items() if entry not in (None, [], (), "", "null")}
    return told["name"] if set(told) == {"name"} else told


def _table(table: Data) -> Sheet:
    inputs, outputs = input_names(table), output_names(table)
    columns = (
        *(SheetColumn(name, CellKind.TEST) for name in inputs),
        *(SheetColumn(name, CellKind.VALUE) for name in outputs),
        SheetColumn(REMARK, CellKind.TEXT),
    )
    rows = tuple(
        (
            *_padded(rule.get("when"), len(inputs)),
            *_padded(rule.get("then"), len(outputs)),
            str(rule.get("note") or ""),
        )
        for rule in entries(table, "rules")
    )
    return Sheet(f"{TABLE}{table.get('name', '')}", columns, rows, str(table.get("title") or ""))


def _padded(cells: object, width: int) -> list[str]:
    texts = [cell_text(cell) for cell in cells] if isinstance(cells, list | tuple) else []
    return [*texts, *[""] * width][:width]


def cell_text(value: object) -> str:
    """The text of a table's cell: what is not text came from a file where it stood without quotes."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(Decimal(value))
    return str(value)


def _cell(column: SheetColumn, value: object) -> str:
    """An entry of the document as the text of its cell."""
    if value is None:
        return ""
    if isinstance(value, str) and column.kind in {CellKind.LIST, CellKind.NESTED}:
        return _as_typed(value)
    if column.kind is CellKind.LIST:
        return items_text(value)
    if column.kind is CellKind.NESTED:
        return flow_text(_tidied(value)) if value not in ([], (), {}) else ""
    return cell_text(value) if isinstance(value, bool | int | Decimal | str) else flow_text(value)


def _as_typed(text: str) -> str:
    """A text where entries are wanted: one that could not be read stays as it was typed."""
    try:
        return text if read_flow(text) == text else flow_text(text)
    except FlowUnreadable:
        return text


def _tidied(value: object) -> object:
    """A nested entry without what would be so anyhow (a rate without grace, by the single unit, not rounded)."""
    if isinstance(value, Mapping):
        return {
            name: _tidied(value[name])
            for name in sorted(value, key=lambda name: (_ORDER.index(name) if name in _ORDER else 99, name))
            if not ("rate" in value and name in _TIDY and value[name] == _TIDY[name])
        }
    return (
        [_tidied(item) for item in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
    )
