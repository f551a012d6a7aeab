"""A draft beside the version that was published after it began: what differs, and what carrying it over would ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from amends.apps.policies.models import PolicyDraft, PolicyVersion
from amends.core.policy.changes import Change, policy_changes
from amends.core.policy.drafting.merging import NOTHING, Conflict, merge_documents
from amends.core.policy.drafting.said import draft_changes
from amends.core.policy.drafting.unknown import DraftUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class DraftBeside:
    """`published`: what the versions from `base_number` (None: nothing) to `onto` changed. `carried`: what the draft
    would change in `onto`, each conflict as in the newer version. `is_behind`: there is something to carry over.
    """

    draft_id: int
    name: str
    version: int
    is_open: bool
    base_number: int | None
    onto: int
    published: tuple[Change, ...]
    carried: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def is_behind(self) -> bool:
        """Whether another version was published since."""
        return self.onto not in (0, self.base_number)


@query(Permission.SEE_POLICY_DRAFTS)
def policy_merge(ctx: Context, *, draft_id: int) -> DraftBeside:
    """The draft beside the newest version; raises `DraftUnknown`."""
    row = PolicyDraft.objects.select_related("base").filter(id=draft_id).first()
    if row is None:
        raise DraftUnknown(field="draft_id")
    newest = PolicyVersion.objects.order_by("-number").first()
    base = row.base
    is_open = row.state in {"writing", "in_review"}
    number = None if base is None else base.number
    if newest is None or newest.id == row.base_id:
        at = 0 if newest is None else newest.number
        return DraftBeside(row.id, row.name, row.version, is_open, number, at, (), (), ())
    theirs = json.loads(newest.document, parse_float=Decimal)
    done = merge_documents(NOTHING if base is None else base.document, row.document, newest.document, {})
    published: tuple[Change, ...] = ()
    if base is not None:
        numbered = PolicyVersion.objects.numbered
        published = policy_changes(numbered(base.id).document, numbered(newest.id).document)
    return DraftBeside(
        draft_id=row.id,
        name=row.name,
        version=row.version,
        is_open=is_open,
        base_number=number,
        onto=newest.number,
        published=published,
        carried=draft_changes(theirs, done.data),
        conflicts=done.conflicts,
    )
