"""Incidents themselves: declared, found, locked, and moved along their lifecycle by compare and swap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.incidents.models import Incident
from amends.core.incident.lifecycle import (
    INCIDENT_LABELS,
    IncidentEvent,
    IncidentState,
    IncidentStepNotAllowed,
    next_incident_state,
)
from amends.core.ref import RefInvalid, make_ref, normal_ref
from amends.core.roles import Permission
from amends.core.unseen import IncidentUnknown
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """One incident as its row stands."""

    id: int
    ref: str
    unit_id: int
    failure_type_id: int
    name: str
    happened: str
    started_at: datetime
    ended_at: datetime | None
    state: IncidentState
    owner_id: int
    gesture_codes: tuple[str, ...]
    holds_repeats: bool
    currency: str
    policy_version_id: int | None
    decided_by: str
    decided_at: datetime | None
    decided_digest: str
    level: int
    involved_ids: tuple[int, ...]
    approved_by: str
    period_ids: tuple[int, ...]
    wave_size: int
    wave_seconds: int
    next_wave_at: datetime | None
    declared_by: str


def declare(
    ctx: Context,
    *,
    unit_id: int,
    failure_type_id: int,
    name: str,
    happened: str,
    started_at: datetime,
    ended_at: datetime | None,
    owner_id: int,
    currency: str,
) -> IncidentRecord:
    """A new incident for which nobody was found yet."""
    assert connection.in_atomic_block, "incidents are declared in a command's transaction"
    row = Incident.objects.create(
        ref=make_ref("INC", ctx.random(16)),
        unit_id=unit_id,
        failure_type_id=failure_type_id,
        name=name,
        happened=happened,
        started_at=started_at,
        ended_at=ended_at,
        state=IncidentState.DRAFTED,
        owner_id=owner_id,
        currency=currency,
        declared_by=str(ctx.actor),
        declared_at=ctx.now,
    )
    return _record(row)


def lock_incident(
    ctx: Context, ref: str, permission: Permission, *, field: str | None = None
) -> IncidentRecord:
    """The incident with that reference, locked against everybody who moves it and against its waves.

    Raises `IncidentUnknown` where the actor may not see it, `NotPermitted` where they may not do this.
    """
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    known, row = id_of(ref), None
    if known is not None:
        _line_up(known, _ALONE)
        row = Incident.objects.select_for_update(no_key=True).get(id=known)
    if row is None or not (
        ctx.may(permission, row.unit_id) or ctx.may(Permission.SEE_INCIDENTS, row.unit_id)
    ):
        raise IncidentUnknown(field=field, ref=ref.strip()[:20])
    ctx.require(permission, row.unit_id)
    return _record(row)


def id_of(ref: str) -> int | None:
    """The id of the incident with that reference, however it was typed; None for no such incident."""
    try:
        known = normal_ref(ref)
    except RefInvalid:
        return None
    return Incident.objects.filter(ref=known).values_list("id", flat=True).first()


def incident_by_id(incident_id: int) -> IncidentRecord:
    """The incident with that id, unlocked."""
    return _record(Incident.objects.get(id=incident_id))


def lock_by_id(incident_id: int) -> IncidentRecord:
    """The incident with that id, locked as by `lock_incident`."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    _line_up(incident_id, _ALONE)
    return _record(Incident.objects.select_for_update(no_key=True).get(id=incident_id))


# Locks of rows have no line: two workers whose waves overlap would share a row for ever, and a pause would wait until
# everything is given. These are granted in the order in which they were asked for, and are taken before the row.
_ALONE = "SELECT pg_advisory_xact_lock(7302, %s::int)"
BESIDE = "SELECT pg_advisory_xact_lock_shared(7302, %s::int)"


def _line_up(incident_id: int, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [incident_id])


def wait_for_turn(incident_id: int, *, statement: str = BESIDE) -> None:
    """Begin a wave beside others, behind whoever waits to pause or change the incident; taken before anything else.

    `statement` is for the test that takes the line away.
    """
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    _line_up(incident_id, statement)


SHARE = "SELECT id FROM incidents_incident WHERE id = %s AND state = 'sending' FOR SHARE"


def share_sending(incident_id: int, *, statement: str = SHARE) -> IncidentRecord | None:
    """The incident while it is being given, kept from being paused or stopped until the commit; other waves of it go on
    beside this one. None when it is not being given. `statement` is for the test that takes the lock away."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    with connection.cursor() as cursor:
        cursor.execute(statement, [incident_id])
        if cursor.fetchone() is None:
            return None
    return _record(Incident.objects.get(id=incident_id))


def move(ctx: Context, incident: IncidentRecord, event: IncidentEvent, **changes: Any) -> IncidentRecord:
    """Take a locked incident one step on, with further columns in `changes`; raises `IncidentStepNotAllowed`."""
    assert connection.in_atomic_block, "an incident moves in a command's transaction"
    state = next_incident_state(incident.state, event)
    kept = {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
    moved = Incident.objects.filter(id=incident.id, state=incident.state.value)
    if moved.update(state=state.value, **kept) != 1:
        raise IncidentStepNotAllowed(state=INCIDENT_LABELS[incident.state], event=str(event))
    return replace(incident, state=state, **{name: changes[name] for name in changes if name in _NAMES})


def approve(ctx: Context, incident_id: int) -> None:
    """Note that the whole of it has every yes, the last of them this actor's."""
    assert connection.in_atomic_block, "an incident moves in a command's transaction"
    Incident.objects.filter(id=incident_id).update(approved_by=str(ctx.actor), approved_at=ctx.now)


def name_involved(incident_id: int, user_ids: tuple[int, ...]) -> None:
    """These colleagues had a part in it, and nobody else."""
    assert connection.in_atomic_block, "who was there is named in a command's transaction"
    Incident.objects.filter(id=incident_id).update(involved_ids=sorted(user_ids))


def redecide(incident_id: int, digest: str) -> None:
    """What is decided is another thing now, so whatever yes it had is gone."""
    assert connection.in_atomic_block, "an incident moves in a command's transaction"
    Incident.objects.filter(id=incident_id).update(decided_digest=digest, approved_by="", approved_at=None)


def keep_chain(incident_id: int, period_ids: tuple[int, ...]) -> None:
    """Note in which budget periods the money is held."""
    assert connection.in_atomic_block, "an incident moves in a command's transaction"
    Incident.objects.filter(id=incident_id).update(period_ids=list(period_ids))


def due_waves(now: datetime) -> tuple[tuple[int, int], ...]:
    """The incidents whose next wave may be given, the longest waiting first, with the seconds between their waves."""
    rows = Incident.objects.filter(state=IncidentState.SENDING, next_wave_at__lte=now)
    return tuple(rows.order_by("next_wave_at", "id").values_list("id", "wave_seconds"))


def begin_wave(incident_id: int, now: datetime, next_at: datetime) -> bool:
    """Take the turn of the next wave, of several workers for one of them; False when it is not due."""
    assert connection.in_atomic_block, "an incident moves in a command's transaction"
    due = Incident.objects.filter(id=incident_id, state=IncidentState.SENDING, next_wave_at__lte=now)
    return due.update(next_wave_at=next_at) == 1


_NAMES = frozenset(IncidentRecord.__slots__)


def _record(row: Incident) -> IncidentRecord:
    values = {name: getattr(row, name) for name in IncidentRecord.__slots__}
    values["state"] = IncidentState(row.state)
    values["gesture_codes"] = tuple(row.gesture_codes)
    values["period_ids"] = tuple(row.period_ids)
    values["involved_ids"] = tuple(row.involved_ids)
    return IncidentRecord(**values)
