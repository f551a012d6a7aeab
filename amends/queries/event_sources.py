"""The registered sources of events, for the pages and the shell of whoever looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from amends.apps.events.models import EventSource, ReceivedEvent
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source: where it belongs, how much came from it, and when the last of it came."""

    id: int
    name: str
    unit_name: str
    made_at: datetime
    ended_at: datetime | None
    previous_until_at: datetime | None
    events: int
    last_at: datetime | None


@query(Permission.SEE_EVENTS)
def event_sources(ctx: Context) -> tuple[SourceLine, ...]:
    """Every source of the units in scope: those that send first, then by name."""
    scope = ctx.scope(Permission.SEE_EVENTS).unit_ids
    rows = EventSource.objects.select_related("unit")
    seen = rows if scope is None else rows.filter(unit_id__in=scope)
    came = ReceivedEvent.objects.filter(source__in=seen).values("source_id")
    found = came.annotate(count=Count("id"), last_at=Max("received_at"))
    counts = {row["source_id"]: (row["count"], row["last_at"]) for row in found}
    lines = [
        SourceLine(
            id=row.id,
            name=row.name,
            unit_name=row.unit.name,
            made_at=row.made_at,
            ended_at=row.ended_at,
            previous_until_at=row.previous_until_at,
            events=counts.get(row.id, (0, None))[0],
            last_at=counts.get(row.id, (0, None))[1],
        )
        for row in seen
    ]
    return tuple(sorted(lines, key=lambda line: (line.ended_at is not None, line.name)))
