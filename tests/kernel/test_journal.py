"""The journal: chains that show every change, and rows that refuse to be changed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from amends.core.roles import Role
from amends.kernel import journal
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.kernel.journal import record
from amends.kernel.models import JournalEntry
from amends.queries.journal_check import journal_check

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
AUDITOR = Context(Actor(ActorKind.PERSON, 1), (placed(Role.AUDITOR, None),), NOON, "test", lambda n: bytes(n))


def write(ctx: Context, stream: str, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            record(ctx, stream, "note.taken", {"count": number})


def without_the_guard(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER journal_is_append_only")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER journal_is_append_only")


@pytest.mark.parametrize(
    "sql", ["UPDATE kernel_journalentry SET event = 'x.y'", "DELETE FROM kernel_journalentry"]
)
def test_an_entry_is_never_changed_or_removed(db, ctx, sql):
    write(ctx, "case:1", 1)

    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(sql)

    assert JournalEntry.objects.get().event == "note.taken"


def test_an_untouched_journal_has_no_findings(committed_db, ctx):
    write(ctx, "case:1", 3)
    write(ctx, "case:2", 2)

    checked = journal_check(AUDITOR)

    assert (checked.streams, checked.entries, checked.findings) == (2, 5, ())


@pytest.mark.parametrize(
    ("sql", "where", "problem"),
    [
        ("UPDATE kernel_journalentry SET body = '{\"count\":9}' WHERE seq = 2", "case:1 #2", "was changed"),
        ("DELETE FROM kernel_journalentry WHERE seq = 2", "case:1 #3", "expected entry 2"),
        ("DELETE FROM kernel_journalentry WHERE seq = 3", "case:1", "cut off"),
        ("DELETE FROM kernel_journalentry", "case:1", "cut off"),
    ],
)
def test_every_way_of_forging_is_named(committed_db, ctx, sql, where, problem):
    write(ctx, "case:1", 3)
    without_the_guard(sql)

    findings = journal_check(AUDITOR).findings

    assert findings[0].where == where
    assert problem in findings[0].problem


def test_many_writers_of_one_stream_make_one_chain(committed_db, ctx):
    start = threading.Barrier(8)

    def append() -> None:
        start.wait()
        for _ in range(5):
            write(ctx, "case:1", 1)
        connection.close()

    threads = [threading.Thread(target=append) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    checked = journal_check(AUDITOR)
    assert (checked.entries, checked.findings) == (40, ())


def test_what_is_remembered_of_an_end_is_only_a_guess(committed_db, ctx):
    write(ctx, "case:1", 2)
    with pytest.raises(LookupError):
        write_and_undo(ctx)
    with transaction.atomic():
        with pytest.raises(LookupError):
            write_and_undo(ctx)
        record(ctx, "case:1", "note.kept", {})
    elsewhere = threading.Thread(target=write_elsewhere, args=(ctx,))
    elsewhere.start()
    elsewhere.join()
    write(ctx, "case:1", 1)

    entries = list(JournalEntry.objects.order_by("seq").values_list("seq", "event"))
    assert entries == [
        *((1, "note.taken"), (2, "note.taken"), (3, "note.kept"), (4, "note.taken"), (5, "note.taken"))
    ]
    assert journal_check(AUDITOR).findings == ()


@transaction.atomic
def write_and_undo(ctx: Context) -> None:
    record(ctx, "case:1", "note.lost", {})
    raise LookupError


def write_elsewhere(ctx: Context) -> None:
    """Another process, which remembers nothing."""
    try:
        remembered = dict(journal._ENDS)
        journal._ENDS.clear()
        write(ctx, "case:1", 1)
        journal._ENDS.clear()
        journal._ENDS.update(remembered)
    finally:
        connection.close()
