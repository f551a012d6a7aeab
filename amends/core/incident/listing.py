"""A list of people as somebody uploads it: CSV of any common kind, read strictly and never believed.

Nothing in it is run or looked up; what cannot be read is told by row and column, and the others go on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from amends.core.policy.facts import FactsInvalid, read_facts
from amends.core.policy.model import FactDeclaration, PolicyDocument
from amends.core.policy.reading import to_number
from amends.core.policy.values import ValueType
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

BYTES_MAX = 20_000_000
ROWS_MAX = 200_000
COLUMNS_MAX = 60
CELL_MAX = 300

WHO = ("external_ref", "email", "phone")
"""Columns that say who it is, the strongest first."""

DETAILS = (*WHO, "name", "language", "loyalty_tier")

_TRUE = frozenset({"true", "yes", "ja", "y", "1"})
_FALSE = frozenset({"false", "no", "nein", "n", "0"})


class ListUnreadable(Refusal):
    """It is no table of text."""

    code = "list_unreadable"
    kind = Kind.INVALID
    message = gettext_noop(
        "This cannot be read as a table. Save it as CSV (UTF-8) with one row a person and names above the columns."
    )


class ListTooLarge(Refusal):
    """More than is taken at once."""

    code = "list_too_large"
    kind = Kind.INVALID
    message = gettext_noop("A list has at most %(rows)s rows and %(columns)s columns. Upload it in parts.")


class ListColumnUnknown(Refusal):
    """A column that is neither a detail of a person nor a fact of the policy."""

    code = "list_column_unknown"
    kind = Kind.INVALID
    message = gettext_noop(
        "The column “%(column)s” is neither a detail of a person (%(details)s) nor a fact of the policy (%(facts)s)."
    )


class NoWayToKnowThem(Refusal):
    """No column says who it is."""

    code = "no_way_to_know_them"
    kind = Kind.INVALID
    message = gettext_noop("At least one column has to say who it is: external_ref, email or phone.")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: its number in the list (the header is 1), the person's details, and their facts as JSON keeps them.

    `problem` says why it cannot be used; then the rest is empty.
    """

    number: int
    details: Mapping[str, str]
    facts: Mapping[str, object]
    problem: str = ""


def decode_list(data: bytes) -> str:
    """The text of an uploaded file: UTF-8 or UTF-16 with its mark, UTF-8 without, else what Windows calls ANSI.

    Raises `ListTooLarge` and `ListUnreadable`.
    """
    if len(data) > BYTES_MAX:
        raise ListTooLarge(field="list", rows=ROWS_MAX, columns=COLUMNS_MAX)
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ListUnreadable(field="list") from None


def read_list(text: str, document: PolicyDocument) -> tuple[ListRow, ...]:
    """The rows of a CSV text; parted by comma, semicolon or tabulator, whichever its header has most of.

    Raises `ListUnreadable`, `ListTooLarge`, `ListColumnUnknown` and `NoWayToKnowThem`.
    """
    if "\x00" in text or not text.strip():
        raise ListUnreadable(field="list")
    first = text.lstrip().splitlines()[0]
    parted_by = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=parted_by, strict=True)
    try:
        header = [_name(cell) for cell in next(reader)]
        _check_header(header, document.declared)
        known: dict[tuple[str, ...], dict[str, object] | str] = {}
        rows = []
        for number, cells in enumerate(reader, start=2):
            if number > ROWS_MAX + 1:
                raise ListTooLarge(field="list", rows=ROWS_MAX, columns=COLUMNS_MAX)
            if any(cell.strip() for cell in cells):
                rows.append(_row(number, header, cells, document, known))
    except (csv.Error, StopIteration):
        raise ListUnreadable(field="list") from None
    return tuple(rows)


def _name(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("-", "_")


def _check_header(header: list[str], declared: Mapping[str, FactDeclaration]) -> None:
    if len(header) > COLUMNS_MAX:
        raise ListTooLarge(field="list", rows=ROWS_MAX, columns=COLUMNS_MAX)
    if len(set(header)) != len(header):
        raise ListUnreadable(field="list")
    strange = next((name for name in header if name not in DETAILS and name not in declared), None)
    if not set(WHO) & set(header):
        raise NoWayToKnowThem(field="list")
    if strange is not None:
        facts, details = ", ".join(sorted(declared)), ", ".join(DETAILS)
        raise ListColumnUnknown(field="list", column=strange[:60], details=details, facts=facts)


def _row(
    number: int,
    header: list[str],
    cells: list[str],
    document: PolicyDocument,
    known: dict[tuple[str, ...], dict[str, object] | str],
) -> ListRow:
    """One row; its facts are read once for all rows that have the same ones."""
    if len(cells) != len(header):
        return ListRow(number, {}, {}, f"it has {len(cells)} cells under {len(header)} names")
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    bad = next((name for name, value in values.items() if len(value) > CELL_MAX or _is_formula(value)), None)
    if bad is not None:
        return ListRow(number, {}, {}, f"{bad} is a formula or too long")
    told = {name: value for name, value in values.items() if name not in DETAILS and value}
    key = tuple(told.values()) + tuple(told)
    if key not in known:
        known[key] = _facts(told, document)
    facts = known[key]
    if isinstance(facts, str):
        return ListRow(number, {}, {}, facts)
    return ListRow(number, {name: values.get(name, "") for name in DETAILS}, facts)


def _is_formula(value: str) -> bool:
    """What a spreadsheet would run: kept out, so that no later export carries it on."""
    if value[:1] in ("=", "@"):
        return True
    return (
        value[:1] in ("+", "-") and not value[1:].replace(" ", "").replace(".", "").replace("-", "").isdigit()
    )


def _facts(told: Mapping[str, str], document: PolicyDocument) -> dict[str, object] | str:
    """The facts as evidence keeps them, or what is the matter with one of them."""
    values = {name: _typed(document.declared[name], text) for name, text in told.items()}
    try:
        read_facts(document, values)
    except FactsInvalid as invalid:
        return f"{invalid.refusals[0].field}: {invalid.refusals[0]}"[:120]
    return values


def _typed(declared: FactDeclaration, text: str) -> object:
    if declared.type is ValueType.BOOLEAN:
        low = text.lower()
        return True if low in _TRUE else False if low in _FALSE else text
    if declared.type in (ValueType.NUMBER, ValueType.MONEY):
        number = to_number(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
        return text if number is None else format(number.normalize(), "f")
    return text


def usable_columns(declared: Collection[str]) -> tuple[str, ...]:
    """The names that may stand above columns: details of a person, then facts of the policy."""
    return (*DETAILS, *sorted(declared))
