"""What is wrong with a policy although it can be read: gaps, overlaps, rows that never count, outcomes that
fall when they should rise, gestures that nobody can give or that nobody has to approve. An empty list means
that none of this was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from amends.core.policy.amounts import (
    AmountForm,
    Dated,
    Fixed,
    GreatestOf,
    LeastOf,
    Named,
    OpenAmount,
    Rounded,
    TotalOf,
)
from amends.core.policy.grid import rows_of
from amends.core.policy.guard import WEIGHTS
from amends.core.policy.hits import RowsContradict, combine
from amends.core.policy.model import (
    BAND,
    BANDS,
    GUARD,
    SEVERITY,
    GestureDefinition,
    HitPolicy,
    PolicyDocument,
    Table,
)
from amends.core.policy.reach import TooManyCases, cases_of, is_relative, reachable, words_of
from amends.core.policy.values import FactValue
from amends.core.text import gettext_noop

_EXAMPLES_MAX = 5


class Weight(StrEnum):
    """How much it matters: an error keeps a policy from being published, a warning is for its author to
    judge.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Weakness:
    """One thing found: a stable `code`, where (`table` and `rows` from 1, or a `gesture`), and words with
    holes.
    """

    code: str
    weight: Weight
    message: str
    table: str = ""
    rows: tuple[int, ...] = ()
    gesture: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.message % self.params


def check_policy(document: PolicyDocument) -> list[Weakness]:
    """All weaknesses, in the order of the document."""
    found: list[Weakness] = []
    for table in document.tables:
        found += _check_table(document, table)
    found += _check_gestures(document)
    found += _check_authority(document)
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


def _check_gestures(document: PolicyDocument) -> Iterator[Weakness]:
    table = document.table(BAND)
    bands = {str(rule.outputs[0]) for rule in table.rules} if table else set(BANDS)
    if document.gestures and table is None and any(gesture.bands for gesture in document.gestures):
        message = gettext_noop(
            "Gestures name bands, and there is no table that decides the band. Add the table band."
        )
        yield Weakness("no_band_table", Weight.ERROR, message)
    for gesture in document.gestures:
        if gesture.bands and not bands & set(gesture.bands):
            message = gettext_noop(
                "“%(gesture)s” fits only %(bands)s, and no row of the table band leads there."
            )
            params = {"gesture": gesture.name, "bands": ", ".join(gesture.bands)}
            yield Weakness("never_fits", Weight.ERROR, message, gesture=gesture.code, params=params)
        if gesture.amount is not None and not gesture.budget:
            message = gettext_noop("“%(gesture)s” is worth money, and no budget carries it.")
            yield Weakness(
                "no_budget", Weight.WARNING, message, gesture=gesture.code, params={"gesture": gesture.name}
            )
    for band in sorted(bands - {"G0"}):
        if document.gestures and not any(
            not gesture.bands or band in gesture.bands for gesture in document.gestures
        ):
            message = gettext_noop("The table band leads to %(band)s, and no gesture fits there.")
            yield Weakness("empty_band", Weight.WARNING, message, table=BAND, params={"band": band})


def _check_authority(document: PolicyDocument) -> Iterator[Weakness]:
    """A gesture without an upper end that nobody has to approve, and one that the guard always declines."""
    guard = document.table(GUARD)
    if guard is None:
        if document.gestures:
            message = gettext_noop("There is no table guard: everybody may give everything in the list.")
            yield Weakness("no_guard", Weight.WARNING, message)
        return
    if is_relative(guard):
        return
    for gesture in document.gestures:
        fixed: dict[str, FactValue] = {
            "gesture": gesture.code,
            "gesture_type": gesture.type.value,
            "gesture_form": gesture.form.value,
            "gesture_band": gesture.lowest_band,
        }
        try:
            highest = reachable(document, guard, fixed=fixed, last=("amount", "case_total", "true_cost"))
            every = reachable(document, guard, fixed=fixed)
        except TooManyCases:
            return
        free = next(
            (path for mask, path in highest.items() if mask and _height(guard, rows_of(mask)) == 0), None
        )
        if free is not None and gesture.amount is not None and upper_end(gesture.amount, document) is None:
            message = gettext_noop("“%(gesture)s” has no upper end, and nobody has to say yes for: %(case)s.")
            params = {"gesture": gesture.name, "case": words_of(guard, free)}
            yield Weakness(
                "authority_hole", Weight.ERROR, message, GUARD, gesture=gesture.code, params=params
            )
        if all(mask and _height(guard, rows_of(mask)) == WEIGHTS["decline"] for mask in every):
            yield _never_given(gesture)


def _never_given(gesture: GestureDefinition) -> Weakness:
    message = gettext_noop("The table guard always declines “%(gesture)s”.")
    return Weakness(
        "always_declined",
        Weight.ERROR,
        message,
        GUARD,
        gesture=gesture.code,
        params={"gesture": gesture.name},
    )


def upper_end(form: AmountForm, document: PolicyDocument) -> Decimal | None:
    """The most that a form can come to whatever the facts; None when it has no end."""
    match form:
        case Fixed(amount):
            return amount if isinstance(amount, Decimal) else None
        case LeastOf(forms):
            ends = [end for end in (upper_end(inner, document) for inner in forms) if end is not None]
            return min(ends, default=None)
        case GreatestOf(forms) | TotalOf(forms):
            every = [upper_end(inner, document) for inner in forms]
            known = [end for end in every if end is not None]
            if len(known) < len(every):
                return None
            return max(known) if isinstance(form, GreatestOf) else sum(known, Decimal(0))
        case OpenAmount(_, most):
            return upper_end(most, document)
        case Rounded(inner, step):
            end = upper_end(inner, document)
            return None if end is None else end + step
        case Dated(_, versions):
            return upper_end(GreatestOf(tuple(version for _, version in versions)), document)
        case Named(name):
            return upper_end(document.amounts[name], document)
    return None


def _of_table(
    code: str, weight: Weight, message: str, table: Table, rows: tuple[int, ...] = (), **params: object
) -> Weakness:
    return Weakness(code, weight, message, table.name, rows, params={"table": table.name, **params})
