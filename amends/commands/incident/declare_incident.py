"""Somebody says that one failure hit many: what, where, from when to when, and in words for the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.failures import store as kinds
from amends.apps.incidents import store as incidents
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.hearing import not_later, one_line, within
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, Role
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

HAPPENED_MAX = 2_000
NAME_MAX = 120


class HappenedMissing(Refusal):
    """The customers would not learn what happened."""

    code = "happened_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few plain sentences what happened; the customers read it.")


class IncidentNameMissing(Refusal):
    """Colleagues could not tell it from others."""

    code = "incident_name_missing"
    kind = Kind.INVALID
    message = gettext_noop("Give it a name that colleagues know it by.")


class EndsBeforeItBegins(Refusal):
    """The two times are the wrong way round."""

    code = "ends_before_it_begins"
    kind = Kind.INVALID
    message = gettext_noop("It cannot have ended before it began. Check the two times.")


class NobodyToSign(Refusal):
    """Letters are signed by a person."""

    code = "nobody_to_sign"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Nobody leads this unit, so nobody could sign the letters. Place a lead there first."
    )


@dataclass(frozen=True, slots=True)
class IncidentDeclared:
    """The reference of the new incident."""

    ref: str


@command(Permission.GIVE_TO_MANY)
def declare_incident(
    ctx: Context,
    *,
    unit_code: str,
    failure_code: str,
    name: str,
    happened: str,
    started_at: datetime,
    ended_at: datetime | None = None,
) -> IncidentDeclared:
    """Declare an incident at a unit; whoever declares it signs the letters (a program: the nearest lead).

    `happened` is what happened, for the customers to read. Raises `UnitUnknown`, `FailureUnknown`,
    `IncidentNameMissing`, `HappenedMissing`, `TooLong`, `HappensLater`, `EndsBeforeItBegins` and `NobodyToSign`.
    """
    unit = units.unit_by_code(unit_code, field="unit")
    ctx.require(Permission.GIVE_TO_MANY, unit.id)
    kind = kinds.failure_type(failure_code, field="failure_code")
    called, told = one_line(name, NAME_MAX, field="name"), within(happened, HAPPENED_MAX, field="happened")
    if not called:
        raise IncidentNameMissing(field="name")
    if not told:
        raise HappenedMissing(field="happened")
    if ended_at is not None and ended_at < started_at:
        raise EndsBeforeItBegins(field="ended_at")
    begun = not_later(started_at, ctx.now, field="started_at") or ctx.now
    incident = incidents.declare(
        ctx,
        unit_id=unit.id,
        failure_type_id=kind.id,
        name=called,
        happened=told,
        started_at=begun,
        ended_at=not_later(ended_at, ctx.now, field="ended_at"),
        owner_id=_signer(ctx, unit.id),
        currency=unit.currency,
    )
    body = {"unit_id": unit.id, "failure_type_id": kind.id, "started_at": begun, "ended_at": ended_at}
    record(ctx, f"incident:{incident.id}", "incident.declared", body)
    return IncidentDeclared(incident.ref)


def _signer(ctx: Context, unit_id: int) -> int:
    if ctx.user_id is not None:
        return ctx.user_id
    for role in (Role.LEAD, Role.CX_MANAGER):
        for person in staff.people_with_role(unit_id, role):
            return person.id
    raise NobodyToSign(field="unit")
