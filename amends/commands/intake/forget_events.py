"""The sweep that empties old events: what was done about them stays, what they said of somebody goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from amends.apps.events import store as events
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class EventsForgotten:
    """How many were emptied."""

    count: int


@command(Permission.SWEEP)
def forget_events(ctx: Context) -> EventsForgotten:
    """Empty every event that came more than `AMENDS_EVENT_DAYS` days ago, unless it still waits."""
    before_at = ctx.now - timedelta(days=settings.AMENDS_EVENT_DAYS)
    return EventsForgotten(events.forget_bodies(before_at))
