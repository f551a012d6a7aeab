"""The money for everybody of an incident is held before anything is given: for all of them or for none."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.policies import store as policies
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.incident.sharing import DecidedOtherwise
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class YesNeeded(Refusal):
    """The whole of it is above the authority of whoever decided it."""

    code = "yes_needed"
    kind = Kind.CONFLICT
    message = gettext_noop("All of it together needs a yes of level %(level)s first. Ask for it.")


class NoBudgetOpen(Refusal):
    """There is nothing to hold the money in."""

    code = "no_budget_open"
    kind = Kind.CONFLICT
    message = gettext_noop("No budget is open at this unit, so nothing can be held. Finance opens one.")


@dataclass(frozen=True, slots=True)
class PeopleReserved:
    """How many are going to get something, and what is held for them."""

    people: int
    held: Money


@command(Permission.GIVE_TO_MANY)
def reserve_people(ctx: Context, *, incident_ref: str, digest: str) -> PeopleReserved:
    """Hold what `decide_people` showed under `digest`, in every budget of the unit's chain.

    1. freeze one decision per verdict, 2. draw the ids that cases and offers will have, 3. take the people, each for
    one incident alone, 4. hold the money in one statement, last because everybody waits for the root. Raises
    `IncidentUnknown`, `IncidentStepNotAllowed`, `DecidedOtherwise`, `YesNeeded`, `NoBudgetOpen`, `SomebodyHitTwice`,
    `BudgetTooSmall`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    policy = policies.in_force(ctx.now)
    moved = incidents.move(ctx, incident, IncidentEvent.RESERVE)
    if digest != incident.decided_digest or policy.id != incident.policy_version_id:
        raise DecidedOtherwise(field="digest")
    if incident.level and not incident.approved_by:
        raise YesNeeded(level=incident.level)
    for verdict in incidents.verdicts_of(incident.id).values():
        frozen = policies.freeze_decision(
            ctx,
            None,
            policy=policy,
            frozen=verdict.frozen,
            result=verdict.result,
            envelope_digest=verdict.envelope_digest,
            severity=verdict.severity,
            band=verdict.band,
        )
        incidents.set_decision(verdict.id, frozen.id)
    incidents.keep_out(incident.id)
    people = incidents.decided_people(incident.id)
    case_ids, offer_ids = cases.draw_case_ids(len(people)), offers.draw_offer_ids(len(people))
    incidents.mark_reserved([person_id for person_id, _, _ in people], case_ids, offer_ids)
    holdings = [
        ledger.Holding(case_id, offer_id, amount)
        for (_, _, amount), case_id, offer_id in zip(people, case_ids, offer_ids, strict=True)
        if amount
    ]
    held = Money(sum(holding.amount_minor for holding in holdings), incident.currency)
    body = {"people": len(people), "held": held, "digest": digest}
    period_ids = _hold(ctx, moved, holdings)
    incidents.keep_chain(moved.id, period_ids)
    record(ctx, f"incident:{incident.id}", "people.reserved", body)
    return PeopleReserved(len(people), held)


def _hold(
    ctx: Context, incident: incidents.IncidentRecord, holdings: list[ledger.Holding]
) -> tuple[int, ...]:
    """The budget periods that hold it; none where nothing but what is owed is given."""
    if not holdings:
        return ()
    chain = ledger.chain_for(incident.unit_id, None, ctx.now)
    if not chain:
        raise NoBudgetOpen
    ledger.reserve_many(ctx, chain, holdings)
    return tuple(record.period_id for record in chain if record.period_id is not None)
