"""Whoever a colleague kept back is given to with the others after all, as long as nobody looks after them yet."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.core.incident.lifecycle import (
    ENDED,
    INCIDENT_LABELS,
    IncidentEvent,
    IncidentState,
    IncidentStepNotAllowed,
    PersonState,
)
from amends.core.incident.reasons import Reason
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

_BEFORE_HOLDING = frozenset({IncidentState.DRAFTED, IncidentState.DECIDED})


class NotKeptByHand(Refusal):
    """Nobody keeps this person back, or they have a case of their own by now."""

    code = "not_kept_by_hand"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "No colleague keeps this person back, or they have a case on the work list already: give it from there."
    )


class NoShareToBringBack(Refusal):
    """They were kept back before the money was held, so nobody decided and approved what they get."""

    code = "no_share_to_bring_back"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "They were kept back before the money was held, so it was not decided for them. With the next wave they get "
        "a case on the work list: give it from there."
    )


class HeldInAnotherPeriod(Refusal):
    """The budgets have turned to a new period since the money was held."""

    code = "held_in_another_period"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The budgets have begun a new period since the money was held. With the next wave they get a case on the "
        "work list: give it from there."
    )


@dataclass(frozen=True, slots=True)
class PersonBroughtBack:
    """Where the person stands again, and where the incident does: to be decided anew before its money is held."""

    ref: str
    person_id: int
    state: str
    incident_state: str


@command(Permission.GIVE_TO_MANY)
def bring_back_person(ctx: Context, *, incident_ref: str, person_id: int) -> PersonBroughtBack:
    """Take somebody back in whom a colleague kept back by hand.

    Before the money is held it is decided anew with them; afterwards exactly what was decided and approved for them is
    held again. Raises `IncidentUnknown`, `PersonUnknown`, `IncidentStepNotAllowed`, `NotKeptByHand`,
    `NoShareToBringBack`, `HeldInAnotherPeriod`, `SomebodyHitTwice` and `BudgetTooSmall`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    person = incidents.lock_person(incident.id, person_id)
    if incident.state in ENDED:
        raise IncidentStepNotAllowed(state=INCIDENT_LABELS[incident.state], event="bring_back")
    by_hand = person.state is PersonState.HELD_BACK and person.reason == Reason.BY_HAND
    if not by_hand or person.case_id is not None:
        raise NotKeptByHand(field="person_id")
    if incident.state in _BEFORE_HOLDING:
        incidents.bring_back(person, PersonState.FOUND)
        approvals.withdraw_about_incident(ctx, incident.id)
        incident = incidents.move(ctx, incident, IncidentEvent.ADD_PEOPLE)
        state = PersonState.FOUND
    else:
        _hold_again(ctx, incident, person)
        state = PersonState.RESERVED
    record(ctx, f"incident:{incident.id}", "person.brought_back", {"person_id": person.id, "state": state})
    return PersonBroughtBack(incident.ref, person.id, state.value, incident.state.value)


def _hold_again(ctx: Context, incident: incidents.IncidentRecord, person: incidents.LockedPerson) -> None:
    """Hold what was decided for them, in the periods that hold everybody else's."""
    if person.verdict_id is None:
        raise NoShareToBringBack(field="person_id")
    amount = incidents.reserve_of(person.verdict_id)
    chain = ledger.chain_for(incident.unit_id, None, ctx.now)
    if amount and tuple(one.period_id for one in chain) != incident.period_ids:
        raise HeldInAnotherPeriod(field="person_id")
    incidents.bring_back(person, PersonState.DECIDED, amount)
    incidents.count_people(person.verdict_id, 1)
    (case_id,), (offer_id,) = cases.draw_case_ids(1), offers.draw_offer_ids(1)
    incidents.mark_reserved([person.id], [case_id], [offer_id])
    if amount:
        ledger.reserve_many(ctx, chain, [ledger.Holding(case_id, offer_id, amount)])
