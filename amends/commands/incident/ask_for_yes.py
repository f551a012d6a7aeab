"""The yes to all that an incident is going to give is asked for, in the steps that the policy names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from amends.apps.approvals import store as approvals
from amends.apps.incidents import store as incidents
from amends.apps.policies import store as policies
from amends.apps.staff import store as staff
from amends.commands.asking_above import ask_about
from amends.commands.matter import IncidentMatter
from amends.core.incident.lifecycle import INCIDENT_LABELS, IncidentState, IncidentStepNotAllowed
from amends.core.incident.sharing import DecidedOtherwise
from amends.core.policy.approvals import path_for
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class NoYesNeeded(Refusal):
    """Whoever decided it may give it on their own, or everybody has said yes."""

    code = "no_yes_needed"
    kind = Kind.CONFLICT
    message = gettext_noop("Nobody else has to say yes to this. Hold the money.")


@dataclass(frozen=True, slots=True)
class YesAskedFor:
    """The question, the roles that are asked now, and until when."""

    approval_id: int
    waits_for: tuple[str, ...]
    due_at: datetime


@command(Permission.GIVE_TO_MANY)
def ask_for_yes(
    ctx: Context, *, incident_ref: str, digest: str, note: str = "", involved_ids: tuple[int, ...] = ()
) -> YesAskedFor:
    """Ask for the yes to exactly what was decided under `digest`; a question that waits already is taken back.

    `involved_ids` are the colleagues who had a part in the failure: they are not asked and cannot answer, nor can
    whoever declared, decided or asked. Raises `IncidentUnknown`, `IncidentStepNotAllowed`, `DecidedOtherwise`,
    `NoYesNeeded`, `ColleagueUnknown`, `NoPolicyInForce` and, after a no to exactly this, `SaidNoBefore` without a note.
    """
    incident = incidents.lock_incident(ctx, incident_ref, Permission.GIVE_TO_MANY, field="incident_ref")
    if incident.state is not IncidentState.DECIDED:
        raise IncidentStepNotAllowed(state=INCIDENT_LABELS[incident.state], event="ask_for_yes")
    policy = policies.in_force(ctx.now)
    if digest != incident.decided_digest or policy.id != incident.policy_version_id:
        raise DecidedOtherwise(field="digest")
    if not incident.level or incident.approved_by:
        raise NoYesNeeded
    for user_id in involved_ids:
        if not staff.is_known(user_id):
            raise staff.ColleagueUnknown(field="involved_ids")
    named = tuple(sorted(set(involved_ids)))
    incidents.name_involved(incident.id, named)
    record(ctx, f"incident:{incident.id}", "involved.named", {"user_ids": named})
    matter = IncidentMatter(replace(incident, involved_ids=named))
    approvals.withdraw_about_incident(ctx, incident.id)
    question = ask_about(
        ctx,
        matter,
        steps=path_for(policy.document.approvals, incident.level, matter.face.decimal),
        level=incident.level,
        arguments_digest=digest,
        reasons=(),
        note=note,
    )
    waits_for = tuple(role.value for role in question.progress.wanted)
    return YesAskedFor(question.id, waits_for, question.due_at)
