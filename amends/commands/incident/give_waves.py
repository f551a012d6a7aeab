"""The errand that gives: one wave is one transaction over its people, so that a crash loses and doubles nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from amends.apps.incidents import store as incidents
from amends.commands.giving_wave import give_wave
from amends.commands.looking_after import look_after
from amends.core.incident.lifecycle import IncidentEvent, IncidentState
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class WavesGiven:
    """How many waves, how many people were given to in them, and for how many a case went to the work list."""

    waves: int = 0
    people: int = 0
    looked_after: int = 0


@errand(Permission.SWEEP)
def give_waves(ctx: Context, *, clock: Callable[[], datetime], most: int | None = None) -> WavesGiven:
    """Give every wave that is due, one after the other (at most `most` of them).

    `clock` is read again for each wave. Several workers may do this at once: each wave takes people whom no other one
    has, and an incident with a time between its waves gives one at a time.
    """
    total = WavesGiven()
    while most is None or total.waves < most:
        due = incidents.due_waves(clock())
        given = [
            done
            for incident_id, seconds in due
            if (done := _wave(replace(ctx, now=clock()), incident_id, timedelta(seconds=seconds)))
        ]
        if not given:
            return total
        total = WavesGiven(
            total.waves + len(given),
            total.people + sum(people for people, _ in given),
            total.looked_after + sum(held for _, held in given),
        )
    return total


def _wave(ctx: Context, incident_id: int, apart: timedelta) -> tuple[int, int] | None:
    """One wave in one transaction; None when nothing was left for it, or the turn is somebody else's."""
    with transaction.atomic():
        incidents.wait_for_turn(incident_id)
        if apart and not incidents.begin_wave(incident_id, ctx.now, ctx.now + apart):
            return None
        incident = incidents.share_sending(incident_id)
        if incident is None:
            return None
        people = give_wave(ctx, incident)
        held = look_after(ctx, incident)
        if people or held:
            body = {"people": people, "looked_after": held}
            record(ctx, f"incident:{incident.id}", "wave.given", body)
    finished = _finish_if_done(ctx, incident_id)
    return (people, held) if people or held or finished else None


def _finish_if_done(ctx: Context, incident_id: int) -> bool:
    """End an incident of which nobody waits any more; False while somebody does."""
    with transaction.atomic():
        if not incidents.is_done(incident_id):
            return False
        incident = incidents.lock_by_id(incident_id)
        if incident.state is not IncidentState.SENDING or not incidents.is_done(incident_id):
            return False
        incidents.move(ctx, incident, IncidentEvent.FINISH, next_wave_at=None, ended_giving_at=ctx.now)
        record(ctx, f"incident:{incident.id}", "giving.finished", {})
    return True
