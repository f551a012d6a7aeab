"""Writes what became of an event, and keeps a trigger within what it may give in a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from amends.apps.events.models import ReceivedEvent, TriggerDay
from amends.apps.events.store.keeping import ACTING_JOB
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.queue import defer
from amends.kernel.statement import changed, first_row


class DayLimitReached(Refusal):
    """The trigger has given by itself what it may in one day."""

    code = "day_limit_reached"
    kind = Kind.EXHAUSTED
    message = gettext_noop(
        "The trigger “%(trigger)s” may give %(most)s in a day by itself, and that is used up."
    )


_COUNT = """
    INSERT INTO events_triggerday (trigger_code, day_date, currency, given_minor)
    SELECT %(code)s, %(day)s, %(currency)s, %(face)s WHERE %(face)s <= %(most)s
    ON CONFLICT (trigger_code, day_date, currency)
    DO UPDATE SET given_minor = events_triggerday.given_minor + excluded.given_minor
    WHERE events_triggerday.given_minor + excluded.given_minor <= %(most)s
    RETURNING given_minor
"""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was done about one event, or why nothing was; `reason` as `reason_of` writes it."""

    state: str
    reason: Refusal | None = None
    trigger_code: str = ""
    trigger_row: int | None = None
    policy_number: int | None = None
    case_id: int | None = None
    offer_id: int | None = None
    face: Money | None = None


def conclude(ctx: Context, event_id: int, end: Conclusion) -> bool:
    """Write down what became of an event that waits; whether it did wait."""
    assert connection.in_atomic_block
    written = ReceivedEvent.objects.filter(id=event_id, state=ReceivedEvent.State.RECEIVED).update(
        state=end.state,
        reason=None if end.reason is None else reason_of(end.reason),
        trigger_code=end.trigger_code,
        trigger_row=end.trigger_row,
        policy_number=end.policy_number,
        case_id=end.case_id,
        offer_id=end.offer_id,
        face_minor=0 if end.face is None else end.face.minor,
        currency="" if end.face is None else end.face.currency,
        acted_at=ctx.now,
    )
    return written == 1


_CONCLUDE_MANY = """
    UPDATE "events_receivedevent" e
    SET state = 'given', reason = NULL, trigger_code = n.trigger_code, trigger_row = n.trigger_row,
        policy_number = n.policy_number, case_id = n.case_id, offer_id = n.offer_id, face_minor = n.face_minor,
        currency = n.currency, acted_at = %(now)s
    FROM unnest(%(event_ids)s::bigint[], %(codes)s::text[], %(rows)s::int[], %(numbers)s::int[], %(case_ids)s::bigint[],
                %(offer_ids)s::bigint[], %(faces)s::bigint[], %(currencies)s::text[])
         AS n (event_id, trigger_code, trigger_row, policy_number, case_id, offer_id, face_minor, currency)
    WHERE e.id = n.event_id AND e.state = 'received'
"""


def conclude_given(ctx: Context, ends: Mapping[int, Conclusion]) -> bool:
    """Write down of many events by id what was given for each; whether all of them did wait."""
    every = list(ends.values())
    faces = [end.face for end in every if end.face is not None]
    assert len(faces) == len(every), "what was given has its worth"
    written = changed(
        _CONCLUDE_MANY,
        {
            "now": ctx.now,
            "event_ids": list(ends),
            "codes": [end.trigger_code for end in every],
            "rows": [end.trigger_row for end in every],
            "numbers": [end.policy_number for end in every],
            "case_ids": [end.case_id for end in every],
            "offer_ids": [end.offer_id for end in every],
            "faces": [face.minor for face in faces],
            "currencies": [face.currency for face in faces],
        },
    )
    return written == len(ends)


def reason_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as it is kept: its code, its English sentence with holes, and what fills them."""
    inner = getattr(refusal, "refusals", ())
    first = inner[0] if inner else refusal
    params = {
        name: WHAT_WAS_SENT
        if name in _THEIRS
        else value
        if isinstance(value, bool | int)
        else _short(str(value))
        for name, value in first.params.items()
    }
    return {"code": first.code, "message": first.message, "params": params, "field": first.field}


WHAT_WAS_SENT = gettext_noop("what was sent")
"""Stands in a kept reason for what may be somebody's data."""

_THEIRS = frozenset({"email", "phone", "told"})


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"


def take_again(event_ids: Sequence[int], unit_ids: frozenset[int] | None) -> int:
    """Let those of the events that failed or were ignored, and still have their body, be acted on anew; how many.

    `unit_ids` are the units from whose sources they may come (None: all).
    """
    assert connection.in_atomic_block
    again = (ReceivedEvent.State.FAILED, ReceivedEvent.State.IGNORED)
    known = ReceivedEvent.objects.from_units(unit_ids)
    rows = known.filter(id__in=event_ids, state__in=again, case=None).exclude(body="")
    count = rows.update(state=ReceivedEvent.State.RECEIVED, reason=None, acted_at=None)
    if count:
        defer(ACTING_JOB)
    return count


def count_for_day(trigger_code: str, name: str, day: date, face: Money, most: Money) -> None:
    """Count what a trigger gives; raises `DayLimitReached` where the day would come to more than `most`.

    Its row is locked until the commit, directly before the budgets: it stands where a budget of its own would.
    """
    assert connection.in_atomic_block
    values = {
        "code": trigger_code,
        "day": day,
        "currency": face.currency,
        "face": face.minor,
        "most": most.minor,
    }
    if first_row(_COUNT, values) is None:
        raise DayLimitReached(trigger=name, most=most)


def given_on(trigger_code: str, day: date, currency: str) -> Money:
    """What a trigger has given on a day so far: a reading, `count_for_day` alone decides."""
    row = TriggerDay.objects.filter(trigger_code=trigger_code, day_date=day, currency=currency).first()
    return Money(0 if row is None else row.given_minor, currency)


def forget_bodies(before_at: datetime) -> int:
    """Empty what came before then and was acted on: it may hold somebody's data; how many."""
    assert connection.in_atomic_block
    old = ReceivedEvent.objects.filter(received_at__lt=before_at).exclude(body="")
    return old.exclude(state=ReceivedEvent.State.RECEIVED).update(body="", subject="")


def forget(case_ids: Collection[int]) -> None:
    """Empty what the events said from which these cases came."""
    assert connection.in_atomic_block
    ReceivedEvent.objects.filter(case_id__in=case_ids).update(body="", subject="")
