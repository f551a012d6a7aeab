"""Deferring a job fails as the database itself does, so that every door says the same of it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import OperationalError, connection, transaction

from amends.kernel.queue import defer

pytestmark = pytest.mark.usefixtures("committed_db")


@transaction.atomic
def defer_on_a_dead_connection() -> None:
    with connection.cursor() as cursor, suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    defer("deliver_messages")


def test_a_database_that_went_away_is_said_as_such_and_not_as_a_defect() -> None:
    with pytest.raises(OperationalError):
        defer_on_a_dead_connection()
    connection.close()
