"""A draft of the policy is edited: whole sheets or single cells; what cannot be read is kept as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.policies import store as policies
from amends.commands.publishing import NOTE_MAX
from amends.core.case.hearing import within
from amends.core.policy.drafting.entering import CellTyped, SheetTyped, Typed, drawn_up, entered
from amends.core.policy.drafting.said import draft_changes
from amends.core.policy.drafting.states import DraftState
from amends.core.policy.values import canonical_text
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class DraftEdited:
    """The draft after the edit; `changes` says how many differences there were (0: nothing was kept)."""

    draft_id: int
    version: int
    digest: str
    changes: int


@command(Permission.WRITE_POLICY_DRAFTS)
def edit_policy_draft(
    ctx: Context,
    *,
    draft_id: int,
    version: int,
    sheets: tuple[SheetTyped, ...] = (),
    cells: tuple[CellTyped, ...] = (),
    document: str = "",
    why: str = "",
) -> DraftEdited:
    """Put `document` (JSON text), then `sheets`, then `cells` into the draft, as one change; the journal says why.

    `version` is the one that was looked at: two editors do not overwrite each other unseen. A draft in review is being
    written again from then on. Raises `DraftUnknown`, `DraftEnded`, `DraftChanged`, `SheetUnknown`, `CellUnknown`,
    `SheetTooLarge`, `EntryUnusable` and `TooLong` at `why`.
    """
    words = within(why, NOTE_MAX, field="why")
    draft = policies.locked_draft(draft_id, version=version)
    before = drawn_up(draft.document)
    after = drawn_up(document) if document else before
    edits: list[Typed] = [*sheets, *cells]
    for typed in edits:
        after = entered(after, typed)
    changes = draft_changes(before, after)
    if not changes:
        return DraftEdited(draft.id, draft.version, draft.digest, 0)
    kept = policies.keep_document(ctx, draft, canonical_text(after), state=DraftState.WRITING, is_edit=True)
    policies.add_change(ctx, kept, changes, words)
    return DraftEdited(kept.id, kept.version, kept.digest, len(changes))
