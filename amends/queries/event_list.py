"""What came from other programs and what was done about it: for who writes triggers and who runs the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amends.apps.events.models import ReceivedEvent
from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text
from amends.core.money import Money
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query

PAGE = 60
STATES = tuple(ReceivedEvent.State.values)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event. `reason` is kept English with holes (code, message, params); `body` is "" for who sees no words."""

    id: int
    source: str
    event_id: str
    type: str
    received_at: datetime
    state: str
    trigger_code: str
    trigger_row: int | None
    policy_number: int | None
    reason: dict[str, Any] | None
    case_ref: str
    face: Money | None
    differing: int
    body: str
    can_act_again: bool


@dataclass(frozen=True, slots=True)
class EventList:
    """One page, the latest first; `after` leads to the older ones."""

    lines: tuple[EventLine, ...]
    after: str | None


@query(Permission.SEE_EVENTS)
def event_list(
    ctx: Context, *, state: str = "", source: str = "", after: str = "", limit: int = PAGE
) -> EventList:
    """Events of the sources in scope, of one `state` or from one `source` (by name). Raises `CursorInvalid`."""
    rows = ReceivedEvent.objects.from_units(ctx.scope(Permission.SEE_EVENTS).unit_ids)
    if state in STATES:
        rows = rows.filter(state=state)
    if source:
        rows = rows.filter(source__name=source[:60])
    if after:
        (last_id,) = cursor_keys(after, 1)
        if not isinstance(last_id, int):
            raise CursorInvalid(field="after")
        rows = rows.filter(id__lt=last_id)
    found = list(rows.select_related("source", "case").order_by("-id")[: limit + 1])
    lines = tuple(_line(ctx, row) for row in found[:limit])
    return EventList(lines, cursor_text(lines[-1].id) if len(found) > limit else None)


def _line(ctx: Context, row: ReceivedEvent) -> EventLine:
    unit_id = row.source.unit_id
    stands = row.state in (ReceivedEvent.State.FAILED, ReceivedEvent.State.IGNORED) and row.body != ""
    sees_case = row.case is not None and ctx.scope(Permission.SEE_CASES).covers(row.case.unit_id)
    return EventLine(
        id=row.id,
        source=row.source.name,
        event_id=row.event_id,
        type=row.type,
        received_at=row.received_at,
        state=row.state,
        trigger_code=row.trigger_code,
        trigger_row=row.trigger_row,
        policy_number=row.policy_number,
        reason=row.reason,
        case_ref=row.case.ref if row.case is not None and sees_case else "",
        face=Money(row.face_minor, row.currency) if row.face_minor else None,
        differing=row.differing,
        body=row.body if ctx.may(Permission.SEE_CUSTOMER_WORDS, unit_id) else "",
        can_act_again=stands and ctx.may(Permission.MANAGE_POLICY, unit_id),
    )
