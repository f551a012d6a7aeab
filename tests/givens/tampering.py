"""Rows changed behind the product's back, as somebody with the database's own password could."""

from __future__ import annotations

from django.db import connection


def tamper(table: str, change: str) -> int:
    """Do `change` to `table` with its triggers asleep; how many rows it changed (a test should see that it did).

    `change` is an SQL statement in which `{table}` stands for the table.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            cursor.execute(change.format(table=table))
            changed: int = cursor.rowcount
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return changed
