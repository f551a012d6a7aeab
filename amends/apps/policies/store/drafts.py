"""Writes drafts of the policy, what was changed in them, and what reviewers said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.apps.policies.models import DraftChange, DraftReview, PolicyDraft, PolicyVersion
from amends.core.policy.changes import Change
from amends.core.policy.drafting.states import DraftChanged, DraftEnded, DraftState, Verdict
from amends.core.policy.drafting.unknown import DraftUnknown
from amends.core.policy.parse import document_digest
from amends.core.policy.values import canonical_text
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft, locked until the commit. `document` is JSON text; `digest` is its SHA-256."""

    id: int
    name: str
    base_number: int | None
    document: str
    digest: str
    version: int
    state: str
    changed_at: datetime


def add_draft(ctx: Context, *, name: str, base_number: int | None, document: str) -> DraftRecord:
    """A new draft with `document` (JSON text), begun from the version with that number, if from any."""
    _assert_transaction()
    base = None if base_number is None else PolicyVersion.objects.get(number=base_number)
    row = PolicyDraft.objects.create(
        name=name,
        base=base,
        document=document,
        digest=document_digest(document),
        made_by=str(ctx.actor),
        made_at=ctx.now,
        changed_by=str(ctx.actor),
        changed_at=ctx.now,
    )
    _journal(ctx, row, "policy_draft.started", base_number=base_number)
    return _record(row)


def locked_draft(draft_id: int, *, version: int | None = None) -> DraftRecord:
    """The draft, locked until the commit, where it still lives.

    Raises `DraftUnknown`, `DraftEnded`, and `DraftChanged` where it is not at `version` any more (None: whichever).
    """
    _assert_transaction()
    row = (
        PolicyDraft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("base")
        .filter(id=draft_id)
        .first()
    )
    if row is None:
        raise DraftUnknown(field="draft")
    if row.state in {DraftState.PUBLISHED, DraftState.DROPPED}:
        raise DraftEnded(field="draft")
    if version is not None and row.version != version:
        raise DraftChanged(field="version", at=row.changed_at, version=row.version)
    return _record(row)


def keep_document(
    ctx: Context, draft: DraftRecord, document: str, *, state: DraftState, is_edit: bool
) -> DraftRecord:
    """Put `document` (JSON text) in the place of the one before; an edit counts the version up."""
    _assert_transaction()
    row = PolicyDraft.objects.select_related("base").get(id=draft.id)
    row.document, row.digest, row.state = document, document_digest(document), state
    if is_edit:
        row.version += 1
        row.changed_by, row.changed_at = str(ctx.actor), ctx.now
    row.save()
    _journal(ctx, row, "policy_draft.changed" if is_edit else "policy_draft.submitted")
    return _record(row)


def carry_draft(ctx: Context, draft: DraftRecord, document: str, *, onto: int) -> DraftRecord:
    """Put `document` (JSON text) in its place, begun from the version `onto` from now on, and being written again."""
    _assert_transaction()
    PolicyDraft.objects.filter(id=draft.id).update(base=PolicyVersion.objects.get(number=onto))
    kept = keep_document(ctx, draft, document, state=DraftState.WRITING, is_edit=True)
    row = PolicyDraft.objects.get(id=draft.id)
    _journal(ctx, row, "policy_draft.carried", onto=onto, base_number=draft.base_number)
    return kept


def add_change(ctx: Context, draft: DraftRecord, changes: Iterable[Change], why: str) -> None:
    """Keep what was changed to reach the version that the draft has now, in words with holes."""
    _assert_transaction()
    what = [
        {"code": each.code, "message": each.message, "subject": each.subject, "params": each.params}
        for each in changes
    ]
    DraftChange.objects.create(
        draft_id=draft.id,
        version=draft.version,
        what=canonical_text(what),
        why=why,
        made_by=str(ctx.actor),
        made_at=ctx.now,
    )


def wrote_in(ctx: Context, draft_id: int) -> bool:
    """Whether the actor changed anything in the draft."""
    return DraftChange.objects.filter(draft_id=draft_id, made_by=str(ctx.actor)).exists()


def add_review(ctx: Context, draft: DraftRecord, *, verdict: Verdict, note: str, beside: int) -> None:
    """Keep a verdict on the draft as it is; one that is sent back is being written again."""
    _assert_transaction()
    DraftReview.objects.create(
        draft_id=draft.id,
        digest=draft.digest,
        beside=PolicyVersion.objects.filter(number=beside).first(),
        verdict=verdict,
        note=note,
        reviewed_by=str(ctx.actor),
        reviewed_at=ctx.now,
    )
    if verdict is Verdict.SENT_BACK:
        PolicyDraft.objects.filter(id=draft.id).update(state=DraftState.WRITING)
    row = PolicyDraft.objects.get(id=draft.id)
    _journal(ctx, row, "policy_draft.reviewed", verdict=verdict.value, beside=beside)


def approved_beside(draft: DraftRecord) -> int | None:
    """The number of the newest version when exactly this text was approved last (0: none yet); None if it was not."""
    last = DraftReview.objects.filter(draft_id=draft.id).select_related("beside").order_by("-id").first()
    if last is None or last.digest != draft.digest or last.verdict != Verdict.APPROVED:
        return None
    return 0 if last.beside is None else last.beside.number


def end_draft(ctx: Context, draft: DraftRecord, state: DraftState) -> None:
    """The draft is published, or dropped: it never changes again."""
    _assert_transaction()
    row = PolicyDraft.objects.get(id=draft.id)
    row.state = state
    row.save(update_fields=["state"])
    if state is DraftState.DROPPED:
        _journal(ctx, row, "policy_draft.dropped")


def _record(row: PolicyDraft) -> DraftRecord:
    base_number = None if row.base is None else row.base.number
    return DraftRecord(
        row.id, row.name, base_number, row.document, row.digest, row.version, row.state, row.changed_at
    )


def _journal(ctx: Context, row: PolicyDraft, event: str, **more: object) -> None:
    body = {"draft_id": row.id, "version": row.version, "digest": row.digest, **more}
    record(ctx, "policy", event, body)


def _assert_transaction() -> None:
    assert connection.in_atomic_block, "drafts are written in a command's transaction"
