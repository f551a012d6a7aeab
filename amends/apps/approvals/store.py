"""The only writer of approvals: one question to one level of authority, and its answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from amends.apps.approvals.models import Approval
from amends.core.offer.authority import Question
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.core.unseen import ApprovalUnknown
from amends.kernel.context import Context


class ApprovalDecidedBefore(Refusal):
    """Somebody answered it, or it was taken back."""

    code = "approval_decided_before"
    kind = Kind.CONFLICT
    message = gettext_noop("This was decided a moment ago. Look at the case to see how.")


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    """One question as commands see it."""

    id: int
    case_id: int
    offer_id: int
    unit_id: int
    level: int
    arguments_digest: str
    state: str
    asked_by: str
    asked_at: datetime
    due_at: datetime

    def question(self, involved: frozenset[str]) -> Question:
        """What the rules of authority look at; `involved` are the actors that had a part in the failure."""
        return Question(self.level, self.asked_by, self.arguments_digest, self.due_at, involved)


def ask(
    ctx: Context,
    *,
    case_id: int,
    offer_id: int,
    unit_id: int,
    level: int,
    arguments_digest: str,
    reasons: Sequence[Any],
    note: str,
    due_at: datetime,
) -> ApprovalRecord:
    """Ask whoever has that level at that unit; bound to exactly the arguments of that digest."""
    assert connection.in_atomic_block, "a question is asked in a command's transaction"
    row = Approval.objects.create(
        case_id=case_id,
        offer_id=offer_id,
        unit_id=unit_id,
        level=level,
        arguments_digest=arguments_digest,
        reasons=list(reasons),
        note=note[:500],
        state=Approval.State.WAITING,
        asked_by=str(ctx.actor),
        asked_at=ctx.now,
        due_at=due_at,
    )
    return _record(row)


def approval(approval_id: int) -> ApprovalRecord:
    """The question with that id, unlocked; raises `ApprovalUnknown`."""
    row = Approval.objects.filter(id=approval_id).first()
    if row is None:
        raise ApprovalUnknown
    return _record(row)


def approval_of(offer_id: int) -> ApprovalRecord:
    """The newest question about that offer, unlocked; raises `ApprovalUnknown`."""
    row = Approval.objects.filter(offer_id=offer_id).order_by("-id").first()
    if row is None:
        raise ApprovalUnknown
    return _record(row)


def decide(ctx: Context, approval_id: int, *, approve: bool, note: str) -> None:
    """Keep the answer of a waiting question; raises `ApprovalDecidedBefore`."""
    _end(ctx, approval_id, Approval.State.APPROVED if approve else Approval.State.REFUSED, note)


def withdraw(ctx: Context, offer_id: int) -> None:
    """The offer is no longer wanted, so nobody has to decide it."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    waiting = Approval.objects.filter(offer_id=offer_id, state=Approval.State.WAITING)
    waiting.update(state=Approval.State.WITHDRAWN, decided_at=ctx.now)


def expire(ctx: Context, approval_id: int) -> bool:
    """Nobody decided in time; False when somebody did after all."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    waiting = Approval.objects.filter(id=approval_id, state=Approval.State.WAITING)
    return waiting.update(state=Approval.State.EXPIRED, decided_at=ctx.now) == 1


def overdue(now: datetime, limit: int) -> tuple[ApprovalRecord, ...]:
    """Questions whose time has passed, the longest waiting first; nothing is locked yet."""
    rows = Approval.objects.filter(state=Approval.State.WAITING, due_at__lte=now).order_by("due_at", "id")
    return tuple(_record(row) for row in rows[:limit])


def _end(ctx: Context, approval_id: int, state: Approval.State, note: str) -> None:
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    ended = Approval.objects.filter(id=approval_id, state=Approval.State.WAITING).update(
        state=state, decided_by=str(ctx.actor), decided_at=ctx.now, decision_note=note[:500]
    )
    if ended != 1:
        raise ApprovalDecidedBefore


def _record(row: Approval) -> ApprovalRecord:
    return ApprovalRecord(
        id=row.id,
        case_id=row.case_id,
        offer_id=row.offer_id,
        unit_id=row.unit_id,
        level=row.level,
        arguments_digest=row.arguments_digest,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
    )


def forget(case_ids: Collection[int]) -> None:
    """Empty the notes beside the questions and answers about these cases."""
    assert connection.in_atomic_block
    Approval.objects.filter(case_id__in=case_ids).update(note="", decision_note="")
