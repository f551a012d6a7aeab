"""All the cases a table can meet, in finite number: every column's pieces, and every set of rows that can hit
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from amends.core.policy.grid import Column, Piece
from amends.core.policy.hits import exported_types
from amends.core.policy.model import (
    BAND,
    BANDS,
    GUARD,
    GUARD_FACTS,
    SEVERITY,
    FactDeclaration,
    GestureForm,
    GestureType,
    HitPolicy,
    PolicyDocument,
    Table,
)
from amends.core.policy.values import FactValue, ValueType, literal

CASES_MAX = 100_000
Path = tuple[str, ...]

_MAY_BE_MISSING = {"percent_of_price", "budget_left", "budget_used_percent"}
_GUARD_CHOICES: Mapping[str, tuple[FactValue, ...]] = {
    "gesture_type": tuple(kind.value for kind in GestureType),
    "gesture_form": tuple(form.value for form in GestureForm),
    "gesture_band": BANDS,
}


class TooManyCases(Exception):
    """The table has more different cases than the check looks at."""


@dataclass(frozen=True)
class Case:
    """A part of a column with the words for it."""

    mask: int
    words: str
    value: FactValue = None


def domain(document: PolicyDocument, table: Table, name: str) -> FactDeclaration:
    """What values a column can have: as declared for a fact, as produced for the result of an earlier table."""
    if name in document.declared:
        return document.declared[name]
    trigger = next((each for each in document.triggers if each.table is table), None)
    if trigger is not None:  # the one column of its table that is no fact: event_type
        open_ended = any(kind.endswith("*") for kind in trigger.types)
        return FactDeclaration(name, ValueType.STRING, choices=() if open_ended else trigger.types)
    if table.name == GUARD and name in GUARD_FACTS:
        value_type = GUARD_FACTS[name]
        counted = value_type in {ValueType.NUMBER, ValueType.MONEY}
        return FactDeclaration(
            name,
            value_type,
            choices=_GUARD_CHOICES.get(name, ()),
            optional=name in _MAY_BE_MISSING,
            least=Decimal(0) if counted else None,
            whole=name in {"count_90_days", "signal_count", "actor_level"},
        )
    worked_out = next((fact for fact in document.derived if fact.name == name), None)
    if worked_out is not None:
        return FactDeclaration(name, worked_out.type, optional=True)
    maker = next(other for other in document.tables if name in exported_types(other))
    value_type = exported_types(maker)[name]
    if maker.name == SEVERITY:
        return FactDeclaration(name, value_type, least=Decimal(1), most=Decimal(5), whole=True)
    made = maker.outputs[maker.output_names.index(name if name in maker.output_names else "code")]
    index = maker.outputs.index(made)
    values = tuple(dict.fromkeys([*(rule.outputs[index] for rule in maker.rules), made.default]))
    known = tuple(value for value in values if value is not None)
    one_of_them = index == 0 and maker.hit_policy in {HitPolicy.COLLECT_MIN, HitPolicy.COLLECT_MAX}
    listed = (maker.hit_policy.is_list or maker.hit_policy.is_sum) and not one_of_them
    choices = BANDS if maker.name == BAND else () if listed else known
    return FactDeclaration(name, value_type, choices=choices, optional=listed or None in values)


def cases_of(document: PolicyDocument, table: Table, column: Column) -> list[Case]:
    """The pieces of one column inside its domain, in rising order; a missing value, where it may be, comes
    last.
    """
    allowed = domain(document, table, column.name)
    if column.is_any:
        return [Case(column.every_row, "-")]
    if column.value_type is ValueType.LIST:
        items = {
            value for rule in table.rules for value in rule.cells[table.inputs.index(column.name)].literals()
        }
        lists: list[tuple[FactValue, ...]] = [
            (),
            *((item,) for item in sorted(items, key=str) if item is not None),
        ]
        return [Case(column.mask_of(held, {}), literal(held), held) for held in lists]
    values: Iterable[FactValue] = allowed.choices
    if column.value_type is ValueType.BOOLEAN:
        values = allowed.choices or (False, True)
    cases = [Case(column.mask_of(value, {}), literal(value), value) for value in values]
    if not cases:
        pieces = column.pieces(least=allowed.least, most=allowed.most, whole=allowed.whole)
        cases = [Case(piece.mask, _words(piece)) for piece in pieces]
    if allowed.optional:
        cases.append(Case(column.missing_mask, "null"))
    return cases


def reachable(
    document: PolicyDocument,
    table: Table,
    *,
    without: str = "",
    fixed: Mapping[str, FactValue] | None = None,
    last: Iterable[str] = (),
) -> dict[int, Path]:
    """Every set of rows that can hit together, as a mask, with one example of how (a text per column, in
    their order).

    `without` leaves a column out, `fixed` holds columns at a value, `last` holds columns at their highest
    piece. Raises `TooManyCases`.
    """
    paths: dict[int, Path] = {table.grid.every_row: ()}
    highest = set(last)
    for column in table.grid.columns:
        if column.name == without:
            cases = [Case(column.every_row, "-")]
        elif fixed and column.name in fixed:
            cases = [Case(column.mask_of(fixed[column.name], {}), literal(fixed[column.name]))]
        else:
            cases = cases_of(document, table, column)
            if column.name in highest:
                cases = [case for case in cases if case.words != "null"][-1:]
        following: dict[int, Path] = {}
        for mask, path in paths.items():
            for case in cases:
                following.setdefault(mask & case.mask, (*path, case.words))
        if len(following) > CASES_MAX:
            raise TooManyCases
        paths = following
    return paths


def is_relative(table: Table) -> bool:
    """Whether cells name other facts: then cases cannot be told apart by the table alone."""
    return any(test.names() for column in table.grid.columns for test in column.tests)


def words_of(table: Table, path: Path) -> str:
    """An example case in words: the columns that matter and their values."""
    named = [f"{name} {words}" for name, words in zip(table.inputs, path, strict=True) if words != "-"]
    return ", ".join(named) or "-"


def _words(piece: Piece) -> str:
    if piece.low == piece.high and piece.low is not None:
        return literal(piece.low)
    if piece.low is None:
        return "-" if piece.high is None else f"< {literal(piece.high)}"
    return (
        f"> {literal(piece.low)}" if piece.high is None else f"({literal(piece.low)}..{literal(piece.high)})"
    )
