"""Somebody with more authority says yes or no to exactly what was asked; the last yes runs it at once."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.commands.answering import lock_with_case
from amends.commands.approving import Ran, said_no, said_yes
from amends.commands.asking_above import approver_of, involved_in
from amends.commands.carrying_out import CarriedOut
from amends.core.offer.authority import Seat, check_approver, check_arguments
from amends.core.roles import Permission
from amends.core.unseen import ApprovalUnknown
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """What the answer led to. `waits_for` are the roles whose yes is wanted next; none: the question has ended."""

    approval_id: int
    approved: bool
    offer_id: int
    offer_state: str
    case_state: str
    voucher_ids: tuple[int, ...]
    promise_ids: tuple[int, ...]
    waits_for: tuple[str, ...] = ()


@command(Permission.APPROVE)
def decide_approval(
    ctx: Context,
    *,
    arguments_digest: str,
    approve: bool,
    approval_id: int | None = None,
    offer_id: int | None = None,
    note: str = "",
) -> ApprovalDecided:
    """Answer a question, named by its own id or by that of its offer; `arguments_digest` is that of what the approver
    was shown.

    1. lock customer, case, offer, question, 2. check who answers, with their own authority or that of whom they stand
    in for, and that the facts, the policy and the options are those that were asked about, 3. keep the answer, 4. on a
    yes ask the next step, or, if it was the last, decide the case and carry out what needs no choice; a no of anybody
    ends it and lets the money go. A review only keeps the answer. Raises `ApprovalUnknown`, `ApprovalDecidedBefore`,
    `ApprovalOverdue`, `ArgumentsChanged` and the refusals of core.offer.authority about the approver.
    """
    seen = approvals.approval_of(offer_id or 0) if approval_id is None else approvals.approval(approval_id)
    _may_answer(ctx, seen, frozenset())
    offer, case = lock_with_case(offers.offer(seen.offer_id))
    question = approvals.lock_approval(seen.id)
    involved = involved_in(case)
    seat = _may_answer(ctx, question, involved)
    check_arguments(
        question.question(involved), arguments_digest, question.asked_at if question.is_review else ctx.now
    )
    question = approvals.hear(ctx, question, [seat], is_yes=approve, note=note.strip(), involved=involved)
    _tell(ctx, case, question, seat, approve=approve)
    if question.is_review:
        approvals.decide(ctx, question, approve=approve, note=note.strip())
        ran = Ran(case, offer, CarriedOut(), has_ended=True)
    elif approve:
        ran = said_yes(ctx, case, offer, question, note.strip())
    else:
        approvals.decide(ctx, question, approve=False, note=note.strip())
        ran = said_no(ctx, case, offer)
    waits_for = () if ran.has_ended else approvals.approval(question.id).progress.wanted
    return ApprovalDecided(
        question.id,
        approve,
        offer.id,
        ran.offer.state.value,
        ran.case.state.value,
        ran.done.voucher_ids,
        ran.done.promise_ids,
        tuple(role.value for role in waits_for),
    )


def _may_answer(ctx: Context, question: approvals.ApprovalRecord, involved: frozenset[str]) -> Seat:
    """With whose authority they answer. What has ended is said to whoever may see it, and to nobody else."""
    approver = approver_of(ctx, question.unit_id)
    if not any(authority.roles for authority in approver.authorities):
        raise ApprovalUnknown
    if question.state != "waiting":
        raise approvals.ApprovalDecidedBefore
    return check_approver(approver, question.question(involved))


def _tell(
    ctx: Context, case: cases.CaseRecord, question: approvals.ApprovalRecord, seat: Seat, *, approve: bool
) -> None:
    body = {
        "approval_id": question.id,
        "offer_id": question.offer_id,
        "step": question.progress.step,
        "role": seat.role,
        "for": seat.holder,
        "yes": approve,
    }
    happened = (
        "review.given" if question.is_review else "approval.answered" if approve else "approval.refused"
    )
    record(ctx, f"case:{case.id}", happened, body)
