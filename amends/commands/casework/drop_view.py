"""A colleague forgets one of their views."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.staff import store as staff
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class ViewDropped:
    """Whether there was such a view of theirs."""

    was_there: bool


@command(Permission.SEE_CASES)
def drop_view(ctx: Context, *, view_id: int) -> ViewDropped:
    """Forget one's own view; another's is left alone."""
    return ViewDropped(staff.drop_view(user_id=ctx.user_id or 0, view_id=view_id))
