"""A draft that a second person approved becomes the policy that decides, now or from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.policies import store as policies
from amends.commands.publishing import published_from
from amends.core.policy.drafting.states import DraftState
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class DraftNotApproved(Refusal):
    """Nobody said yes to this text yet."""

    code = "draft_not_approved"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Nobody has approved this draft as it is now. Hand it over, and let a colleague read it."
    )


class PolicyMovedOn(Refusal):
    """Another version was published after the review; publishing this one would take it back unseen."""

    code = "policy_moved_on"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Policy %(number)s was published since this draft was read. Read again what publishing would take back."
    )


@dataclass(frozen=True, slots=True)
class DraftPublished:
    """The version that the draft became."""

    draft_id: int
    policy_id: int
    number: int
    digest: str
    effective_from_at: datetime


@command(Permission.MANAGE_POLICY)
def publish_policy_draft(
    ctx: Context, *, draft_id: int, effective_from_at: datetime | None = None, note: str = ""
) -> DraftPublished:
    """Publish the draft exactly as it was approved, in force from then on (None: at once).

    Raises `DraftUnknown`, `DraftEnded`, `DraftNotApproved`, `PolicyMovedOn`, `PolicyUnchanged`, `EffectiveInThePast`
    and `TooLong`.
    """
    draft = policies.locked_draft(draft_id)
    beside = policies.approved_beside(draft) if draft.state == DraftState.IN_REVIEW else None
    if beside is None:
        raise DraftNotApproved(field="draft")
    newest = policies.newest_number()
    if newest != beside:
        raise PolicyMovedOn(field="draft", number=newest)
    made = published_from(ctx, draft.document, effective_from_at, note, draft_id=draft.id)
    policies.end_draft(ctx, draft, DraftState.PUBLISHED)
    return DraftPublished(draft.id, made.id, made.number, made.digest, made.effective_from_at)
