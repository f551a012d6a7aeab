"""A draft of the policy is given up; what was written in it stays to be read."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.core.policy.drafting.states import DraftState
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """The draft that ended."""

    draft_id: int


@command(Permission.MANAGE_POLICY)
def drop_policy_draft(ctx: Context, *, draft_id: int) -> DraftDropped:
    """End the draft without publishing it. Raises `DraftUnknown` and `DraftEnded`."""
    draft = policies.locked_draft(draft_id)
    policies.end_draft(ctx, draft, DraftState.DROPPED)
    return DraftDropped(draft.id)
