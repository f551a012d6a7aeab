"""Reads and writes tables. A table comes as `rules` (cells by row) or as `rows`, a block of text as one types
it:

    harm_class  | duration_hours || severity | reason            || remark
    "safety"    | -              || 5        | "Somebody is hurt" ||
    "distress"  | > 4            || 4        | "It lasted"        || the night was lost

`|` parts columns, `||` parts inputs from outputs and outputs from the remark. Nothing in an input cell means
`-`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.policy.cells import Cell, compile_cell, fits
from amends.core.policy.model import HitPolicy, OutputColumn, Rule, Table
from amends.core.policy.notation import ANY, CellUnreadable, parse_literal
from amends.core.policy.reading import Problems, Reader
from amends.core.policy.values import FactValue, ValueType, literal
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

_RULE_LINE = re.compile(r"[\s|+:=-]*")
_BARS = re.compile(r'("(?:[^"\\]|\\.)*")|(\|\|?)')


class CellProblem(Refusal):
    """A cell that cannot be used; `table`, `row` (from 1) and `column` say which."""

    code = "policy_cell_unusable"
    message = gettext_noop(
        "Table %(table)s, row %(row)s, column %(column)s: “%(text)s” does not fit. Write %(instead)s."
    )


class RowProblem(Refusal):
    """A row with too many or too few cells."""

    code = "policy_row_unusable"
    message = gettext_noop(
        "Table %(table)s, row %(row)s has %(found)s cells. Write %(wanted)s: one for each of %(columns)s."
    )


class ColumnUnknown(Refusal):
    """An input column that is neither a declared fact nor the output of a table above."""

    code = "policy_column_unknown"
    message = gettext_noop(
        "Table %(table)s, column %(column)s: no such fact here. Write one of: %(instead)s."
    )


@dataclass
class _Sheet:
    """A table as texts, whichever way it came."""

    inputs: list[str]
    outputs: list[str]
    rules: list[tuple[list[object], list[object], str]]


def read_table(
    reader: Reader, types: Mapping[str, ValueType], choices: Mapping[str, tuple[FactValue, ...]]
) -> Table:
    """One table; `types` are the facts it may look at and `choices` their declared choices. Notes problems in
    the reader.
    """
    name = reader.name("name")
    sheet = _read_rows(reader, name) if "rows" in reader.data else _read_rules(reader, name)
    for column in sheet.inputs:
        if column not in types:
            known = ", ".join(sorted(types))
            at = f"tables.{name}.{column}"
            reader.problems.add(ColumnUnknown(field=at, table=name, column=column, instead=known))
    input_types = tuple(types.get(column, ValueType.STRING) for column in sheet.inputs)
    outputs = _read_outputs(reader, sheet, name)
    rising = reader.texts("rises_with", sheet.inputs)
    rules = tuple(
        _rule(reader.problems, name, number, row, sheet, input_types, outputs, types, choices)
        for number, row in enumerate(sheet.rules, 1)
    )
    if not rules:
        reader.bad("rows" if "rows" in reader.data else "rules", gettext_noop("at least one row"))
    hit_policy = reader.choice("hit_policy", HitPolicy, HitPolicy.UNIQUE)
    title = reader.text("title")
    reader.close()
    return Table(name, hit_policy, tuple(sheet.inputs), input_types, outputs, rules, title, rising)


def table_data(table: Table) -> dict[str, object]:
    """A table as plain data, the way `read_table` reads it."""
    return {
        "name": table.name,
        "title": table.title,
        "hit_policy": table.hit_policy,
        "rises_with": table.rises_with,
        "inputs": table.inputs,
        "outputs": [
            {
                "name": column.name,
                "type": column.type,
                "choices": [literal(choice) for choice in column.choices],
                "default": literal(column.default),
            }
            for column in table.outputs
        ],
        "rules": [
            {
                "when": [cell.text for cell in rule.cells],
                "then": [literal(value) for value in rule.outputs],
                "note": rule.annotation,
            }
            for rule in table.rules
        ],
    }


def _read_rows(reader: Reader, name: str) -> _Sheet:
    """The block of text: a header, then a line for each row; dashes and empty lines are passed over."""
    text = reader.get("rows")
    reader.asked.update({"inputs", "rules"})
    header, *lines = block_lines(str(text)) or [[[]]]
    if len(header) not in {2, 3}:
        reader.bad("rows", gettext_noop("a first line with the inputs, then ||, then the outputs"))
        return _Sheet([], [], [])
    inputs, outputs = header[0], header[1]
    wanted = len(inputs) + len(outputs)
    sheet = _Sheet(inputs, outputs, [])
    for number, groups in enumerate(lines, 1):
        if len(groups) not in {2, 3} or len(groups[0]) != len(inputs) or len(groups[1]) != len(outputs):
            found = sum(len(group) for group in groups[:2])
            _row_problem(reader.problems, name, number, found, wanted, [*inputs, *outputs])
            continue
        sheet.rules.append((list(groups[0]), list(groups[1]), groups[2][0] if len(groups) == 3 else ""))
    return sheet


def block_lines(text: str) -> list[list[list[str]]]:
    """The lines of a block, the header first, each as its groups of cells (inputs, outputs, remark)."""
    return [_groups(line) for line in text.splitlines() if not _RULE_LINE.fullmatch(line)]


def _read_rules(reader: Reader, name: str) -> _Sheet:
    inputs = list(reader.texts("inputs"))
    outputs = [
        str(item.get("name")) if isinstance(item, Mapping) else str(item) for item in reader.items("outputs")
    ]
    sheet = _Sheet(inputs, outputs, [])
    for number, item in enumerate(reader.items("rules"), 1):
        row = Reader(item, f"tables.{name}.rules[{number}]", reader.problems)
        when, then, note = row.items("when"), row.items("then"), row.text("note")
        row.close()
        if len(when) != len(inputs) or len(then) != len(outputs):
            wanted = len(inputs) + len(outputs)
            _row_problem(reader.problems, name, number, len(when) + len(then), wanted, [*inputs, *outputs])
            continue
        sheet.rules.append((when, then, note))
    return sheet


def _read_outputs(reader: Reader, sheet: _Sheet, table: str) -> tuple[OutputColumn, ...]:
    """Output columns as declared, or guessed from the first value where only the name is given."""
    declared: dict[str, Reader] = {}
    for item in reader.items("outputs"):
        if isinstance(item, Mapping):
            column = Reader(item, f"tables.{table}.outputs[{item.get('name')}]", reader.problems)
            declared[column.name("name")] = column
    columns = []
    for index, name in enumerate(sheet.outputs):
        column = declared.pop(
            name, Reader({"name": name}, f"tables.{table}.outputs[{name}]", reader.problems)
        )
        column.name("name")
        guess = guessed_type([row[1][index] for row in sheet.rules])
        value_type = column.choice("type", ValueType, guess)
        choices = tuple(_quiet_literal(item, column, "choices") for item in column.items("choices"))
        default = _quiet_literal(column.get("default"), column, "default")
        column.close()
        columns.append(OutputColumn(name, value_type, choices, default))
    for name in declared:
        reader.bad("outputs", gettext_noop("only outputs that are columns of the table"))
        declared[name].close()
    if not columns:
        reader.bad("outputs", gettext_noop("at least one output"))
    return tuple(columns)


def guessed_type(values: list[object]) -> ValueType:
    """The type of an output of which only cells are given, from the first value that is not null."""
    for raw in values:
        try:
            value = _value(raw)
        except CellUnreadable:
            continue
        if value is not None:
            return next(t for t in ValueType if t is not ValueType.MONEY and fits(value, t))
    return ValueType.STRING


def _quiet_literal(raw: object, reader: Reader, key: str) -> FactValue:
    try:
        return _value(raw)
    except CellUnreadable as problem:
        reader.problems.unusable(reader.path(key), raw, str(problem.params["instead"]))
        return None


def _value(raw: object) -> FactValue:
    return None if raw is None else parse_literal(_text(raw))


def _text(raw: object) -> str:
    """A cell as text: YAML and JSON turn an unquoted 5 or true into a value of their own."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def _rule(
    problems: Problems,
    table: str,
    number: int,
    row: tuple[list[object], list[object], str],
    sheet: _Sheet,
    input_types: tuple[ValueType, ...],
    outputs: tuple[OutputColumn, ...],
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]],
) -> Rule:
    when, then, note = row
    cells, values = [], []
    known = frozenset(types)
    for column, value_type, raw in zip(sheet.inputs, input_types, when, strict=True):
        try:
            cell = compile_cell("-" if raw is None else _text(raw), value_type, known)
            _check_choices(cell, choices.get(column, ()))
            cells.append(cell)
        except CellUnreadable as problem:
            _cell_problem(problems, table, number, column, raw, str(problem.params["instead"]))
            cells.append(Cell(ANY))
    for output, raw in zip(outputs, then, strict=True):
        try:
            value = _value(raw)
            if not fits(value, output.type) and output.name != "amount":
                raise CellUnreadable(text=raw, instead=gettext_noop("a value of type ") + output.type.value)
            if output.choices and value is not None and value not in output.choices:
                raise CellUnreadable(
                    text=raw, instead=", ".join(literal(choice) for choice in output.choices)
                )
            values.append(value)
        except CellUnreadable as problem:
            _cell_problem(problems, table, number, output.name, raw, str(problem.params["instead"]))
            values.append(None)
    return Rule(tuple(cells), tuple(values), note)


def _check_choices(cell: Cell, choices: tuple[FactValue, ...]) -> None:
    """A literal that the fact can never have is a typing mistake."""
    if not choices:
        return
    for value in cell.literals():
        if value is not None and value not in choices:
            instead = ", ".join(literal(choice) for choice in choices)
            raise CellUnreadable(text=literal(value), instead=instead)


def _cell_problem(problems: Problems, table: str, row: int, column: str, raw: object, instead: str) -> None:
    at = f"tables.{table}.{row}.{column}"
    text = _text(raw)[:80]
    problems.add(CellProblem(field=at, table=table, row=row, column=column, text=text, instead=instead))


def _row_problem(
    problems: Problems, table: str, row: int, found: int, wanted: int, columns: list[str]
) -> None:
    at = f"tables.{table}.{row}"
    listed = ", ".join(columns)
    problems.add(RowProblem(field=at, table=table, row=row, found=found, wanted=wanted, columns=listed))


def _groups(line: str) -> list[list[str]]:
    """A line's cells, in groups parted by `||`; bars inside quotes are text."""
    groups, cells, start = [], [], 0
    stripped = line.strip()
    for match in _BARS.finditer(stripped):
        if not match[2]:
            continue
        cells.append(stripped[start : match.start()].strip())
        start = match.end()
        if match[2] == "||":
            groups.append(cells)
            cells = []
    cells.append(stripped[start:].strip())
    groups.append(cells)
    return groups
