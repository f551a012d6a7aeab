"""Many rows at once: what a command over a hundred thousand people writes with, inside its own transaction.

COPY takes rows at several times the speed of single statements, and checks every constraint all the same. Columns that
are not named get the database's default, so name every column that has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from django.db import connection, models
from django.db.models.expressions import RawSQL


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add `rows`, each with a value per column; JSON columns take their text. How many rows that were."""
    assert connection.in_atomic_block, "rows are written in a command's transaction"
    connection.validate_no_broken_transaction()
    statement = f'COPY "{table}" ({", ".join(columns)}) FROM STDIN'
    count = 0
    raw = psycopg.Cursor(connection.connection)
    with connection.wrap_database_errors, raw as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_models(rows: Sequence[models.Model]) -> int:
    """Add these instances of one model as `save` would one by one; how many. All bring their id, or none does."""
    if not rows:
        return 0
    own = rows[0]._meta
    fields = [field for field in own.concrete_fields if not field.primary_key or rows[0].pk is not None]
    return copy_rows(
        own.db_table,
        [f'"{field.column}"' for field in fields],
        (
            [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            for row in rows
        ),
    )


def array_text(values: Iterable[str | int]) -> str:
    """A list as COPY reads it into an array column; made once where many rows have the same one."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def draw_ids(table: str, count: int) -> list[int]:
    """`count` fresh ids of `table`, for rows that must know each other before they are written."""
    assert connection.in_atomic_block, "ids are drawn in a command's transaction"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(s.name) FROM generate_series(1, %s),"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) s",
            [count, f'"{table}"'],
        )
        return [row[0] for row in cursor.fetchall()]


def run(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run one statement whose lists are bound by the server; the rows it gives."""
    assert connection.in_atomic_block, "these statements are parts of a command"
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values)
        return [] if cursor.description is None else cursor.fetchall()


def among(ids: Iterable[int]) -> RawSQL:
    """What `id__in` takes for thousands of ids: one array instead of a parameter each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
