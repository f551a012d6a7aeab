"""The giving of an incident goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.incidents import store as incidents
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.queue import defer

WAVES_JOB = "give_waves"


@dataclass(frozen=True, slots=True)
class GivingResumed:
    """The state of the incident."""

    ref: str
    state: str


@command(Permission.GIVE_TO_MANY)
def resume_giving(ctx: Context, *, incident_ref: str) -> GivingResumed:
    """Go on after a pause. Raises `IncidentUnknown` and `IncidentStepNotAllowed`."""
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    moved = incidents.move(ctx, incident, IncidentEvent.RESUME, next_wave_at=ctx.now)
    record(ctx, f"incident:{incident.id}", "giving.resumed", {})
    defer(WAVES_JOB)
    return GivingResumed(moved.ref, moved.state.value)
