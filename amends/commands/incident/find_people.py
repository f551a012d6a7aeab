"""Who was hit, as far as we know it ourselves: the customers of a unit and below it, perhaps of some tiers only."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.units import store as units
from amends.core.incident.lifecycle import IncidentEvent
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
def find_people(
    ctx: Context, *, incident_ref: str, unit_code: str = "", loyalty_tiers: tuple[str, ...] = ()
) -> PeopleFound:
    """Add the customers who are at home at the incident's unit (or at `unit_code` below it) and under it.

    Whoever is in the incident already stays as they are; what was decided is decided anew. Raises `IncidentUnknown`,
    `UnitUnknown` and `IncidentStepNotAllowed`.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    at = incident.unit_id if not unit_code else units.unit_by_code(unit_code, field="unit").id
    below = units.units_under(incident.unit_id)
    if at not in below:
        raise units.UnitUnknown(field="unit")
    moved = incidents.move(ctx, incident, IncidentEvent.ADD_PEOPLE)
    found = customers.at_units(units.units_under(at), loyalty_tiers)
    added = incidents.add_people(moved.id, [(customer_id, None, {}) for customer_id in found])
    body = {"unit_id": at, "loyalty_tiers": list(loyalty_tiers), "found": len(found), "added": len(added)}
    record(ctx, f"incident:{moved.id}", "people.found", body)
    return PeopleFound(len(found), len(added))
