"""What is held for the people of an incident begins to go out, wave after wave."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.incidents import store as incidents
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record
from amends.kernel.queue import defer

WAVES_JOB = "give_waves"
WAVE_MAX = 5_000
PAUSE_MAX_SECONDS = 86_400


class WaveInvalid(Refusal):
    """A wave of nobody, or one that would be a single transaction for hours."""

    code = "wave_invalid"
    kind = Kind.INVALID
    message = gettext_noop("A wave has 1 to %(most)s people, and at most a day lies between two of them.")


@dataclass(frozen=True, slots=True)
class GivingStarted:
    """The state of the incident."""

    ref: str
    state: str


@command(Permission.GIVE_TO_MANY)
def start_giving(
    ctx: Context, *, incident_ref: str, wave_size: int = 2_000, wave_seconds: int = 0
) -> GivingStarted:
    """Begin to give in waves of `wave_size` people, at least `wave_seconds` apart (0: one after the other).

    A worker does the giving; it goes on after a crash where it was. Raises `IncidentUnknown`,
    `IncidentStepNotAllowed` and `WaveInvalid`.
    """
    if not 1 <= wave_size <= WAVE_MAX or not 0 <= wave_seconds <= PAUSE_MAX_SECONDS:
        raise WaveInvalid(field="wave_size", most=WAVE_MAX)
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    moved = incidents.move(
        ctx,
        incident,
        IncidentEvent.START,
        wave_size=wave_size,
        wave_seconds=wave_seconds,
        next_wave_at=ctx.now,
    )
    body = {"wave_size": wave_size, "wave_seconds": wave_seconds}
    record(ctx, f"incident:{incident.id}", "giving.started", body)
    defer(WAVES_JOB)
    return GivingStarted(moved.ref, moved.state.value)
