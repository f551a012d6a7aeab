"""Where a draft of the policy stands, what a reviewer may say of it, and when it cannot be changed."""

from __future__ import annotations

from enum import StrEnum

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class DraftState(StrEnum):
    """Published and dropped drafts never change again."""

    WRITING = "writing"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What a reviewer says of one text."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"


class DraftEnded(Refusal):
    """A draft that was published or dropped stays as it is."""

    code = "draft_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("This draft was published or dropped already. Start another one from the policy.")


class DraftUpToDate(Refusal):
    """No version was published since the draft began, or was carried on."""

    code = "draft_up_to_date"
    kind = Kind.CONFLICT
    message = gettext_noop("The draft stands on policy %(number)s already, which is the newest one.")


class DraftChanged(Refusal):
    """Somebody changed the draft since it was looked at."""

    code = "draft_changed"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The draft was changed meanwhile, at %(at)s. Nothing you typed is lost: look at what changed, then save again."
    )
