"""What is wrong with a policy although it can be read: gaps, overlaps, rows that never count, outcomes that
fall when they should rise, gestures that nobody can give or that nobody has to approve. An empty list means
that none of this was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from amends.core.policy.alone import check_alone
from amends.core.policy.authority import check_authority, check_gestures
from amends.core.policy.grid import rows_of
from amends.core.policy.guard import WEIGHTS
from amends.core.policy.hits import RowsContradict, combine
from amends.core.policy.model import (
    GUARD,
    SEVERITY,
    HitPolicy,
    PolicyDocument,
    Table,
)
from amends.core.policy.reach import TooManyCases, cases_of, is_relative, reachable, words_of
from amends.core.policy.trigger import Trigger
from amends.core.policy.values import FactValue
from amends.core.policy.weakness import Weakness, Weight
from amends.core.text import gettext_noop

_EXAMPLES_MAX = 5


def check_policy(document: PolicyDocument) -> list[Weakness]:
    """All weaknesses, in the order of the document."""
    found: list[Weakness] = []
    for table in document.tables:
        found += _check_table(document, table)
    for trigger in document.triggers:
        found += _check_trigger(document, trigger)
    found += check_gestures(document)
    found += check_authority(document)
    found += check_alone(document)
    return found


def _check_table(document: PolicyDocument, table: Table) -> Iterator[Weakness]:
    if is_relative(table):
        message = gettext_noop(
            "Table %(table)s compares facts with each other, so gaps and overlaps cannot be searched."
        )
        yield _of_table("not_searchable", Weight.WARNING, message, table)
        return
    try:
        paths = reachable(document, table)
        yield from _gaps(table, paths)
        yield from _contradictions(table, paths)
        yield from _idle_rows(table, paths)
        for column in table.rises_with:
            yield from _falls(document, table, column)
    except TooManyCases:
        message = gettext_noop("Table %(table)s has too many different cases to search. Split it in two.")
        yield _of_table("too_large", Weight.WARNING, message, table)


def _check_trigger(document: PolicyDocument, trigger: Trigger) -> Iterator[Weakness]:
    """As for any other table; but an event that no row answers is ignored, which may be meant."""
    table = trigger.table
    if is_relative(table):
        yield from _check_table(document, table)
        return
    try:
        paths = reachable(document, table)
    except TooManyCases:
        yield from _check_table(document, table)
        return
    if 0 in paths:
        message = gettext_noop(
            "Table %(table)s ignores an event for: %(case)s. Add a row for it; with null as its failure where nothing "
            "is to be done."
        )
        yield _of_table("event_ignored", Weight.WARNING, message, table, case=words_of(table, paths[0]))
    yield from _contradictions(table, paths)
    yield from _idle_rows(table, paths)


def _gaps(table: Table, paths: Mapping[int, tuple[str, ...]]) -> Iterator[Weakness]:
    """A case that no row answers. Lists may be empty (nothing is owed), except what decides severity or
    authority.
    """
    may_be_silent = (table.hit_policy.is_list or table.hit_policy.is_sum) and table.name not in {
        SEVERITY,
        GUARD,
    }
    if may_be_silent or any(column.default is not None for column in table.outputs) or 0 not in paths:
        return
    example = words_of(table, paths[0])
    message = gettext_noop("Table %(table)s has no row for: %(case)s. Add a row for it.")
    yield _of_table("gap", Weight.ERROR, message, table, case=example)


def _contradictions(table: Table, paths: Mapping[int, tuple[str, ...]]) -> Iterator[Weakness]:
    """Rows that hit at once where the hit policy does not allow it."""
    seen: set[tuple[int, ...]] = set()
    for mask, path in paths.items():
        rows = rows_of(mask)
        if len(rows) < 2 or table.hit_policy not in {HitPolicy.UNIQUE, HitPolicy.ANY} or rows[:2] in seen:
            continue
        try:
            combine(table, rows)
        except RowsContradict:
            seen.add(rows[:2])
            message = gettext_noop(
                "Table %(table)s: rows %(listed)s both hit for: %(case)s. Make one of them narrower."
            )
            listed = ", ".join(str(row) for row in rows)
            yield _of_table(
                "overlap", Weight.ERROR, message, table, rows, listed=listed, case=words_of(table, path)
            )
        if len(seen) >= _EXAMPLES_MAX:
            return


def _idle_rows(table: Table, paths: Mapping[int, tuple[str, ...]]) -> Iterator[Weakness]:
    """Rows that can never count: nothing reaches them, or another row always goes first."""
    counting: set[int] = set()
    for mask in paths:
        rows = rows_of(mask)
        if table.hit_policy in {HitPolicy.FIRST, HitPolicy.PRIORITY} and rows:
            rows = combine(table, rows).rows
        counting.update(rows)
    for number in range(1, len(table.rules) + 1):
        if number not in counting:
            message = gettext_noop(
                "Table %(table)s, row %(row)s never counts. Take it out, or change what hides it."
            )
            yield _of_table("unreachable", Weight.ERROR, message, table, (number,), row=number)


def _falls(document: PolicyDocument, table: Table, name: str) -> Iterator[Weakness]:
    """Does the first output ever fall while the column rises and everything else stays?"""
    column = next(column for column in table.grid.columns if column.name == name)
    steps = [case for case in cases_of(document, table, column) if case.words != "null"]
    for mask, path in reachable(document, table, without=name).items():
        before, where = -1, ""
        for case in steps:
            rows = rows_of(mask & case.mask)
            if not rows:
                continue
            height = _height(table, rows)
            if height < before:
                message = gettext_noop(
                    "Table %(table)s falls when %(column)s rises from %(low)s to %(high)s, for: %(case)s."
                )
                words = words_of(table, path)
                yield _of_table(
                    "falls",
                    Weight.ERROR,
                    message,
                    table,
                    rows,
                    column=name,
                    low=where,
                    high=case.words,
                    case=words,
                )
                return
            before, where = height, case.words


def _height(table: Table, rows: tuple[int, ...]) -> int:
    """How high an outcome stands, as a number that only its order means something in."""
    ladder = _ladder(table)
    if table.name == GUARD or table.hit_policy is HitPolicy.COLLECT_MAX:
        return max(ladder[table.rules[row - 1].outputs[0]] for row in rows)
    try:
        counting = combine(table, rows).rows
    except RowsContradict:
        counting = rows
    return max(ladder[table.rules[row - 1].outputs[0]] for row in counting)


def _ladder(table: Table) -> dict[FactValue, int]:
    """The places of the first output's values: by authority, by declared choice, or by size."""
    values = {rule.outputs[0] for rule in table.rules}
    if table.name == GUARD:
        return {value: WEIGHTS[str(value)] for value in values}
    choices = table.outputs[0].choices
    if choices:
        return {value: choices.index(value) if value in choices else -1 for value in values}
    ordered = sorted(
        values, key=lambda value: (value is not None, value if isinstance(value, Decimal) else 0, str(value))
    )
    return {value: place for place, value in enumerate(ordered)}


def _of_table(
    code: str, weight: Weight, message: str, table: Table, rows: tuple[int, ...] = (), **params: object
) -> Weakness:
    return Weakness(code, weight, message, table.name, rows, params={"table": table.name, **params})
