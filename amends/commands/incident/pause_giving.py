"""The giving of an incident stands still: the wave in hand is finished, and no other one begins."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.incidents import store as incidents
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class GivingPaused:
    """The state of the incident."""

    ref: str
    state: str


@command(Permission.GIVE_TO_MANY)
def pause_giving(ctx: Context, *, incident_ref: str) -> GivingPaused:
    """Pause; the money stays held. Once this is answered, nothing more is given until it is resumed.

    Raises `IncidentUnknown` and `IncidentStepNotAllowed`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    moved = incidents.move(ctx, incident, IncidentEvent.PAUSE, next_wave_at=None)
    record(ctx, f"incident:{incident.id}", "giving.paused", {})
    return GivingPaused(moved.ref, moved.state.value)
