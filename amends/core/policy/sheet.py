"""A table as spreadsheets copy and paste it: lines of cells parted by tabs.

The first line names the columns; an output has an arrow before its name, and the last column may be the remark:

    wait_minutes → severity → reason remark

Spreadsheets take a cell such as "gold" apart in their own ways, so what comes back is read kindly: a text of their own
quoting is unquoted, and a bare word stands for the text where the column holds texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from amends.core.policy.cells import compile_cell
from amends.core.policy.model import OutputColumn, Table
from amends.core.policy.notation import CellUnreadable, parse_literal
from amends.core.policy.parse import PolicyInvalid
from amends.core.policy.reading import Problems, Reader
from amends.core.policy.rows import read_table
from amends.core.policy.values import FactValue, ValueType, literal
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

ARROW = "→"
REMARK = "remark"
_NEGATED = re.compile(r"not\s*\(([^()\[\]]*)\)")
_FORMULA = re.compile(r"'*[=+@]")
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+")
_CELL = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*)')


class SheetUnusable(Refusal):
    """What was pasted has no line of column names, or no output among them."""

    code = "policy_sheet_unusable"
    message = gettext_noop(
        "This is no table: the first line has to name the columns, with → before each output, parted by tabs."
    )


def sheet_text(table: Table) -> str:
    """A table as text to paste into a spreadsheet."""
    has_remarks = any(rule.annotation for rule in table.rules)
    outputs = [f"{ARROW} {name}" for name in table.output_names]
    lines = [[*table.inputs, *outputs, *([REMARK] if has_remarks else [])]]
    for rule in table.rules:
        cells = [cell.text for cell in rule.cells] + [literal(value) for value in rule.outputs]
        lines.append([*cells, *([rule.annotation] if has_remarks else [])])
    return lines_text(lines)


def lines_text(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as a spreadsheet takes them; what it would take for a formula gets its mark of a text (')."""
    return "".join("\t".join(_quoted(_as_text(cell)) for cell in line) + "\n" for line in lines)


def _as_text(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def point_number(text: str) -> str:
    """A number with a decimal comma (`1.234,50`, as spreadsheets of many countries write it) with a point; others as
    they are."""
    return text.replace(".", "").replace(",", ".") if _COMMA.fullmatch(text) else text


def read_sheet(
    text: str,
    before: Table,
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]] | None = None,
) -> Table:
    """A pasted sheet as the rows of `before` (its name, title, hit policy and outputs; columns may change).

    `types` are the facts that its inputs may name and `choices` their declared choices. Raises `PolicyInvalid` with
    every problem.
    """
    lines = [line for line in sheet_lines(text) if any(cell.strip() for cell in line)]
    header = [cell.strip() for cell in lines[0]] if lines else []
    outputs = [name.removeprefix(ARROW).strip() for name in header if name.startswith(ARROW)]
    inputs = [name for name in header if not name.startswith(ARROW) and name not in {"", REMARK}]
    arranged = [*inputs, *(f"{ARROW} {name}" for name in outputs)]
    spelled = [
        f"{ARROW} {name.removeprefix(ARROW).strip()}" if name.startswith(ARROW) else name for name in header
    ]
    if not outputs or [name for name in spelled if name not in {"", REMARK}] != arranged:
        raise PolicyInvalid((SheetUnusable(field="sheet"),))
    declared = {column.name: column for column in before.outputs}
    columns = [declared.get(name) for name in outputs]
    remark_at = header.index(REMARK) if REMARK in header else len(header)
    known = frozenset(types)
    rules = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line] + [""] * (len(header) - len(line))
        when = [kind_test(cell, types.get(name), known) for name, cell in zip(inputs, cells, strict=False)]
        values = cells[len(inputs) : len(inputs) + len(outputs)]
        rules.append(
            {
                "when": when,
                "then": [
                    kind_value(cell, _kind(column)) for cell, column in zip(values, columns, strict=True)
                ],
                "note": cells[remark_at] if remark_at < len(cells) else "",
            }
        )
    problems = Problems()
    data = {
        "name": before.name,
        "title": before.title,
        "hit_policy": before.hit_policy.value,
        "rises_with": [name for name in before.rises_with if name in inputs],
        "inputs": inputs,
        "outputs": [_column_data(name, column) for name, column in zip(outputs, columns, strict=True)],
        "rules": rules,
    }
    table = read_table(Reader(data, f"tables.{before.name}", problems), types, choices or {})
    if problems.found:
        raise PolicyInvalid(tuple(problems.found))
    return table


def _kind(column: OutputColumn | None) -> ValueType | None:
    """What the cells of an output hold; an amount may be a number or the name of one."""
    return None if column is None or column.name == "amount" else column.type


def _column_data(name: str, column: OutputColumn | None) -> dict[str, object]:
    if column is None:
        return {"name": name}
    choices = [literal(choice) for choice in column.choices]
    return {"name": name, "type": column.type.value, "choices": choices, "default": literal(column.default)}


def sheet_lines(text: str) -> Iterator[list[str]]:
    """Lines of cells; a cell in a spreadsheet's own quotes may hold tabs, line breaks and doubled quotes."""
    line: list[str] = []
    position, whole = 0, text.replace("\r\n", "\n").replace("\r", "\n")
    while position < len(whole):
        match = _CELL.match(whole, position)
        assert match is not None, "an empty cell matches"
        line.append(_unquoted(match))
        position = match.end()
        if position >= len(whole) or whole[position] == "\n":
            yield line
            line = []
        elif position == len(whole) - 1:
            line.append("")
            yield line
        position += 1


def _unquoted(match: re.Match[str]) -> str:
    """A spreadsheet quotes a cell only for what is in it; `"gold"` alone is a text of ours."""
    inner = match[1]
    if inner is None:
        cell = match[2]
    else:
        cell = inner.replace('""', '"') if any(mark in inner for mark in '"\t\n') else match[0]
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _quoted(cell: str) -> str:
    """As spreadsheets quote: a cell with quotes, tabs or line breaks in it."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '"\t\n') else cell


def kind_test(cell: str, value_type: ValueType | None, known: frozenset[str]) -> str:
    """An input cell as it was typed, or with the quotes that a text misses: `gold, silver` is `"gold", "silver"`."""
    if value_type not in {ValueType.STRING, ValueType.LIST} or not cell:
        return cell
    try:
        compile_cell(cell, value_type, known)
    except CellUnreadable:
        return _with_quotes(cell)
    return cell


def kind_value(cell: str, value_type: ValueType | None) -> str:
    """An output cell as it was typed, or as a text in quotes where its column holds texts (or nobody said)."""
    if value_type is not None and value_type is not ValueType.STRING:
        return point_number(cell) if value_type is ValueType.NUMBER else cell
    try:
        value = parse_literal(cell)
    except CellUnreadable:
        return literal(cell) if '"' not in cell else cell
    is_text = value_type is None or isinstance(value, str) or value is None
    return cell if is_text else literal(cell)


def _with_quotes(cell: str) -> str:
    """Bare words, each in quotes; a cell with quotes or brackets of its own stays as it is."""
    if '"' in cell:
        return cell
    if any(mark in cell for mark in "()[]"):
        inner = _NEGATED.fullmatch(cell)
        return cell if inner is None else f"not({_with_quotes(inner[1])})"
    return ", ".join(literal(word.strip()) for word in cell.split(",") if word.strip())
