"""A policy document becomes the one that decides, from a moment on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.policies import store as policies
from amends.core.case.hearing import within
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

NOTE_MAX = 500


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


@dataclass(frozen=True, slots=True)
class PolicyPublished:
    """The new version; `number` counts up, `digest` is the SHA-256 of its canonical text."""

    policy_id: int
    number: int
    name: str
    digest: str
    effective_from_at: datetime


@command(Permission.MANAGE_POLICY)
def publish_policy(
    ctx: Context, *, document: str, effective_from_at: datetime | None = None, note: str = ""
) -> PolicyPublished:
    """Publish `document` (the JSON text of core.policy.parse), in force from then on (None: at once).

    Earlier versions stay, and what was decided under them is replayed under them. Raises `PolicyInvalid` with every
    problem of the document, `PolicyUnchanged`, `EffectiveInThePast` and `TooLong`.
    """
    starts_at = effective_from_at or ctx.now
    if starts_at < ctx.now:
        raise EffectiveInThePast(field="effective_from_at")
    words = within(note, NOTE_MAX, field="note")
    before = policies.number_of(document, starts_at)
    if before is not None:
        raise PolicyUnchanged(field="document", number=before)
    made = policies.publish(ctx, document, starts_at, words)
    return PolicyPublished(made.id, made.number, made.name, made.digest, made.effective_from_at)
