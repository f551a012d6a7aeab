"""A draft's own changes are carried onto the version that was published after it began; it has to be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.core.policy.changes import Change
from amends.core.policy.drafting.entering import drawn_up
from amends.core.policy.drafting.merging import NOTHING, Side, merge_documents
from amends.core.policy.drafting.said import draft_changes
from amends.core.policy.drafting.states import DraftUpToDate
from amends.core.policy.drafting.unknown import VersionUnknown
from amends.core.policy.values import canonical_text
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

_CARRIED = gettext_noop("Carried onto policy %(number)s.")


@dataclass(frozen=True, slots=True)
class DraftCarried:
    """The draft on the newer version `onto`; `changes` says how many differences it had to take over."""

    draft_id: int
    version: int
    digest: str
    onto: int
    changes: int


@command(Permission.WRITE_POLICY_DRAFTS)
def carry_policy_draft(
    ctx: Context, *, draft_id: int, version: int, onto: int, choices: Mapping[str, Side] | None = None
) -> DraftCarried:
    """Make the draft's own changes in the version `onto`, the newest one, and go on from there.

    `version` is that of the draft that was looked at; `choices` says for each conflict, by its key, whose cell holds. A
    draft in review, or approved, is being written again. Raises `DraftUnknown`, `DraftEnded`, `DraftChanged`,
    `VersionUnknown` (a newer one was published meanwhile), `DraftUpToDate`, `MergeUndecided`.
    """
    draft = policies.locked_draft(draft_id, version=version)
    newest = policies.version_text(onto)
    if newest is None or onto != policies.newest_number():
        raise VersionUnknown(field="onto", number=onto)
    if draft.base_number == onto:
        raise DraftUpToDate(field="onto", number=onto)
    base = None if draft.base_number is None else policies.version_text(draft.base_number)
    chosen = choices or {}
    done = merge_documents(NOTHING if base is None else base[1], draft.document, newest[1], chosen)
    done.check_decided(chosen)
    changes = draft_changes(drawn_up(draft.document), done.data)
    kept = policies.carry_draft(ctx, draft, canonical_text(done.data), onto=onto)
    policies.add_change(ctx, kept, [Change("carried", _CARRIED, "policy", {"number": onto}), *changes], "")
    return DraftCarried(kept.id, kept.version, kept.digest, onto, len(changes))
