"""What an incident can be declared with: the units, what can go wrong in them, and what could be given to many."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.failures.models import FailureType
from amends.apps.policies.models import PolicyVersion
from amends.apps.units.models import Place, Unit
from amends.core.incident.listing import usable_columns
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class IncidentChoices:
    """Units as (code, name, depth, zone), failures, gestures, facts and open places as (code, name), and the columns a
    list may have."""

    units: tuple[tuple[str, str, int, str], ...]
    failures: tuple[tuple[str, str], ...]
    gestures: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]


@query(Permission.GIVE_TO_MANY)
def incident_choices(ctx: Context) -> IncidentChoices:
    """The choices for the actor's units; gestures whose amount a person names are left out, and there are none before a
    policy is in force."""
    scope = ctx.scope(Permission.GIVE_TO_MANY)
    units = [unit for unit in Unit.objects.all() if scope.covers(unit.id) and unit.business]
    kinds = FailureType.objects.filter(business__in={"", *(unit.business for unit in units)}, is_open=True)
    places = Place.objects.filter(unit__in=units, is_open=True).select_related("unit")
    policy = PolicyVersion.objects.in_force(ctx.now)
    gestures = () if policy is None else policy.document.gestures
    return IncidentChoices(
        units=tuple(
            (unit.code, unit.name, len(unit.lineage) - 1, unit.timezone)
            for unit in sorted(units, key=lambda unit: unit.lineage)
        ),
        failures=tuple(kinds.order_by("business", "name").values_list("code", "name")),
        gestures=tuple((gesture.code, gesture.name) for gesture in gestures if not gesture.is_open),
        columns=usable_columns(()) if policy is None else usable_columns(policy.document.declared),
        facts=()
        if policy is None
        else tuple(sorted((fact.name, fact.title) for fact in policy.document.declared.values())),
        places=tuple(
            (place.short_code, f"{place.name}, {place.unit.name}")
            for place in places.order_by("unit__lineage", "name")
        ),
    )
