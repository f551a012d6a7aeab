"""What people type into the sheets of a draft becomes entries of its document; what cannot be read is kept as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from amends.core.policy.drafting.brought import read_brought
from amends.core.policy.drafting.flow import FlowUnreadable, read_flow, read_items
from amends.core.policy.drafting.known import fact_types, output_types
from amends.core.policy.drafting.lists import LISTS, CellKind, SheetColumn
from amends.core.policy.drafting.sheets import (
    TABLE,
    Data,
    Sheet,
    entries,
    input_names,
    output_names,
    sheet_of,
)
from amends.core.policy.drafting.unknown import SheetUnknown
from amends.core.policy.model import GUARD, GUARD_FACTS
from amends.core.policy.rows import block_lines
from amends.core.policy.sheet import kind_test, kind_value, point_number
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

CELL_MAX = 20_000
ROWS_MAX = 1_000


class CellUnknown(Refusal):
    """No such row or column on the sheet."""

    code = "cell_unknown"
    message = gettext_noop("Sheet %(sheet)s has no row %(row)s, column %(column)s.")


class SheetTooLarge(Refusal):
    """More than a sheet can be worked on with."""

    code = "sheet_too_large"
    message = gettext_noop(
        "A sheet takes up to %(rows)s rows and %(letters)s characters in a cell. Split it in two."
    )


@dataclass(frozen=True, slots=True)
class SheetTyped:
    """A whole sheet, as typed: `rows` of texts under `columns`. Rows without any text are left out."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CellTyped:
    """One cell, as typed: `row` from 1, `column` by name."""

    sheet: str
    row: int
    column: str
    text: str


Typed: TypeAlias = SheetTyped | CellTyped


def drawn_up(text: str) -> dict[str, Any]:
    """The document of a draft from JSON text, its amounts as a list and its tables as rows of cells.

    It need not be a policy that can be published; it has to be one JSON object that can be kept (`EntryUnusable`).
    """
    data = read_brought(text)
    tables = [_opened(table) for table in entries(data, "tables")]
    whole = {**data, "amounts": entries(data, "amounts"), "tables": tables}
    if "triggers" in data:
        whole["triggers"] = [
            {**each, "table": _opened(each["table"])} if isinstance(each.get("table"), Mapping) else each
            for each in entries(data, "triggers")
        ]
    return whole


def entered(data: Data, typed: Typed) -> dict[str, Any]:
    """The document with one edit made in it. Raises `SheetUnknown`, `CellUnknown`, `SheetTooLarge`."""
    try:
        sheet = sheet_of(data, typed.sheet)
    except KeyError:
        known = ", ".join([*LISTS, *(f"{TABLE}{table.get('name')}" for table in entries(data, "tables"))])
        raise SheetUnknown(field="sheet", sheet=typed.sheet[:80], known=known) from None
    if isinstance(typed, CellTyped):
        typed = _with_cell(sheet, typed)
    rows = _arranged(sheet, typed)
    if len(rows) > ROWS_MAX or any(len(cell) > CELL_MAX for row in rows for cell in row):
        raise too_large()
    if sheet.table:
        return _with_rules(data, sheet, rows)
    if sheet.key == "policy":
        return _with_policy(data, sheet, rows)
    if sheet.key == "tables":
        return {**data, "tables": _headings(data, sheet, rows)}
    old = entries(data, sheet.key)
    items = [_item(sheet.columns, row, _before(old, sheet.columns[0].name, row[0])) for row in rows]
    return {**data, sheet.key: items}


def too_large() -> SheetTooLarge:
    """The no to more rows, or a longer cell, than a sheet takes."""
    return SheetTooLarge(field="rows", rows=ROWS_MAX, letters=CELL_MAX)


def _opened(table: Data) -> dict[str, Any]:
    """A table whose rows are a block of text, with its rows one by one; others as they are."""
    if "rows" not in table:
        return dict(table)
    header, *lines = block_lines(str(table["rows"])) or [[[], []]]
    groups = [*header, [], []]
    declared = {str(item.get("name")): item for item in entries(table, "outputs")}
    rules = [
        {
            "when": line[0],
            "then": line[1] if len(line) > 1 else [],
            "note": " ".join(line[2]) if len(line) > 2 else "",
        }
        for line in lines
    ]
    rest = {name: entry for name, entry in table.items() if name != "rows"}
    outputs = [declared.get(name, {"name": name}) for name in groups[1]]
    return {**rest, "inputs": groups[0], "outputs": outputs, "rules": rules}


def _with_cell(sheet: Sheet, typed: CellTyped) -> SheetTyped:
    if typed.column not in sheet.names or not 1 <= typed.row <= len(sheet.rows) + 1:
        raise CellUnknown(field="row", sheet=sheet.key, row=typed.row, column=typed.column[:60])
    rows = [list(row) for row in (*sheet.rows, ("",) * len(sheet.columns))]
    rows[typed.row - 1][sheet.names.index(typed.column)] = typed.text
    return SheetTyped(sheet.key, sheet.names, tuple(tuple(row) for row in rows))


def _arranged(sheet: Sheet, typed: SheetTyped) -> list[tuple[str, ...]]:
    """The rows in the order of the sheet's columns; rows without any text are left out."""
    unknown = next((name for name in typed.columns if name not in sheet.names), None)
    if unknown is not None:
        raise CellUnknown(field="columns", sheet=sheet.key, row="1", column=unknown[:60])
    rows = []
    for row in typed.rows:
        cells = dict(zip(typed.columns, row, strict=False))
        arranged = tuple(cells.get(name, "").replace("\x00", "").strip() for name in sheet.names)
        if any(arranged):
            rows.append(arranged)
    return rows


def _item(columns: Sequence[SheetColumn], row: Sequence[str], before: Data) -> dict[str, Any]:
    """One row of a list as an entry of the document; what the sheet does not show stays as it was."""
    names = {column.name for column in columns}
    kept = {name: entry for name, entry in before.items() if name not in names}
    read = {column.name: _READ[column.kind](cell) for column, cell in zip(columns, row, strict=True) if cell}
    return kept | read


def _before(items: Sequence[Data], key: str, name: str) -> Data:
    return next((item for item in items if str(item.get(key)) == name), {})


def _with_policy(data: Data, sheet: Sheet, rows: list[tuple[str, ...]]) -> dict[str, Any]:
    item = _item(sheet.columns, rows[0], {}) if rows else {}
    flat = {name: entry for name, entry in item.items() if not name.startswith("ceiling_")}
    ceiling = {
        name.removeprefix("ceiling_"): entry for name, entry in item.items() if name.startswith("ceiling_")
    }
    rest = {name: entry for name, entry in data.items() if name not in {*sheet.names, "ceiling"}}
    return {**rest, **flat, **({"ceiling": ceiling} if ceiling else {})}


def _with_rules(data: Data, sheet: Sheet, rows: list[tuple[str, ...]]) -> dict[str, Any]:
    """The document with other rows in one table; bare words get the quotes that their column wants."""
    types = fact_types(data)
    if sheet.table == GUARD:
        types = {**types, **GUARD_FACTS}
    known = frozenset(types)
    tables = []
    for table in entries(data, "tables"):
        if str(table.get("name")) == sheet.table:
            width, gives = len(input_names(table)), output_types(table)
            rules = [
                {
                    "when": [
                        kind_test(cell, types.get(name), known)
                        for name, cell in zip(sheet.names, row[:width], strict=False)
                    ],
                    "then": [
                        kind_value(cell, None if name == "amount" else gives[name])
                        for name, cell in zip(gives, row[width:-1], strict=True)
                    ],
                    "note": row[-1],
                }
                for row in rows
            ]
            table = {**table, "rules": rules}
        tables.append(table)
    return {**data, "tables": tables}


def _headings(data: Data, sheet: Sheet, rows: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """The tables as their sheet lists them: kept by name, or by place where only the name is another."""
    olds = entries(data, "tables")
    names = {row[0] for row in rows}
    made = []
    for place, row in enumerate(rows):
        before = _before(olds, "name", row[0])
        same_place = len(rows) == len(olds) and str(olds[place].get("name")) not in names
        if not before and same_place:
            before = olds[place]
        item = _item(sheet.columns, row, before)
        outputs = item.get("outputs")
        if isinstance(outputs, list):
            item["outputs"] = [each if isinstance(each, dict) else {"name": str(each)} for each in outputs]
        item["rules"] = [_moved(rule, before, item) for rule in entries(before, "rules")]
        made.append(item)
    return made


def _moved(rule: Data, before: Data, after: Data) -> dict[str, Any]:
    """A row of a table under its new columns; cells of columns that are new are empty."""
    moved = dict(rule)
    for part, names in (("when", input_names), ("then", output_names)):
        cells = rule.get(part)
        by_name = dict(zip(names(before), cells if isinstance(cells, list) else [], strict=False))
        moved[part] = [by_name.get(name, "") for name in names(after)]
    return moved


def _flag(text: str) -> object:
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)


def _list(text: str) -> object:
    """Items, or one word that means several (`G1..G5`); what cannot be read stays a text."""
    try:
        items = read_items(text)
    except FlowUnreadable:
        return text
    return text if len(items) == 1 and ".." in str(items[0]) else items


def _nested(text: str) -> object:
    try:
        return read_flow(text)
    except FlowUnreadable:
        return text


_READ: Mapping[CellKind, Callable[[str], object]] = {
    CellKind.TEXT: str,
    CellKind.NUMBER: point_number,
    CellKind.CHOICE: str,
    CellKind.FLAG: _flag,
    CellKind.LIST: _list,
    CellKind.NESTED: _nested,
}
