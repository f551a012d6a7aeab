"""Events that failed or were ignored are acted on anew: after a change of the policy, or of what was missing."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.events import store as events
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class EventsReplayed:
    """How many events wait again."""

    count: int


@command(Permission.MANAGE_POLICY)
def replay_events(ctx: Context, *, event_ids: tuple[int, ...]) -> EventsReplayed:
    """Let those of the events that failed or were ignored be acted on anew by the policy in force then.

    An event that has its case, or whose body was forgotten, stays as it is.
    """
    return EventsReplayed(events.take_again(event_ids, ctx.scope(Permission.MANAGE_POLICY).unit_ids))
