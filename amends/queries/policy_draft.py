"""One draft of the policy: its sheets, what is wrong in them, what it changes, and who said what about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.apps.policies.models import DraftChange, DraftReview, PolicyDraft, PolicyVersion
from amends.core.policy.changes import Change, policy_changes
from amends.core.policy.drafting.findings import Checked, check_draft
from amends.core.policy.drafting.said import draft_changes
from amends.core.policy.drafting.states import DraftState, Verdict
from amends.core.policy.drafting.unknown import DraftUnknown
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.names import names_of
from amends.queries.policies import is_approved
from amends.queries.senders_known import senders_known

HISTORY = 100


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One edit: the version it led to, what it changed in words with holes, and why."""

    version: int
    what: tuple[Change, ...]
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One verdict; `is_of_this` says whether it is about the text as it is now."""

    verdict: Verdict
    note: str
    by: str
    at: datetime
    is_of_this: bool


@dataclass(frozen=True, slots=True)
class DraftHead:
    """A draft without its history. `newest` is the version published last, 0 before the first."""

    id: int
    name: str
    state: DraftState
    version: int
    digest: str
    base_number: int | None
    newest: int
    made_by: str
    changed_by: str
    changed_at: datetime
    is_approved: bool
    published_number: int | None
    data: dict[str, Any]

    @property
    def is_behind(self) -> bool:
        """Whether another version was published since it began, or was carried on."""
        return self.is_open and self.newest not in (0, self.base_number)

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited."""
        return self.state in {DraftState.WRITING, DraftState.IN_REVIEW}


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft whole. `changes` are against the newest version; `wrote` says whether the reader wrote in it."""

    head: DraftHead
    checked: Checked
    changes: tuple[Change, ...]
    history: tuple[ChangeLine, ...]
    reviews: tuple[ReviewLine, ...]
    wrote: bool


@query(Permission.SEE_POLICY_DRAFTS)
def policy_draft(ctx: Context, *, draft_id: int) -> DraftPage:
    """One draft with everything that is known about it; raises `DraftUnknown`."""
    row = _row(draft_id)
    reviews = list(DraftReview.objects.filter(draft_id=row.id).order_by("-id"))
    history = list(DraftChange.objects.filter(draft_id=row.id).order_by("-version")[:HISTORY])
    names = names_of([*(each.reviewed_by for each in reviews), *(each.made_by for each in history)])
    head = _head(row, reviews)
    checked = check_draft(head.data, senders_known())
    return DraftPage(
        head=head,
        checked=checked,
        changes=_changes(head, checked),
        history=tuple(
            ChangeLine(each.version, _what(each.what), each.why, names.get(each.made_by, ""), each.made_at)
            for each in history
        ),
        reviews=tuple(
            ReviewLine(
                Verdict(each.verdict),
                each.note,
                names.get(each.reviewed_by, ""),
                each.reviewed_at,
                each.digest == row.digest,
            )
            for each in reviews
        ),
        wrote=DraftChange.objects.filter(draft_id=row.id, made_by=str(ctx.actor)).exists(),
    )


@query(Permission.SEE_POLICY_DRAFTS)
def policy_draft_head(ctx: Context, *, draft_id: int) -> DraftHead:
    """The draft alone, for a page of one of its sheets; raises `DraftUnknown`."""
    row = _row(draft_id)
    return _head(row, list(DraftReview.objects.filter(draft_id=row.id).order_by("-id")[:1]))


def _row(draft_id: int) -> PolicyDraft:
    row = PolicyDraft.objects.select_related("base").filter(id=draft_id).first()
    if row is None:
        raise DraftUnknown(field="draft_id")
    return row


def _head(row: PolicyDraft, reviews: Sequence[DraftReview]) -> DraftHead:
    names = names_of((row.made_by, row.changed_by))
    published = PolicyVersion.objects.filter(draft_id=row.id).values_list("number", flat=True).first()
    newest = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return DraftHead(
        id=row.id,
        name=row.name,
        state=DraftState(row.state),
        version=row.version,
        digest=row.digest,
        base_number=None if row.base is None else row.base.number,
        newest=newest or 0,
        made_by=names.get(row.made_by, ""),
        changed_by=names.get(row.changed_by, ""),
        changed_at=row.changed_at,
        is_approved=is_approved(row, reviews[0] if reviews else None),
        published_number=published,
        data=json.loads(row.document, parse_float=Decimal),
    )


def _changes(head: DraftHead, checked: Checked) -> tuple[Change, ...]:
    """Against the newest version; while the draft cannot be read, sheet by sheet as it is typed."""
    newest = PolicyVersion.objects.filter(number=head.newest).first()
    if newest is None:
        return ()
    if checked.document is not None:
        return policy_changes(PolicyVersion.objects.numbered(newest.id).document, checked.document)
    return draft_changes(json.loads(newest.document, parse_float=Decimal), head.data)


def _what(text: str) -> tuple[Change, ...]:
    return tuple(
        Change(each["code"], each["message"], each["subject"], each["params"]) for each in json.loads(text)
    )
