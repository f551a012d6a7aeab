"""Who was hit, as far as we know it ourselves: the customers of a unit and below it, or those whose cases say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.incidents import store as incidents
from amends.apps.policies import store as policies
from amends.apps.units import store as units
from amends.core.incident.lifecycle import IncidentEvent
from amends.core.incident.sought import Sought, fact_tests
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """How many fit, and how many of them are new to the incident."""

    found: int
    added: int


@command(Permission.GIVE_TO_MANY)
def find_people(ctx: Context, *, incident_ref: str, sought: Sought | None = None) -> PeopleFound:
    """Add the customers who are at home at the incident's unit (or at the unit sought below it) and under it; or, where
    anything is sought about cases, those with a case there that fits in all of it.

    The facts asked for are told of each person from then on. Whoever is in the incident already stays as they are; what
    was decided is decided anew. Raises `IncidentUnknown`, `UnitUnknown`, `PlaceUnknown`, `FailureUnknown`,
    `FactUnknown`, `CellUnreadable`, `TooManyTests`, `NoPolicyInForce` and `IncidentStepNotAllowed`.
    """
    sought = sought or Sought()
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    at = incident.unit_id
    if sought.unit_code:
        at = units.unit_by_code(sought.unit_code, field="unit").id
    if at not in units.units_under(incident.unit_id):
        raise units.UnitUnknown(field="unit")
    if sought.place_code:
        units.place_by_code(sought.place_code, field="place")
    if sought.failure_code:
        kinds.failure_type(sought.failure_code, field="failure_code")
    incidents.move(ctx, incident, IncidentEvent.ADD_PEOPLE)
    approvals.withdraw_about_incident(ctx, incident.id)
    found: Mapping[int, Mapping[str, object]]
    if sought.by_cases:
        tests = fact_tests(policies.in_force(ctx.now).document, sought)
        found = cases.hit_by(sought, tests, units.units_under(at))
    else:
        at_home = customers.at_units(units.units_under(at), sought.loyalty_tiers)
        found = {customer_id: {} for customer_id in at_home}
    added = incidents.add_people(incident.id, [(one, None, found[one]) for one in sorted(found)])
    body = {"unit_id": at, "sought": sought.as_data(), "found": len(found), "added": len(added)}
    record(ctx, f"incident:{incident.id}", "people.found", body)
    return PeopleFound(len(found), len(added))
