"""A second person reads a draft of the policy and says yes, or sends it back."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.commands.publishing import NOTE_MAX
from amends.core.case.hearing import WordsMissing, within
from amends.core.policy.drafting.states import DraftState, Verdict
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import ActorKind, Context


class ReviewsOwnDraft(Refusal):
    """Whoever wrote in a draft, even one cell, does not review it."""

    code = "reviews_own_draft"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You wrote in this draft yourself. Ask a colleague to read it.")


class ReviewsAsProgram(Refusal):
    """The second pair of eyes has to be a person's."""

    code = "reviews_as_program"
    kind = Kind.FORBIDDEN
    message = gettext_noop("A person has to read a draft. Ask somebody from CX or finance.")


class NotInReview(Refusal):
    """The draft is being written (again)."""

    code = "draft_not_in_review"
    kind = Kind.CONFLICT
    message = gettext_noop("This draft is being written at the moment. Read it once it is handed over again.")


class ReviewOutdated(Refusal):
    """The text or the policy beside it is not the one that was read."""

    code = "review_outdated"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The draft, or the policy it is compared with, changed since you opened it. Read it again."
    )


class VerdictUnknown(Refusal):
    """Neither yes nor no."""

    code = "verdict_unknown"
    message = gettext_noop("Say approved or sent_back.")


@dataclass(frozen=True, slots=True)
class DraftReviewed:
    """What was said about which text."""

    draft_id: int
    digest: str
    verdict: str


@command(Permission.REVIEW_POLICY)
def review_policy_draft(
    ctx: Context, *, draft_id: int, digest: str, beside: int, verdict: str, note: str = ""
) -> DraftReviewed:
    """Approve the text with `digest`, read beside the newest version (its number `beside`, 0: none), or send it back.

    Sent back, a note has to say what is missing. Raises `DraftUnknown`, `DraftEnded`, `NotInReview`,
    `ReviewOutdated`, `ReviewsOwnDraft`, `ReviewsAsProgram`, `VerdictUnknown`, `WordsMissing` and `TooLong` at `note`.
    """
    if verdict not in set(Verdict):
        raise VerdictUnknown(field="verdict")
    said, words = Verdict(verdict), within(note, NOTE_MAX, field="note")
    if said is Verdict.SENT_BACK and not words.strip():
        raise WordsMissing(field="note")
    if ctx.actor.kind is not ActorKind.PERSON:
        raise ReviewsAsProgram(field="draft")
    draft = policies.locked_draft(draft_id)
    if draft.state != DraftState.IN_REVIEW:
        raise NotInReview(field="draft")
    if policies.wrote_in(ctx, draft.id):
        raise ReviewsOwnDraft(field="draft")
    if draft.digest != digest or policies.newest_number() != beside:
        raise ReviewOutdated(field="digest")
    policies.add_review(ctx, draft, verdict=said, note=words, beside=beside)
    return DraftReviewed(draft.id, draft.digest, said.value)
