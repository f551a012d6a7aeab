"""A checkpoint kept elsewhere sees what a whole database hides: a cut tail, a deleted case, a rewritten chain."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime

import pytest
from django.db import transaction
from givens.tampering import tamper

from amends.core.roles import Role
from amends.entrypoints.jobs.checkpoint import keep_checkpoint
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.kernel.journal import record
from amends.queries.journal_check import journal_check
from amends.queries.journal_checkpoint import CheckpointInvalid, checkpoint_check, journal_checkpoint

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
AUDITOR = Context(
    Actor(ActorKind.PERSON, 1), (placed(Role.AUDITOR, None),), NOON, "test", secrets.token_bytes
)


@pytest.fixture
def kept(committed_db: None) -> str:
    """A checkpoint of two chains, and one more entry written after it."""
    write("case:1", 3)
    write("case:2", 1)
    text = journal_checkpoint(AUDITOR).text
    write("case:1", 1)
    return text


def write(stream: str, count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            record(AUDITOR, stream, "note.taken", {})


def test_a_journal_that_only_grew_fits_its_checkpoint(kept):
    assert checkpoint_check(AUDITOR, text=kept) == ()


def test_a_case_that_vanished_with_its_head_is_seen_by_the_checkpoint_alone(kept):
    tamper("kernel_journalentry", "DELETE FROM {table} WHERE stream = 'case:2'")
    tamper("kernel_journalhead", "DELETE FROM {table} WHERE stream = 'case:2'")

    findings = checkpoint_check(AUDITOR, text=kept)

    assert journal_check(AUDITOR).findings == ()
    assert [(found.where, found.problem) for found in findings] == [
        ("case:2", "entry 1 was there at the checkpoint and is gone")
    ]


def test_a_checkpoint_that_was_edited_is_refused(kept):
    edited = json.loads(kept)
    edited["heads"]["case:1"][0] = 2

    with pytest.raises(CheckpointInvalid):
        checkpoint_check(AUDITOR, text=json.dumps(edited))
    with pytest.raises(CheckpointInvalid):
        checkpoint_check(AUDITOR, text="not even JSON")


def test_one_checkpoint_a_day_is_kept_in_the_data_folder(committed_db, settings, tmp_path):
    settings.AMENDS_DATA = tmp_path
    write("case:1", 1)

    first = keep_checkpoint()
    text = first.read_text()
    write("case:1", 1)
    again = keep_checkpoint()

    assert (again, again.read_text()) == (first, text)
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == [first.name]
    assert json.loads(text)["heads"]["case:1"][0] == 1
