"""An incident ends before everybody was given to: what is held for the others is free again."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class GivingStopped:
    """The state of the incident, and for how many people the money was let go."""

    ref: str
    state: str
    released: int


@command(Permission.GIVE_TO_MANY)
def stop_giving(ctx: Context, *, incident_ref: str) -> GivingStopped:
    """Stop for good; what was given stays given, and what is held for the others is let go.

    Raises `IncidentUnknown` and `IncidentStepNotAllowed`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    moved = incidents.move(ctx, incident, IncidentEvent.STOP, next_wave_at=None, ended_giving_at=ctx.now)
    approvals.withdraw_about_incident(ctx, incident.id)
    released = incidents.release_reserved(incident.id)
    ledger.void_many(ctx, released)
    record(ctx, f"incident:{incident.id}", "giving.stopped", {"released": len(released)})
    return GivingStopped(moved.ref, moved.state.value, len(released))
