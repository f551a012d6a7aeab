"""Questions and their answers: asked, heard step by step, and ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.core.offer.approving import Progress
from amends.core.offer.authority import Question, Seat
from amends.core.policy.approvals import ApprovalStep, step_data
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
    """One question as commands see it: about an offer of a case, or about an incident."""

    id: int
    case_id: int | None
    offer_id: int | None
    incident_id: int | None
    unit_id: int
    level: int
    progress: Progress
    arguments_digest: str
    reasons: tuple[Any, ...]
    note: str
    is_review: bool
    state: str
    asked_by: str
    asked_at: datetime
    step_at: datetime
    due_at: datetime

    def question(self, involved: frozenset[str]) -> Question:
        """What the rules of authority look at; `involved` are the actors that had a part in the failure."""
        return Question(
            seats=self.progress.seats,
            asked_by=self.asked_by,
            arguments_digest=self.arguments_digest,
            due_at=self.due_at,
            involved=involved,
            heard=self.progress.heard,
        )


def ask(
    ctx: Context,
    *,
    case_id: int | None,
    offer_id: int | None,
    incident_id: int | None,
    unit_id: int,
    level: int,
    steps: Sequence[ApprovalStep],
    arguments_digest: str,
    reasons: Sequence[Any],
    note: str,
    due_at: datetime,
    involved: Collection[str] = (),
    is_review: bool = False,
    owner_id: int | None = None,
) -> ApprovalRecord:
    """Ask at that unit, beginning with the first step; bound to exactly the arguments of that digest.

    `owner_id`: who looks at a review.
    """
    assert connection.in_atomic_block, "a question is asked in a command's transaction"
    row = Approval.objects.create(
        case_id=case_id,
        offer_id=offer_id,
        incident_id=incident_id,
        unit_id=unit_id,
        level=level,
        steps=_kept(steps),
        step_at=ctx.now,
        arguments_digest=arguments_digest,
        reasons=list(reasons),
        note=note[:500],
        involved=sorted(involved),
        is_review=is_review,
        owner_id=owner_id,
        state=Approval.State.WAITING,
        asked_by=str(ctx.actor),
        asked_at=ctx.now,
        due_at=due_at,
    )
    return _record(row, ())


def reviews_waiting(user_ids: Collection[int]) -> dict[int, int]:
    """How many reviews wait for each of these people; who has none is not in it."""
    rows = Approval.objects.filter(state=Approval.State.WAITING, is_review=True, owner_id__in=user_ids)
    counted = rows.values_list("owner_id").annotate(number=Count("id")).order_by("owner_id")
    return {owner_id: number for owner_id, number in counted if owner_id is not None}


def review_due(case_id: int) -> datetime | None:
    """By when the first of the case's reviews that wait is due; None where none waits."""
    waiting = Approval.objects.filter(case_id=case_id, state=Approval.State.WAITING, is_review=True)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()


def approval(approval_id: int) -> ApprovalRecord:
    """The question with that id, unlocked; raises `ApprovalUnknown`."""
    return _found(Approval.objects.filter(id=approval_id).first())


def approval_of(offer_id: int) -> ApprovalRecord:
    """The newest question about that offer, unlocked; raises `ApprovalUnknown`."""
    return _found(Approval.objects.filter(offer_id=offer_id).order_by("-id").first())


def approval_of_incident(incident_id: int) -> ApprovalRecord:
    """The newest question about that incident, unlocked; raises `ApprovalUnknown`."""
    return _found(Approval.objects.filter(incident_id=incident_id).order_by("-id").first())


def was_refused(about: Mapping[str, int | None], arguments_digest: str) -> bool:
    """Whether exactly these arguments got a no: of an incident, or of a case in whichever of its offers."""
    same = Approval.objects.filter(Q(case_id=about["case_id"], incident_id=about["incident_id"]))
    return same.filter(
        arguments_digest=arguments_digest, state=Approval.State.REFUSED, is_review=False
    ).exists()


def lock_approval(approval_id: int) -> ApprovalRecord:
    """The question, locked until the commit; what it is about is locked before it."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    return _found(Approval.objects.select_for_update(no_key=True).filter(id=approval_id).first())


def hear(
    ctx: Context,
    question: ApprovalRecord,
    seats: Iterable[Seat],
    *,
    is_yes: bool,
    note: str = "",
    involved: Collection[str] = (),
) -> ApprovalRecord:
    """Keep the answer to the present step, given with each of `seats`; `involved` is who was barred at this moment."""
    assert connection.in_atomic_block, "an answer is kept in a command's transaction"
    Approval.objects.filter(id=question.id).update(involved=sorted(involved))
    for seat in seats:
        ApprovalVoice.objects.create(
            approval_id=question.id,
            step=question.progress.step,
            role=seat.role.value,
            is_yes=is_yes,
            given_by=str(ctx.actor),
            given_for=seat.holder,
            given_at=ctx.now,
            waited_seconds=max(0, int((ctx.now - question.step_at).total_seconds())),
            note=note[:500],
        )
    return approval(question.id)


def turn_to(ctx: Context, question: ApprovalRecord, progress: Progress, due_at: datetime) -> ApprovalRecord:
    """Another step waits now; its time begins at this moment."""
    assert connection.in_atomic_block, "a question moves in a command's transaction"
    _swap(
        question,
        steps=_kept(progress.steps),
        step=progress.step,
        step_at=ctx.now,
        due_at=due_at,
        reminded_at=None,
    )
    return approval(question.id)


def decide(ctx: Context, question: ApprovalRecord, *, approve: bool, note: str) -> None:
    """End a waiting question with its answer; raises `ApprovalDecidedBefore`."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    _swap(
        question,
        state=Approval.State.APPROVED if approve else Approval.State.REFUSED,
        decided_by=str(ctx.actor),
        decided_at=ctx.now,
        decision_note=note[:500],
    )


def withdraw(ctx: Context, offer_id: int) -> None:
    """The offer is no longer wanted, so nobody has to decide it."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    waiting = Approval.objects.filter(offer_id=offer_id, state=Approval.State.WAITING, is_review=False)
    waiting.update(state=Approval.State.WITHDRAWN, decided_at=ctx.now)


def withdraw_about_incident(ctx: Context, incident_id: int) -> int:
    """What was asked about the incident is no longer what it would give; how many questions that ends (one or none)."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    waiting = Approval.objects.filter(incident_id=incident_id, state=Approval.State.WAITING)
    return waiting.update(state=Approval.State.WITHDRAWN, decided_at=ctx.now)


def expire(ctx: Context, question: ApprovalRecord) -> None:
    """Nobody decided in time; raises `ApprovalDecidedBefore` when somebody did after all."""
    assert connection.in_atomic_block, "a question ends in a command's transaction"
    _swap(question, state=Approval.State.EXPIRED, decided_at=ctx.now)


def remind(ctx: Context, question: ApprovalRecord) -> None:
    """Those who are asked were reminded of the present step."""
    assert connection.in_atomic_block, "a reminder is kept in a command's transaction"
    Approval.objects.filter(id=question.id).update(reminded_at=ctx.now)


def forget(case_ids: Collection[int]) -> None:
    """Empty the notes beside the questions and answers about these cases."""
    assert connection.in_atomic_block
    Approval.objects.filter(case_id__in=case_ids).update(note="", decision_note="")
    ApprovalVoice.objects.filter(approval__case_id__in=case_ids).update(note="")


def overdue(now: datetime, limit: int) -> tuple[ApprovalRecord, ...]:
    """Questions whose time has passed, the longest waiting first; nothing is locked yet. Reviews wait for ever."""
    rows = Approval.objects.filter(state=Approval.State.WAITING, is_review=False, due_at__lte=now)
    return tuple(_found(row) for row in rows.order_by("due_at", "id")[:limit])


def not_reminded(now: datetime, limit: int) -> tuple[ApprovalRecord, ...]:
    """Questions that wait and of which nobody was reminded since their present step began, the next due first."""
    rows = Approval.objects.filter(state=Approval.State.WAITING, reminded_at=None)
    return tuple(_found(row) for row in rows.order_by("due_at", "id")[:limit])


def claim_unreminded(approval_id: int) -> ApprovalRecord | None:
    """The question, locked, while it waits without a reminder; None when it does not, or another sweep holds it."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    waiting = Approval.objects.filter(id=approval_id, state=Approval.State.WAITING, reminded_at=None)
    row = waiting.select_for_update(no_key=True, skip_locked=True).first()
    return None if row is None else _found(row)


def _swap(question: ApprovalRecord, **changes: Any) -> None:
    """Change a question that waits in the step in which it was read; raises `ApprovalDecidedBefore`."""
    as_read = Approval.objects.filter(
        id=question.id, state=Approval.State.WAITING, step=question.progress.step
    )
    if as_read.update(**changes) != 1:
        raise ApprovalDecidedBefore


def _kept(steps: Iterable[ApprovalStep]) -> list[dict[str, Any]]:
    kept = [step_data(step) for step in steps]
    for data in kept:
        data["approve_below"] = None if data["approve_below"] is None else str(data["approve_below"])
    return kept


def _found(row: Approval | None) -> ApprovalRecord:
    if row is None:
        raise ApprovalUnknown
    return _record(row, ApprovalVoice.objects.filter(approval_id=row.id, is_yes=True).order_by("id"))


def _record(row: Approval, voices: Iterable[ApprovalVoice]) -> ApprovalRecord:
    return ApprovalRecord(
        id=row.id,
        case_id=row.case_id,
        offer_id=row.offer_id,
        incident_id=row.incident_id,
        unit_id=row.unit_id,
        level=row.level,
        progress=row.progress(voices),
        arguments_digest=row.arguments_digest,
        reasons=tuple(row.reasons),
        note=row.note,
        is_review=row.is_review,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        step_at=row.step_at,
        due_at=row.due_at,
    )
