"""A source of events ends: nothing more is taken from it. What it sent stays."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.events import store as events
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """The source that sends no more."""

    name: str


@command(Permission.MANAGE_TOKENS)
def end_source(ctx: Context, *, name: str) -> SourceEnded:
    """End the source of that name; its name stays taken. Raises `SourceUnknown` at `name`."""
    source = events.source_by_name(name, field="name")
    ctx.require(Permission.MANAGE_TOKENS, source.unit_id)
    events.end_source(ctx, source.id)
    record(ctx, "staff", "source.ended", {"source_id": source.id})
    return SourceEnded(source.name)
