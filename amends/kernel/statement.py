"""Runs the few statements that redemptions, givings and envelopes are made of, planned once per connection.

Django binds values in the client, so that PostgreSQL plans each statement anew; for a statement with several
steps that takes longer than running it. Here the server binds, and keeps the plan from the fifth time on
(`prepare_threshold`, see kernel/database.py; never behind a pooler, where the next statement may meet another
connection). Same connection, same transaction, same errors as Django's own cursors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Row: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Mapping[str, Any] | Sequence[Any]
T = TypeVar("T")


def first_row(statement: str, values: Values) -> Row | None:
    """Run `statement` inside the present transaction; the first row it gives, or None."""
    return _run(statement, values, _first, writes=True)


def changed(statement: str, values: Values) -> int:
    """Run `statement` inside the present transaction; how many rows it wrote."""
    return _run(statement, values, _count, writes=True)


def read_row(statement: str, values: Values) -> Row | None:
    """The first row that a reading `statement` gives, or None; inside a transaction or outside any."""
    return _run(statement, values, _first, writes=False)


def read_rows(statement: str, values: Values) -> list[Row]:
    """All rows that a reading `statement` gives; inside a transaction or outside any."""
    return _run(statement, values, _all, writes=False)


def _run(statement: str, values: Values, take: Callable[[Any], T], *, writes: bool) -> T:
    own = connections[DEFAULT_DB_ALIAS]
    if own.in_atomic_block:
        own.validate_no_broken_transaction()
    else:
        assert not writes, "these statements are parts of a command"
    # Somebody watches or counts what is sent: Django's own cursor tells them.
    if own.execute_wrappers or own.queries_logged:
        with own.cursor() as watched:
            watched.execute(statement, values)
            return take(watched)
    if own.connection is None:
        own.ensure_connection()
    with own.wrap_database_errors, psycopg.Cursor(own.connection) as cursor:
        cursor.execute(statement, values)
        return take(cursor)


def _first(cursor: Any) -> Row | None:
    return cursor.fetchone() if cursor.pgresult.nfields else None


def _all(cursor: Any) -> list[Row]:
    return cursor.fetchall()  # type: ignore[no-any-return]


def _count(cursor: Any) -> int:
    return int(cursor.rowcount)
