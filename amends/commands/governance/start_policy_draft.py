"""A draft of the policy begins: from a version, from a document that was brought along, or from nothing."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.core.case.hearing import NameMissing, one_line
from amends.core.policy.changes import Change
from amends.core.policy.drafting.entering import drawn_up
from amends.core.policy.drafting.unknown import VersionUnknown
from amends.core.policy.values import canonical_text
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

NAME_MAX = 120
_EMPTY = '{"name": "", "currency": "", "facts": [], "amounts": [], "tables": [], "gestures": []}'
_FROM_VERSION = gettext_noop("Begun from policy %(number)s.")
_FROM_FILE = gettext_noop("Begun from a document.")
_FROM_NOTHING = gettext_noop("Begun from nothing.")


@dataclass(frozen=True, slots=True)
class DraftStarted:
    """The draft; `version` is what the first edit has to name."""

    draft_id: int
    version: int
    digest: str


@command(Permission.WRITE_POLICY_DRAFTS)
def start_policy_draft(
    ctx: Context, *, name: str, from_number: int | None = None, document: str = ""
) -> DraftStarted:
    """Begin a draft called `name`: with `document` (JSON text), else with the version `from_number`, else empty.

    `document` may hold what cannot be read yet; the draft shows it at its cell. Raises `NameMissing`, `TooLong`,
    `VersionUnknown` and `EntryUnusable` (a document that is no JSON object).
    """
    called = one_line(name, NAME_MAX, field="name")
    if not called:
        raise NameMissing(field="name")
    text = document or _EMPTY
    begun = Change("started", _FROM_FILE if document else _FROM_NOTHING, "policy")
    if from_number is not None:
        version = policies.version_text(from_number)
        if version is None:
            raise VersionUnknown(field="from_number", number=from_number)
        text = document or version[1]
        if not document:
            begun = Change("started", _FROM_VERSION, "policy", {"number": from_number})
    made = policies.add_draft(
        ctx, name=called, base_number=from_number, document=canonical_text(drawn_up(text))
    )
    policies.add_change(ctx, made, [begun], "")
    return DraftStarted(made.id, made.version, made.digest)
