"""Somebody with more authority says yes to everything that an incident is going to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.apps.incidents import store as incidents
from amends.core.incident.lifecycle import INCIDENT_LABELS, IncidentState, IncidentStepNotAllowed
from amends.core.offer.authority import Approver, Question, check_approver, check_arguments
from amends.core.policy.approvals import senior_roles
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context
from amends.kernel.journal import record

OPEN_DAYS = 7
"""How long what was decided can be approved; after that it is decided anew."""


@dataclass(frozen=True, slots=True)
class IncidentApproved:
    """Whose yes it has now, by level."""

    ref: str
    level: int


@command(Permission.APPROVE)
def approve_incident(ctx: Context, *, incident_ref: str, digest: str) -> IncidentApproved:
    """Say yes to exactly what was decided under `digest`. Whoever decided it never says yes to their own.

    Raises `IncidentUnknown`, `IncidentStepNotAllowed`, `ArgumentsChanged`, `ApprovalOverdue` and the refusals of
    core.offer.authority about the approver.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.APPROVE, field="incident_ref")
    if incident.state is not IncidentState.DECIDED or incident.decided_at is None:
        raise IncidentStepNotAllowed(state=INCIDENT_LABELS[incident.state], event="approve")
    question = Question(
        seats=senior_roles(incident.level),
        asked_by=incident.decided_by,
        arguments_digest=incident.decided_digest,
        due_at=incident.decided_at + timedelta(days=OPEN_DAYS),
        involved=frozenset({incident.declared_by}),
    )
    approver = Approver(
        actor=str(ctx.actor),
        own=ctx.roles_with(Permission.APPROVE, incident.unit_id),
        is_accountable=ctx.actor.kind in (ActorKind.PERSON, ActorKind.PROGRAM),
    )
    check_approver(approver, question)
    check_arguments(question, digest, ctx.now)
    incidents.approve(ctx, incident.id)
    record(ctx, f"incident:{incident.id}", "incident.approved", {"digest": digest, "level": incident.level})
    return IncidentApproved(incident.ref, incident.level)
