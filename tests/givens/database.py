"""The database without its own guards: one, to show that the tests would see it, or all, to empty it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# What the migrations themselves have written stays.
_KEPT = ("django_migrations", "django_content_type", "auth_permission")


def empty_tables() -> None:
    """Take out all rows, past what refuses to forget; tables that have none are not touched, which saves most.

    Their files are emptied too: a row that took the place of an old one would be read before those written earlier.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)",
            [list(_KEPT)],
        )
        asked = [f"(SELECT '{name}' FROM {name} LIMIT 1)" for (name,) in cursor.fetchall()]  # noqa: S608 - ours
        cursor.execute(" UNION ALL ".join(asked))
        names = [name for (name,) in cursor.fetchall()]
        if not names:
            return
        deleted = "".join(f"DELETE FROM {name};" for name in names)  # noqa: S608 - ours
        cursor.execute(f"SET session_replication_role = replica; {deleted} RESET session_replication_role")
        cursor.execute(f"VACUUM {', '.join(names)}")


@contextmanager
def without_constraint(table: str, name: str) -> Iterator[None]:
    """Without one constraint of `table`; it is back afterwards and the table's rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        definition = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


@contextmanager
def without_index(table: str, name: str) -> Iterator[None]:
    """Without one unique index of `table`; it is back afterwards and the table's rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        definition = cursor.fetchone()[0]
        cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(definition)
