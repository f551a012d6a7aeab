"""Claims under pressure: no message is held by two workers, and the test that says so fails without the guard."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from givens.contexts import NOON, someone
from givens.together import together

from amends.apps.conversations import store as conversations
from amends.apps.conversations.models import Message
from amends.apps.conversations.store.claims import CLAIM, claim_messages
from amends.core.roles import Role

pytestmark = pytest.mark.usefixtures("committed_db")

MESSAGES, WORKERS = 60, 12


def claimed_at_once(statement: str) -> Counter[int]:
    """How often each message was claimed by a dozen workers that all begin at the same moment."""
    ctx = someone(Role.SYSTEM)
    with transaction.atomic():
        for number in range(MESSAGES):
            conversations.queue_message(
                ctx, case_id=None, to_address=f"{number}@x.example", stage="NOTICE", subject="s", body="b"
            )
    taken: list[int] = []

    def claim(worker: int, turn: int) -> None:
        held = claim_messages(f"w{worker}", NOON, limit=10, lease_seconds=60, statement=statement)
        taken.extend(message.id for message in held)

    ended = together(claim, threads=WORKERS, each=3)
    assert ended == {"done": WORKERS * 3}
    return Counter(taken)


def test_a_dozen_workers_claim_every_message_once() -> None:
    claims = claimed_at_once(CLAIM)
    assert set(claims.values()) == {1}
    assert len(claims) == MESSAGES
    assert Message.objects.filter(state="claimed", attempts=1).count() == MESSAGES


def test_without_the_lock_some_message_is_claimed_twice() -> None:
    claims = claimed_at_once(CLAIM.replace("FOR UPDATE SKIP LOCKED", ""))
    assert max(claims.values()) > 1


def test_without_the_lease_what_another_worker_holds_is_taken_from_it() -> None:
    claims = claimed_at_once(CLAIM.replace("AND (state = 'queued' OR claimed_until_at <= %(now)s)", ""))
    assert max(claims.values()) > 1


def test_the_words_that_are_taken_away_are_there() -> None:
    assert "FOR UPDATE SKIP LOCKED" in CLAIM
    assert "AND (state = 'queued' OR claimed_until_at <= %(now)s)" in CLAIM
