"""A colleague keeps one person of an incident back: nothing is given to them in a wave, and their money is free."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.core.case.hearing import within
from amends.core.incident.lifecycle import (
    ENDED,
    INCIDENT_LABELS,
    PERSON_LABELS,
    IncidentState,
    IncidentStepNotAllowed,
    PersonState,
)
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

REASON_MAX = 120
_WAIT = frozenset({PersonState.FOUND, PersonState.DECIDED, PersonState.RESERVED})


class HoldingReasonMissing(Refusal):
    """Whoever looks after them would not know why."""

    code = "holding_reason_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words why they are kept back; whoever looks after them reads it.")


class PersonMovedOn(Refusal):
    """Nothing waits for this person here any more."""

    code = "person_moved_on"
    kind = Kind.CONFLICT
    message = gettext_noop("This person is %(state)s, so they cannot be kept back. Look at the list again.")


@dataclass(frozen=True, slots=True)
class PersonHeldBack:
    """Who is kept back, and how much that was held for them is free again, in minor units of the incident's
    currency."""

    ref: str
    person_id: int
    released_minor: int


@command(Permission.GIVE_TO_MANY)
def hold_back_person(ctx: Context, *, incident_ref: str, person_id: int, reason: str) -> PersonHeldBack:
    """Keep somebody back who was found, decided about or reserved for, until the wave that would give to them.

    1. lock the incident (this waits for the wave in hand) and the person, 2. note who keeps them back and why, 3. let
    their money go. Before the money is held something else is decided now, so a yes that it had or waits for is gone;
    with the next wave they get a case on the work list. Raises `IncidentUnknown`, `PersonUnknown`,
    `IncidentStepNotAllowed`, `PersonMovedOn`, `HoldingReasonMissing` and `TooLong`.
    """
    words = within(reason, REASON_MAX, field="reason")
    if not words:
        raise HoldingReasonMissing(field="reason")
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    person = incidents.lock_person(incident.id, person_id)
    if incident.state in ENDED:
        raise IncidentStepNotAllowed(state=INCIDENT_LABELS[incident.state], event="hold_back")
    if person.state not in _WAIT:
        raise PersonMovedOn(field="person_id", state=PERSON_LABELS[person.state])
    incidents.hold_back(ctx, person, words)
    if person.verdict_id is not None:
        incidents.count_people(person.verdict_id, -1)
    if incident.state is IncidentState.DECIDED:
        approvals.withdraw_about_incident(ctx, incident.id)
        incidents.redecide(
            incident.id, incidents.decided_digest(incident.id, incident.policy_version_id or 0)
        )
    released = person.reserve_minor if person.state is PersonState.RESERVED else 0
    if released:
        assert person.offer_id is not None, "ids are drawn when the money is held"
        ledger.void_many(ctx, [person.offer_id])
    record(
        ctx,
        f"incident:{incident.id}",
        "person.held_back",
        {"person_id": person.id, "released_minor": released},
    )
    return PersonHeldBack(incident.ref, person.id, released)
