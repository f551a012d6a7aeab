"""A policy as people edit it: plain data in the usual order of entries, tables as aligned blocks of rows, nothing that
says only what would be so anyhow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from decimal import Decimal
from enum import Enum

from amends.core.policy.approvals import ApprovalPath, path_data, step_data
from amends.core.policy.declarations import declaration_data, derived_data
from amends.core.policy.forms import form_data
from amends.core.policy.gestures import gesture_data
from amends.core.policy.model import OutputColumn, PolicyDocument, Table
from amends.core.policy.rows import guessed_type, table_data
from amends.core.policy.triggers import trigger_data
from amends.core.policy.values import literal, number_text

_USUAL: Mapping[str, object] = {
    "type": "string",
    "label": "",
    "title": "",
    "unit": "",
    "source": "staff",
    "optional": False,
    "finding": False,
    "whole": False,
    "wording": "",
    "expected_redemption": Decimal(1),
}


def editable(document: PolicyDocument) -> dict[str, object]:
    """The document as plain data: `parse_policy` reads it back to an equal one."""
    ceiling = document.ceiling
    entries: dict[str, object] = {
        "name": document.name,
        "currency": document.currency,
        "effective_from": document.effective_from,
        "facts": [_short(declaration_data(fact)) for fact in document.facts],
        "derived": [_short(derived_data(fact)) for fact in document.derived],
        "amounts": {name: form_data(form) for name, form in document.amounts.items()},
        "tables": [_table(table) for table in document.tables],
        "ceiling": None
        if ceiling is None
        else {"percent": ceiling.percent, "of": ceiling.of, "approver": ceiling.approver},
        "approvals": [_path(path) for path in document.approvals],
        "gestures": [_short(gesture_data(gesture), keep=("type",)) for gesture in document.gestures],
        "triggers": [
            _short({**trigger_data(each), "table": _trigger_table(each.table)}) for each in document.triggers
        ],
    }
    return plain({name: entry for name, entry in entries.items() if entry not in (None, [], {})})


def _path(path: ApprovalPath) -> dict[str, object]:
    data = path_data(path)
    steps = [
        {name: value for name, value in step_data(step).items() if value not in (None, "any", "refuse")}
        for step in path.steps
    ]
    kept = {name: value for name, value in data.items() if value is not None and name != "steps"}
    return {**kept, "steps": steps}


def block(table: Table) -> str | None:
    """The rows of a table as an aligned block; None where a remark holds what a block cannot (bars, line breaks)."""
    remarks = [rule.annotation for rule in table.rules]
    if any("|" in remark or "\n" in remark for remark in remarks) or not table.inputs:
        return None
    lines = [[list(table.inputs), list(table.output_names), ["remark"] if any(remarks) else []]]
    for rule in table.rules:
        values = [literal(value) for value in rule.outputs]
        lines.append([[cell.text for cell in rule.cells], values, [rule.annotation] if any(remarks) else []])
    widths = [
        [max(len(line[group][place]) for line in lines) for place in range(len(lines[0][group]))]
        for group in range(3)
    ]
    text = []
    for line in lines:
        groups = [
            " | ".join(cell.ljust(width) for cell, width in zip(cells, sizes, strict=True))
            for cells, sizes in zip(line, widths, strict=True)
            if sizes
        ]
        text.append(" || ".join(groups).rstrip())
    return "\n".join(text) + "\n"


def _table(table: Table) -> dict[str, object]:
    """One table: its rows as a block, and of its outputs only what the block does not show."""
    data = table_data(table)
    rows = block(table)
    told = {name: data[name] for name in ("name", "title", "hit_policy", "rises_with") if data[name]}
    if rows is None:
        return told | {name: data[name] for name in ("inputs", "outputs", "rules")}
    outputs = [entry for column in table.outputs if len(entry := _output(table, column)) > 1]
    return told | ({"outputs": outputs} if outputs else {}) | {"rows": rows}


def _trigger_table(table: Table) -> dict[str, object]:
    """The table of a trigger, which has the trigger's name."""
    return {name: value for name, value in _table(table).items() if name != "name"}


def _output(table: Table, column: OutputColumn) -> dict[str, object]:
    place = table.outputs.index(column)
    guess = guessed_type([literal(rule.outputs[place]) for rule in table.rules])
    entry: dict[str, object] = {"name": column.name}
    if column.type is not guess:
        entry["type"] = column.type
    if column.choices:
        entry["choices"] = [literal(choice) for choice in column.choices]
    if column.default is not None:
        entry["default"] = literal(column.default)
    return entry


def _short(data: Mapping[str, object], keep: Sequence[str] = ()) -> dict[str, object]:
    """Entries without those that say what would be so anyhow."""
    usual = {name: value for name, value in _USUAL.items() if name not in keep}
    return {
        name: value
        for name, value in data.items()
        if value not in (None, (), [], {}) and (name not in usual or value != usual[name])
    }


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Values that YAML and JSON know: exact numbers as they are written, times of day as texts."""
    return {str(name): _plain(item) for name, item in data.items()}


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return _number(value)
        case Enum():
            return value.value
        case time():
            return value.isoformat("minutes")
        case Mapping():
            return plain(value)
        case list() | tuple():
            return [_plain(item) for item in value]
    return value


def _number(value: Decimal) -> int | float | str:
    """A number as YAML keeps it; a text where a float would not print the same digits."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else number_text(value)
