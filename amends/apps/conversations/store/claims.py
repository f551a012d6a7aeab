"""Claims messages in batches for one worker, and records what became of each.

A claim runs out by itself: what a dead worker held is taken up again by the next claim, under the same Message-ID.
Every step after the claim is a compare-and-swap on the claim, so that a worker that was thought dead and comes back
cannot overwrite what the next one did.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from amends.apps.conversations.models import Message
from amends.apps.conversations.store.messages import MessageRecord, record_of

CLAIM = """
    WITH due AS (
        SELECT id FROM conversations_message
        WHERE state IN ('queued', 'claimed') AND send_after_at <= %(now)s
            AND (state = 'queued' OR claimed_until_at <= %(now)s)
        ORDER BY send_after_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    )
    UPDATE conversations_message AS m
    SET state = 'claimed', claimed_by = %(worker)s, claimed_until_at = %(until)s, attempts = m.attempts + 1
    FROM due WHERE m.id = due.id RETURNING m.id
"""


def claim_messages(
    worker: str, now: datetime, *, limit: int, lease_seconds: int, statement: str = CLAIM
) -> tuple[MessageRecord, ...]:
    """Up to `limit` messages that are due, the longest waiting first, for `worker` alone until the lease ends.

    Each claim counts as an attempt, so a message that kills its worker is given up in the end like any other.
    `statement` is there for the test that takes its guards away.
    """
    assert connection.in_atomic_block
    until = now + timedelta(seconds=lease_seconds)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "limit": limit, "worker": worker, "until": until})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Message.objects.filter(id__in=ids).order_by("send_after_at", "id")
    return tuple(record_of(row) for row in rows)


def mark_sent(message_id: int, worker: str, now: datetime) -> bool:
    """The other side has taken it; False when the claim was lost meanwhile and nothing was changed."""
    assert connection.in_atomic_block
    return _claimed(
        message_id, worker, state=Message.State.SENT, sent_at=now, claimed_until_at=None, last_problem=""
    )


def try_again(message_id: int, worker: str, at: datetime, problem: str) -> bool:
    """It could not be handed over this time; False when the claim was lost meanwhile."""
    assert connection.in_atomic_block
    return _claimed(
        message_id,
        worker,
        state=Message.State.QUEUED,
        send_after_at=at,
        claimed_by="",
        claimed_until_at=None,
        last_problem=problem[:300],
    )


def mark_failed(message_id: int, worker: str, problem: str) -> bool:
    """It cannot be handed over at all; False when the claim was lost meanwhile."""
    assert connection.in_atomic_block
    return _claimed(
        message_id, worker, state=Message.State.FAILED, claimed_until_at=None, last_problem=problem[:300]
    )


def release_claims(message_ids: tuple[int, ...], worker: str) -> None:
    """Give back what this worker did not get to; it costs no attempt."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_message SET state = 'queued', claimed_by = '', claimed_until_at = NULL, "
            "attempts = attempts - 1 WHERE id = ANY(%s) AND state = 'claimed' AND claimed_by = %s",
            [list(message_ids), worker],
        )


def _claimed(message_id: int, worker: str, **changes: object) -> bool:
    held = Message.objects.filter(id=message_id, state=Message.State.CLAIMED, claimed_by=worker)
    return held.update(**changes) == 1
