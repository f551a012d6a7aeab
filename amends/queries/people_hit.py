"""How many people an incident would get by what is asked for: counted before anybody is added."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases.models import hit_by
from amends.apps.customers.models import Customer
from amends.apps.incidents.models import IncidentPerson
from amends.apps.policies.models import PolicyVersion
from amends.apps.units.models import Unit
from amends.core.incident.sought import FactTests, Sought, fact_tests
from amends.core.policy.facts import FactUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.incident_found import found_incident


@dataclass(frozen=True, slots=True)
class PeopleHit:
    """How many fit, and how many of them are not in the incident yet."""

    found: int
    new: int


@query(Permission.GIVE_TO_MANY)
def people_hit(ctx: Context, *, ref: str, sought: Sought) -> PeopleHit:
    """Whom `find_people` would find, counted; nothing is changed. A code that nothing has fits nobody.

    Raises `IncidentUnknown`, `NotPermitted` where the actor may only look, `FactUnknown`, `CellUnreadable` and
    `TooManyTests`.
    """
    incident = found_incident(ctx, ref)
    ctx.require(Permission.GIVE_TO_MANY, incident.unit_id)
    there = Unit.objects.filter(lineage__contains=[incident.unit_id])
    if sought.unit_code:
        at = Unit.objects.filter(code=sought.unit_code).first()
        there = there.filter(lineage__contains=[at.id]) if at else there.none()
    unit_ids = list(there.values_list("id", flat=True))
    if sought.by_cases:
        found = frozenset(hit_by(sought, _tests(ctx, sought), unit_ids))
    else:
        at_home = Customer.objects.at_home(unit_ids, sought.loyalty_tiers)
        found = frozenset(at_home.values_list("id", flat=True))
    here = IncidentPerson.objects.filter(incident=incident, customer__isnull=False)
    return PeopleHit(len(found), len(found.difference(here.values_list("customer_id", flat=True))))


def _tests(ctx: Context, sought: Sought) -> FactTests:
    policy = PolicyVersion.objects.in_force(ctx.now)
    if policy is not None:
        return fact_tests(policy.document, sought)
    if sought.tests:
        raise FactUnknown(field="facts", fact=min(sought.tests)[:80], known="")
    return FactTests()
