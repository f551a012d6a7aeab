"""Who is away and who stands in for them: one's own absences, those one covers, and whom one may choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.approvals.models import Substitution
from amends.apps.staff.models import User
from amends.core.policy.approvals import APPROVING
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    """One absence that holds or is to come."""

    id: int
    person_name: str
    substitute_name: str
    starts_at: datetime
    ends_at: datetime
    holds_now: bool


@dataclass(frozen=True, slots=True)
class AbsencesShown:
    """One's own, those one stands in for, and the colleagues (id, name) who could stand in for oneself."""

    own: tuple[AbsenceShown, ...]
    covered: tuple[AbsenceShown, ...]
    choices: tuple[tuple[int, str], ...]


@query(Permission.APPROVE)
def absences(ctx: Context) -> AbsencesShown:
    """What concerns the actor, from this moment on; for a program there is nothing."""
    rows = (
        Substitution.objects.filter(ends_at__gt=ctx.now)
        .select_related("person", "substitute")
        .order_by("starts_at", "id")
    )
    may_say_yes = User.objects.filter(
        is_active=True, placements__role__in=[role.value for role in APPROVING], placements__ended_at=None
    )
    others = may_say_yes.exclude(id=ctx.user_id or 0).distinct().order_by("display_name", "id")
    return AbsencesShown(
        own=tuple(_shown(row, ctx.now) for row in rows.filter(person_id=ctx.user_id or 0)),
        covered=tuple(_shown(row, ctx.now) for row in rows.filter(substitute_id=ctx.user_id or 0)),
        choices=tuple(others.values_list("id", "display_name")),
    )


def _shown(row: Substitution, now: datetime) -> AbsenceShown:
    return AbsenceShown(
        row.id,
        row.person.display_name,
        row.substitute.display_name,
        row.starts_at,
        row.ends_at,
        row.starts_at <= now,
    )
