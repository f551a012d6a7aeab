"""Whoever was away is back, or does not go after all."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class SubstitutionEnded:
    """The substitution that holds no longer."""

    substitution_id: int


@command(Permission.APPROVE, Permission.MANAGE_STAFF)
def end_substitution(ctx: Context, *, substitution_id: int) -> SubstitutionEnded:
    """End it at this moment; what was said until now stands. One's own, or anybody's for an operator.

    Raises `SubstitutionUnknown`.
    """
    found = approvals.lock_substitution(substitution_id, ctx.now)
    if found.person_id != ctx.user_id and not ctx.may(Permission.MANAGE_STAFF):
        raise approvals.SubstitutionUnknown
    approvals.end_substitution(ctx, found)
    record(ctx, "staff", "substitution.ended", {"substitution_id": found.id, "person_id": found.person_id})
    return SubstitutionEnded(found.id)
