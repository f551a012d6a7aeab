"""What a table answers: the rows that hit, and what its hit policy makes of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amends.core.policy.amounts import facts_of
from amends.core.policy.grid import rows_of
from amends.core.policy.model import (
    BAND,
    ENTITLEMENT,
    GUARD,
    REMEDY,
    SEVERITY,
    GestureDefinition,
    HitPolicy,
    PolicyDocument,
    Rule,
    Table,
)
from amends.core.policy.values import Facts, FactValue, ValueType
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

Row = tuple[FactValue, ...]
_ANSWERS_MAX = 4096


class RowsContradict(Refusal):
    """Several rows hit where the table may answer only one thing. The check before publishing finds these
    beforehand.
    """

    code = "policy_rows_contradict"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Table %(table)s: rows %(rows)s hit at once and disagree. Ask the CX manager to part them."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` that hit and count (from 1), their `results` in the order the hit policy gives, and the `values`
    that later tables see, by output name.
    """

    rows: tuple[int, ...]
    results: tuple[Row, ...]
    values: tuple[tuple[str, FactValue], ...]


_WELL_KNOWN = {SEVERITY: "severity", REMEDY: "remedy", BAND: "band", ENTITLEMENT: "code", GUARD: "decision"}


def exported_types(table: Table) -> dict[str, ValueType]:
    """What later tables see of a table's answer, by name. Of the well-known tables that is their one result
    (of what is owed, the list `entitlement` of codes; of the guard, nothing); of all others every output, as
    a list where the hit policy gathers rows.
    """
    if table.name == GUARD:
        return {}
    types = {}
    for index, column in enumerate(table.outputs):
        boiled = index == 0 and table.hit_policy.is_sum
        gathers = not boiled and (table.hit_policy.is_list or table.hit_policy.is_sum)
        value_type = ValueType.LIST if gathers else column.type
        types[column.name] = (
            ValueType.NUMBER if boiled and table.hit_policy is HitPolicy.COLLECT_COUNT else value_type
        )
    if table.name not in _WELL_KNOWN:
        return types
    result = _WELL_KNOWN[table.name]
    return {table.name: types[result]} if result in types else {}


def export_name(table: str, output: str) -> str | None:
    """The name under which later tables see an output of a table; None where they do not see it."""
    if table == GUARD:
        return None
    result = _WELL_KNOWN.get(table)
    if result is None:
        return output
    return table if output == result else None


def exported(table: Table, outcome: Outcome) -> Iterator[tuple[str, FactValue]]:
    """The values that go with `exported_types`."""
    if table.name == GUARD:
        return
    result = _WELL_KNOWN.get(table.name)
    for name, value in outcome.values:
        if result is None:
            yield name, value
        elif name == result:
            yield table.name, value


def decide_table(table: Table, facts: Facts) -> Outcome:
    """Look the facts up in the table. Raises `RowsContradict` (hit policies unique and any)."""
    grid = table.grid
    mask = grid.every_row
    # As `grid.rows`, with as few calls as can be: every decision passes here several times.
    for name, found, others in grid.exact:
        mask &= found(facts.get(name), others)
    for name, cuts, between, missing in grid.steps:
        value: Any = facts.get(name)
        mask &= missing if value is None else between[bisect_right(cuts, value)]
    for name, cuts, ends, at, between, missing in grid.points:
        value = facts.get(name)
        if value is None:
            mask &= missing
        else:
            place = bisect_left(cuts, value)
            mask &= at[place] if ends[place] == value else between[place]
    for name, look in grid.looked:
        mask &= look(facts.get(name), facts)
    answer: Outcome | None = table.answers.get(mask)
    if answer is None:
        answer = combine(table, rows_of(mask))
        if len(table.answers) < _ANSWERS_MAX:
            table.answers[mask] = answer
    return answer


def combine(table: Table, rows: tuple[int, ...]) -> Outcome:
    """What the hit policy makes of the rows that hit."""
    if not rows:
        return _silent(table)
    rules = [(row, table.rules[row - 1]) for row in rows]
    match table.hit_policy:
        case HitPolicy.UNIQUE:
            if len(rows) > 1:
                raise RowsContradict(table=table.name, rows=_listed(rows))
            return _single(table, rules[0])
        case HitPolicy.ANY:
            if len({rule.outputs for _, rule in rules}) > 1:
                raise RowsContradict(table=table.name, rows=_listed(rows))
            return _single(table, rules[0])
        case HitPolicy.FIRST:
            return _single(table, rules[0])
        case HitPolicy.PRIORITY:
            return _single(table, min(rules, key=lambda pair: _rank(table, pair[1])))
        case HitPolicy.OUTPUT_ORDER:
            return _several(table, sorted(rules, key=lambda pair: _rank(table, pair[1])))
        case HitPolicy.RULE_ORDER | HitPolicy.COLLECT:
            return _several(table, rules)
    return _boiled_down(table, rules)


def _silent(table: Table) -> Outcome:
    """No row hit: defaults, nothing, or an empty list."""
    if table.hit_policy.is_list:
        return Outcome((), (), tuple((name, ()) for name in table.output_names))
    if table.hit_policy.is_sum:
        first: FactValue = (
            Decimal(0) if table.hit_policy is HitPolicy.COLLECT_COUNT else table.outputs[0].default
        )
        values = [(table.output_names[0], first), *((name, ()) for name in table.output_names[1:])]
        return Outcome((), (), tuple(values))
    defaults = tuple(column.default for column in table.outputs)
    return Outcome((), (defaults,), tuple(zip(table.output_names, defaults, strict=True)))


def _single(table: Table, hit: tuple[int, Rule]) -> Outcome:
    row, rule = hit
    return Outcome((row,), (rule.outputs,), tuple(zip(table.output_names, rule.outputs, strict=True)))


def _several(table: Table, hits: list[tuple[int, Rule]]) -> Outcome:
    results = tuple(rule.outputs for _, rule in hits)
    columns = zip(*results, strict=True)
    values = tuple((name, tuple(column)) for name, column in zip(table.output_names, columns, strict=True))
    return Outcome(tuple(row for row, _ in hits), results, values)


def _boiled_down(table: Table, hits: list[tuple[int, Rule]]) -> Outcome:
    """Sum, least, most or count of the first output; the other outputs come from the rows that made it so."""
    numbers = [rule.outputs[0] for _, rule in hits]
    known = [number for number in numbers if isinstance(number, Decimal)]
    total: FactValue
    match table.hit_policy:
        case HitPolicy.COLLECT_COUNT:
            total = Decimal(len(hits))
        case HitPolicy.COLLECT_SUM:
            total = sum(known, Decimal(0))
        case HitPolicy.COLLECT_MIN:
            total = min(known, default=None)
        case _:
            total = max(known, default=None)
    if table.hit_policy in {HitPolicy.COLLECT_MIN, HitPolicy.COLLECT_MAX}:
        hits = [(row, rule) for row, rule in hits if rule.outputs[0] == total]
    gathered = _several(table, hits)
    return Outcome(gathered.rows, gathered.results, ((table.output_names[0], total), *gathered.values[1:]))


def _rank(table: Table, rule: Rule) -> tuple[int, ...]:
    """Place of the outputs among their declared choices; an output outside them comes last."""
    return tuple(
        column.choices.index(value) if value in column.choices else len(column.choices)
        for column, value in zip(table.outputs, rule.outputs, strict=True)
    )


def _listed(rows: tuple[int, ...]) -> str:
    return ", ".join(str(row) for row in rows)


def basis_of(document: PolicyDocument, names: frozenset[str]) -> set[str]:
    """The declared facts behind `names`: a table's result rests on all that the table looks at."""
    found: set[str] = set()
    open_names = set(names)
    for table in reversed(document.tables):
        if open_names & set(exported_types(table)):
            open_names |= set(table.inputs)
    for fact in reversed(document.derived):
        if fact.name in open_names:
            open_names |= fact.rests_on
    found.update(name for name in open_names if name in document.declared)
    return found


def bearing(document: PolicyDocument, gesture: GestureDefinition) -> tuple[str, ...]:
    """The facts that bear a gesture, in the order of the document: findings, and what its amount is worked out from."""
    found = document.rests.get(gesture.code)
    if found is None:
        names = {fact.name for fact in document.facts if fact.finding}
        if gesture.amount is not None:
            names |= basis_of(document, facts_of(gesture.amount, document.amounts))
        found = document.rests[gesture.code] = tuple(f.name for f in document.facts if f.name in names)
    return found
