"""A source of events gets another secret; the one before goes on for a while, so that nothing is lost meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.events import store as events
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class SourceSecretRenewed:
    """The new secret, shown once, and until when the one before is good."""

    name: str
    secret: str
    previous_until_at: datetime


@command(Permission.MANAGE_TOKENS)
def renew_source_secret(ctx: Context, *, name: str, keep_hours: int = 24) -> SourceSecretRenewed:
    """Give the source a new secret; the one before is good for `keep_hours` more (0: no longer, where it leaked).

    Raises `SourceUnknown` at `name`.
    """
    source = events.source_by_name(name, field="name")
    ctx.require(Permission.MANAGE_TOKENS, source.unit_id)
    until = ctx.now + timedelta(hours=max(0, min(keep_hours, 24 * 30)))
    renewed = events.renew_secret(ctx, source, previous_until_at=until)
    record(ctx, "staff", "source.renewed", {"source_id": source.id, "previous_until_at": until})
    return SourceSecretRenewed(renewed.name, events.secret_of(renewed), until)
