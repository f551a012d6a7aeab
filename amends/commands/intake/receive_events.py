"""Events come in from a registered source: each is kept once, and a worker is woken to act on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.events import store as events
from amends.core.event.cloud import EVENTS_MAX, CloudEvent, identity_of, read_event
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class NoEvents(Refusal):
    """The batch is empty."""

    code = "no_events"
    kind = Kind.INVALID
    message = gettext_noop("Send at least one event.")


class TooManyEvents(Refusal):
    """More events than one batch may hold."""

    code = "too_many_events"
    kind = Kind.INVALID
    message = gettext_noop("Send at most %(most)s events at once.")


class EventDiffers(Refusal):
    """An event of this source and id came before, and said something else."""

    code = "event_differs"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "An event with this id came before and said something else. That one counts; give a new event a new id."
    )


@dataclass(frozen=True, slots=True)
class EventTaken:
    """What became of one event of a batch: *accepted*, *repeated* (it was there already) or *refused*.

    `event_id` is our own number of it, None where it is not kept. A refusal has its code, words, holes and field.
    """

    source: str
    id: str
    status: str
    event_id: int | None = None
    code: str = ""
    detail: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class EventsReceived:
    """One entry for each event, in the order in which they were sent."""

    taken: tuple[EventTaken, ...]


@command(Permission.SEND_EVENTS)
def receive_events(ctx: Context, *, source: str, sent: tuple[object, ...]) -> EventsReceived:
    """Keep each event in `sent` (JSON of CloudEvents 1.0) of the source with that name; what is unusable is told apart.

    The same source and id again is the same event, and acts once. Raises `SourceUnknown`, `NoEvents`, `TooManyEvents`.
    """
    known = events.source_by_name(source, field="source")
    ctx.require(Permission.SEND_EVENTS, known.unit_id)
    if not sent:
        raise NoEvents(field="events")
    if len(sent) > EVENTS_MAX:
        raise TooManyEvents(field="events", most=EVENTS_MAX)
    read = [_read(each) for each in sent]
    good = [each for each in read if isinstance(each, CloudEvent)]
    kept = events.keep_events(ctx, known.id, good)
    return EventsReceived(_taken(sent, read, kept))


def _read(given: object) -> CloudEvent | Refusal:
    try:
        return read_event(given)
    except Refusal as refusal:
        return refusal


def _taken(
    sent: Sequence[object], read: Sequence[CloudEvent | Refusal], kept: Sequence[events.Kept]
) -> tuple[EventTaken, ...]:
    waiting = iter(kept)
    taken = []
    for given, each in zip(sent, read, strict=True):
        if isinstance(each, Refusal):
            taken.append(_refused(*identity_of(given), each))
            continue
        one = next(waiting)
        if one.differs:
            taken.append(_refused(each.source, each.id, EventDiffers(field="id"), one.id))
        else:
            status = "accepted" if one.is_new else "repeated"
            taken.append(EventTaken(each.source, each.id, status, one.id))
    return tuple(taken)


def _refused(source: str, event_id: str, refusal: Refusal, kept_id: int | None = None) -> EventTaken:
    return EventTaken(source, event_id, "refused", kept_id, refusal.code, str(refusal), refusal.field)
