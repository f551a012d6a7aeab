"""Questions that nobody answered in time: refused, handed up or approved, as their policy said. A sweep."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.commands.answering import lock_for_answer
from amends.commands.approving import check_unchanged, said_no, said_yes
from amends.commands.asking_above import ask_next, involved_in
from amends.core.offer.authority import ArgumentsChanged, Seat
from amends.core.offer.lifecycle import OfferState
from amends.core.policy.approvals import OnTimeout, Who
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalsExpired:
    """The questions whose time had passed."""

    approval_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def expire_approvals(ctx: Context, *, limit: int = 100) -> ApprovalsExpired:
    """Do what silence means for up to `limit` overdue questions, each in its own transaction.

    1. List them, without locks. 2. For each lock customer, case, offer and question, and leave it if somebody answered
    meanwhile. 3. Hand it up, take silence as a yes below the stated amount, or take the offer back and let its money
    go; then the case wants a decision again.
    """
    overdue = approvals.overdue(ctx.now, limit)
    return ApprovalsExpired(one_by_one(overdue, lambda question: _time_out(ctx, question)))


def _time_out(ctx: Context, seen: approvals.ApprovalRecord) -> int | None:
    offer, case = lock_for_answer(ctx, seen.offer_id, Permission.SWEEP)
    question = approvals.lock_approval(seen.id)
    if question.state != "waiting" or ctx.now < question.due_at:
        return None
    if offer.state is OfferState.AWAITING_APPROVAL and (
        _handed_up(ctx, case, question) or _approved(ctx, case, offer, question)
    ):
        return question.id
    approvals.expire(ctx, question)
    body = {"approval_id": question.id, "offer_id": offer.id}
    record(ctx, f"case:{case.id}", "approval.expired", body)
    if offer.state is OfferState.AWAITING_APPROVAL:
        said_no(ctx, case, offer)
    return question.id


def _handed_up(ctx: Context, case: cases.CaseRecord, question: approvals.ApprovalRecord) -> bool:
    """Ask the next higher role, where the step says so and there is one."""
    if question.progress.present.on_timeout is not OnTimeout.HAND_UP:
        return False
    raised = question.progress.handed_up()
    if raised is None:
        return False
    turned = ask_next(ctx, case, question, raised)
    body = {"approval_id": question.id, "roles": [role.value for role in turned.progress.wanted]}
    record(ctx, f"case:{case.id}", "approval.handed_up", body)
    return True


def _approved(
    ctx: Context, case: cases.CaseRecord, offer: offers.OfferRecord, question: approvals.ApprovalRecord
) -> bool:
    """Take silence as a yes, where the step says so, the gesture is small enough and nothing was changed."""
    step = question.progress.present
    if step.on_timeout is not OnTimeout.APPROVE or step.approve_below is None:
        return False
    if offer.face.decimal >= step.approve_below:
        return False
    try:
        check_unchanged(ctx, case, offer)
    except ArgumentsChanged:
        return False
    wanted = question.progress.wanted if step.who is Who.ALL else question.progress.wanted[:1]
    seats = [Seat(role, str(ctx.actor)) for role in wanted]
    heard = approvals.hear(ctx, question, seats, is_yes=True, involved=involved_in(case))
    body = {"approval_id": question.id, "offer_id": offer.id, "step": question.progress.step}
    record(ctx, f"case:{case.id}", "approval.silence_taken", body)
    said_yes(ctx, case, offer, heard)
    return True
