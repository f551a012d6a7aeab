"""Runs the few statements that every redemption and every giving is made of, planned once per connection.

Django binds values in the client, so that PostgreSQL plans each statement anew; for a statement with several
steps that takes longer than running it. Here the server binds, and keeps the plan from the fifth time on
(`prepare_threshold`, see kernel/database.py; never behind a pooler, where the next statement may meet another
connection). Same connection, same transaction, same errors as Django's own cursors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def first_row(statement: str, values: Mapping[str, Any] | Sequence[Any]) -> tuple[Any, ...] | None:
    """Run `statement` inside the present transaction; the first row it gives, or None."""
    assert connection.in_atomic_block, "these statements are parts of a command"
    connection.validate_no_broken_transaction()
    if connection.execute_wrappers:  # somebody watches what is sent: Django's own cursor asks them first
        with connection.cursor() as watched:
            watched.execute(statement, values)
            return None if watched.description is None else watched.fetchone()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values)
        return None if cursor.description is None else cursor.fetchone()
