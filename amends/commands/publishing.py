"""A policy starts to decide: the step that publishing a document, a draft and an earlier version share."""

from __future__ import annotations

from datetime import datetime, timedelta

from amends.apps.policies import store as policies
from amends.core.case.hearing import within
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context

NOTE_MAX = 500
_LONGEST_WAIT = timedelta(minutes=1)  # further ahead, a clock was wrong: nobody waits for that


class PolicyUnchanged(Refusal):
    """The same document is in force at that moment already."""

    code = "policy_unchanged"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "This very policy is in force already, as number %(number)s. Nothing was published."
    )


class EffectiveInThePast(Refusal):
    """A policy decides from now on, or later."""

    code = "effective_in_the_past"
    kind = Kind.INVALID
    message = gettext_noop(
        "A policy cannot decide what was decided before. Choose a time that is still to come."
    )


def published_from(
    ctx: Context,
    document: str,
    effective_from_at: datetime | None,
    note: str,
    *,
    draft_id: int | None = None,
    restores_id: int | None = None,
) -> policies.PolicyRecord:
    """The new version with `document` (JSON text), in force from then on (None: at once).

    Raises `PolicyInvalid`, `PolicyUnchanged`, `EffectiveInThePast` and `TooLong` at `note`.
    """
    # From here on nobody else publishes: what is compared with is what this one will stand behind.
    last_at = policies.last_published_at() or ctx.now
    # Whoever waited for that began before the one they waited for, and still comes after it.
    starts_at = effective_from_at or (last_at if ctx.now < last_at < ctx.now + _LONGEST_WAIT else ctx.now)
    if starts_at < ctx.now:
        raise EffectiveInThePast(field="effective_from_at")
    words = within(note, NOTE_MAX, field="note")
    before = policies.number_of(document, starts_at)
    if before is not None:
        raise PolicyUnchanged(field="document", number=before)
    return policies.publish(ctx, document, starts_at, words, draft_id=draft_id, restores_id=restores_id)
