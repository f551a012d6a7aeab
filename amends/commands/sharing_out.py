"""One step that the commands of an incident take: one case stands for all whose facts are equal.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.cases import store as cases
from amends.apps.failures import store as kinds
from amends.apps.incidents import store as incidents
from amends.apps.policies import store as policies
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.assessment import assessed
from amends.core.case.evidence import CoreFact, Source
from amends.core.case.facts import CaseFacts, Said
from amends.core.case.standing import Flag
from amends.core.decision.basis import usable_facts
from amends.kernel.context import Context


@dataclass(frozen=True)
class Ground:
    """What is the same for everybody of an incident."""

    incident: incidents.IncidentRecord
    unit: units.UnitRecord
    kind: kinds.FailureRecord
    policy: policies.PolicyRecord
    level: int  # the authority of whoever owns it and signs


@dataclass(frozen=True)
class Example:
    """One case that stands for all with equal facts: received, written nowhere yet."""

    case: cases.CaseRecord
    facts: CaseFacts
    said: tuple[Said, ...]


def ground_of(ctx: Context, incident: incidents.IncidentRecord) -> Ground:
    """The incident with its unit, its kind of failure and the policy in force; raises `NoPolicyInForce`."""
    return Ground(
        incident,
        units.unit(incident.unit_id),
        kinds.failure_by_id(incident.failure_type_id),
        policies.in_force(ctx.now),
        staff.level_of(incident.owner_id, incident.unit_id),
    )


def example(
    ctx: Context,
    ground: Ground,
    *,
    customer_id: int,
    own_facts: Mapping[str, object],
    flags: Iterable[Flag],
    **columns: Any,
) -> Example:
    """The case of `customer_id`, as it will be for everybody with the same facts of their own, tier and flags."""
    incident = ground.incident
    known = {**ground.kind.assumed_facts, **own_facts}
    case = cases.case_in_mind(
        ctx,
        **{
            "customer_id": customer_id,
            "unit_id": incident.unit_id,
            "failure_type_id": incident.failure_type_id,
            "origin": "event",
            "channel": "email",
            "criticality": str(known.get("criticality") or "medium"),
            "flags": frozenset(flags),
            "owner_id": incident.owner_id,
            "owner_level": ground.level,
            "team_unit_id": incident.unit_id,
            "recorder": incident.declared_by,
            "words": "",
            "summary": incident.name,
            "occurred_at": incident.started_at,
            **columns,
        },
    )
    said = _said(ctx, ground, own_facts)
    return Example(case, cases.facts_in_mind(case, said), said)


def flags_of(
    ground: Ground, example_facts: CaseFacts, flags: Iterable[Flag]
) -> tuple[int, str, frozenset[Flag]]:
    """Severity, band and all flags that follow from the facts, as an assessment finds them."""
    document = ground.policy.document
    found = assessed(document, usable_facts(document, example_facts.values), frozenset(flags))
    return found.severity, found.band, found.flags


def _said(ctx: Context, ground: Ground, own_facts: Mapping[str, object]) -> tuple[Said, ...]:
    """What the house itself tells of it: what happened, and each person's own facts."""
    incident = ground.incident
    by = incident.declared_by
    happened = Said(str(CoreFact.WHAT_TRANSPIRED), incident.happened, Source.STAFF, "", by, ctx.now)
    facts = (
        Said(name, value, Source.SYSTEM, "", by, ctx.now)
        for name, value in sorted(own_facts.items())
        if name != "criticality"
    )
    return (happened, *facts)
