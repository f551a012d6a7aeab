"""A draft of the policy is finished: a second person is asked to read it."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.core.policy.drafting.entering import drawn_up
from amends.core.policy.drafting.findings import check_draft
from amends.core.policy.drafting.states import DraftState
from amends.core.policy.parse import document_text
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class DraftNotReady(Refusal):
    """Something in the draft has to be put right first."""

    code = "draft_not_ready"
    kind = Kind.CONFLICT
    message = gettext_noop("%(count)s things have to be put right first, beginning with this one: %(first)s")


@dataclass(frozen=True, slots=True)
class DraftSubmitted:
    """The draft in review; a review names exactly this `digest`."""

    draft_id: int
    version: int
    digest: str


@command(Permission.WRITE_POLICY_DRAFTS)
def submit_policy_draft(ctx: Context, *, draft_id: int, version: int) -> DraftSubmitted:
    """Hand the draft over to a reviewer, in its canonical text. An edit takes it back.

    Raises `DraftUnknown`, `DraftEnded`, `DraftChanged`, and `DraftNotReady` while the check finds errors.
    """
    draft = policies.locked_draft(draft_id, version=version)
    checked = check_draft(drawn_up(draft.document))
    if checked.errors or checked.document is None:
        raise DraftNotReady(field="draft", count=len(checked.errors), first=str(checked.errors[0]))
    text = document_text(checked.document)
    kept = policies.keep_document(ctx, draft, text, state=DraftState.IN_REVIEW, is_edit=False)
    return DraftSubmitted(kept.id, kept.version, kept.digest)
