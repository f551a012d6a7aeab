"""Questions that nobody decided in time end, and the money they held is let go. A sweep."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.offers import store as offers
from amends.commands.answering import let_go, lock_for_answer, look_again
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalsExpired:
    """The questions that ended."""

    approval_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def expire_approvals(ctx: Context, *, limit: int = 100) -> ApprovalsExpired:
    """End up to `limit` overdue questions, each in its own transaction.

    1. List them, without locks. 2. For each lock customer, case and offer, and end it if nobody decided it meanwhile.
    3. Take the offer back and let its money go; the case wants a decision again.
    """
    overdue = approvals.overdue(ctx.now, limit)
    return ApprovalsExpired(one_by_one(overdue, lambda question: _expire(ctx, question)))


def _expire(ctx: Context, question: approvals.ApprovalRecord) -> int | None:
    offer, case = lock_for_answer(ctx, question.offer_id, Permission.SWEEP)
    if not approvals.expire(ctx, question.id):
        return None
    body = {"approval_id": question.id, "offer_id": offer.id}
    record(ctx, f"case:{case.id}", "approval.expired", body)
    if offer.state is OfferState.AWAITING_APPROVAL:
        offers.move(ctx, offer, OfferEvent.REFUSE_APPROVAL)
        look_again(ctx, case)
        let_go(ctx, offer)
    return question.id
