"""The yes that an incident waits for: the newest question about it, and who could be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.approvals.models import Approval
from amends.apps.staff.models import Placement
from amends.core.policy.approvals import APPROVING
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.incident_found import found_incident
from amends.queries.names import names_of


@dataclass(frozen=True, slots=True)
class YesShown:
    """The newest question for a yes: `waits_for` are the roles that are asked now. `state` is *waiting*, *approved*,
    *refused*, *expired* or *withdrawn* (something else is decided now)."""

    approval_id: int
    state: str
    waits_for: tuple[str, ...]
    due_at: datetime
    asked_by: str
    decided_by: str
    decided_at: datetime | None
    note: str


def newest_question(incident_id: int) -> YesShown | None:
    """The question that was asked last about an incident, if any was."""
    row = Approval.objects.filter(incident_id=incident_id).order_by("-id").first()
    if row is None:
        return None
    progress = row.progress(row.voices.filter(is_yes=True).order_by("id"))
    names = names_of((row.asked_by, row.decided_by))
    return YesShown(
        approval_id=row.id,
        state=row.state,
        waits_for=tuple(role.value for role in progress.wanted) if row.state == "waiting" else (),
        due_at=row.due_at,
        asked_by=names.get(row.asked_by, ""),
        decided_by=names.get(row.decided_by, ""),
        decided_at=row.decided_at,
        note=row.decision_note,
    )


@dataclass(frozen=True, slots=True)
class CouldSayYes:
    """A colleague whose role says yes at the unit of the incident; `is_involved`: named as one who had a part in it."""

    user_id: int
    name: str
    title: str
    is_involved: bool


@query(Permission.GIVE_TO_MANY)
def could_say_yes(ctx: Context, *, ref: str) -> tuple[CouldSayYes, ...]:
    """Everybody who could be asked for the yes to an incident, without whoever asks.

    Raises `IncidentUnknown`, and `NotPermitted` where the actor may only look.
    """
    incident = found_incident(ctx, ref)
    ctx.require(Permission.GIVE_TO_MANY, incident.unit_id)
    placed = Placement.objects.filter(
        unit_id__in=incident.unit.lineage,
        role__in=[role.value for role in APPROVING],
        ended_at=None,
        user__is_active=True,
    )
    people = {row.user_id: row.user for row in placed.select_related("user") if row.user_id != ctx.user_id}
    shown = [
        CouldSayYes(user_id, user.display_name, user.title, user_id in incident.involved_ids)
        for user_id, user in people.items()
    ]
    return tuple(sorted(shown, key=lambda each: (each.name, each.user_id)))
