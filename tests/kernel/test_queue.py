"""Deferring a job fails as the database itself does, so that every door says the same of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from amends.kernel.queue import defer, waking_together

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


@pytest.fixture
def no_jobs(committed_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.usefixtures("no_jobs")
def test_what_many_transactions_defer_together_is_one_job_at_the_end() -> None:
    with waking_together():
        for _ in range(3):
            with transaction.atomic():
                defer("deliver_messages")
        assert jobs() == []
    assert jobs() == ["deliver_messages"]
    with transaction.atomic():
        defer("deliver_messages")
    assert jobs() == ["deliver_messages", "deliver_messages"]


@pytest.mark.usefixtures("no_jobs")
def test_what_is_due_later_and_what_is_about_one_thing_is_deferred_as_ever() -> None:
    later = datetime(2126, 5, 4, tzinfo=UTC)
    with waking_together(), transaction.atomic():
        defer("deliver_messages", at=later)
        defer("look_at", number=7)
    assert jobs() == ["deliver_messages", "look_at"]
