"""Keeps what came, once per source and id, and hands it to one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from amends.apps.events.models import ReceivedEvent
from amends.core.event.cloud import CloudEvent
from amends.kernel.context import Context
from amends.kernel.queue import defer

ACTING_JOB = "act_on_events"

# One statement for a whole batch; in the order of their identity, so that two batches never wait for each other.
_KEEP = """
    INSERT INTO events_receivedevent
        (source_id, event_source, event_id, type, subject, happened_at, received_at, digest, body,
         differing, state, trigger_code, face_minor, currency)
    SELECT %s, e.event_source, e.event_id, e.type, e.subject, e.happened_at, %s, e.digest, e.body,
           0, 'received', '', 0, ''
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
         AS e (event_source, event_id, type, subject, happened_at, digest, body)
    ORDER BY e.event_source, e.event_id
    ON CONFLICT (source_id, event_source, event_id) DO NOTHING
    RETURNING event_source, event_id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One event that is there: whether it came just now, and whether an earlier one of its id said something else."""

    id: int
    is_new: bool
    differs: bool
    state: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event as the worker sees it."""

    id: int
    source_id: int
    event_id: str
    type: str
    body: str
    happened_at: datetime | None
    received_at: datetime


def keep_events(ctx: Context, source_id: int, events: Sequence[CloudEvent]) -> tuple[Kept, ...]:
    """Keep each event of one source, in the order given; one that is there already stays as it is.

    The same id with something else in it is counted on the row that is there. A worker is woken for what is new.
    """
    assert connection.in_atomic_block
    if not events:
        return ()
    first: dict[tuple[str, str], CloudEvent] = {}
    for event in events:
        first.setdefault((event.source, event.id), event)
    fresh = _insert(ctx, source_id, tuple(first.values()))
    rows = {
        (row.event_source, row.event_id): row
        for row in ReceivedEvent.objects.filter(
            source_id=source_id,
            event_source__in={source for source, _ in first},
            event_id__in={event_id for _, event_id in first},
        ).only("event_source", "event_id", "digest", "state")
    }
    kept = []
    for event in events:
        key = (event.source, event.id)
        row = rows[key]
        is_new = key in fresh and first[key] is event
        kept.append(Kept(row.id, is_new, row.digest != event.digest, row.state))
    if fresh:
        defer(ACTING_JOB)
    _count_differing([each.id for each in kept if each.differs])
    return tuple(kept)


def _insert(ctx: Context, source_id: int, events: Sequence[CloudEvent]) -> frozenset[tuple[str, str]]:
    """Add those that are not there yet; their source and id."""
    columns: tuple[list[object], ...] = (
        [event.source for event in events],
        [event.id for event in events],
        [event.type for event in events],
        [event.subject for event in events],
        [event.at for event in events],
        [event.digest for event in events],
        [event.body for event in events],
    )
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source_id, ctx.now, *columns])
        return frozenset(cursor.fetchall())


def _count_differing(event_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for event_id in sorted(event_ids):
            cursor.execute(
                "UPDATE events_receivedevent SET differing = differing + 1 WHERE id = %s", [event_id]
            )


def take_waiting(*, after_id: int, most: int) -> tuple[EventRecord, ...]:
    """The oldest events that wait and that no other worker has in hand, locked; only those above `after_id`."""
    return tuple(_record(row) for row in _free_to_take().filter(id__gt=after_id).order_by("id")[:most])


def take(event_id: int) -> EventRecord | None:
    """That event, locked, if it waits and no other worker has it in hand."""
    row = _free_to_take().filter(id=event_id).first()
    return None if row is None else _record(row)


def _free_to_take() -> QuerySet[ReceivedEvent]:
    assert connection.in_atomic_block, "an event is in hand until the commit"
    free = ReceivedEvent.objects.select_for_update(skip_locked=True, no_key=True)
    return free.filter(state=ReceivedEvent.State.RECEIVED)


def _record(row: ReceivedEvent) -> EventRecord:
    return EventRecord(
        row.id, row.source_id, row.event_id, row.type, row.body, row.happened_at, row.received_at
    )
