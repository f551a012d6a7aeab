"""Questions that nobody decided in time end, and the money they held is let go. A sweep."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.offers import store as offers
from amends.commands.answering import let_go, lock_for_answer, look_again
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class ApprovalsExpired:
    """The question that ended, if one was overdue: one each, so that its locks never meet another customer's."""

    approval_id: int | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing was overdue: the sweep can rest."""
        return self.approval_id is None


@command(Permission.SWEEP)
def expire_approvals(ctx: Context) -> ApprovalsExpired:
    """End the question that is longest overdue.

    1. find it, 2. lock customer, case and offer, 3. end it if nobody decided it meanwhile, 4. take the offer back and
    let its money go; the case wants a decision again. Call it until it is idle.
    """
    for question in approvals.overdue(ctx.now, limit=20):
        offer, case = lock_for_answer(ctx, question.offer_id, Permission.SWEEP)
        if not approvals.expire(ctx, question.id):
            continue
        body = {"approval_id": question.id, "offer_id": offer.id}
        record(ctx, f"case:{case.id}", "approval.expired", body)
        if offer.state is OfferState.AWAITING_APPROVAL:
            offers.move(ctx, offer, OfferEvent.REFUSE_APPROVAL)
            look_again(ctx, case)
            let_go(ctx, offer)
        return ApprovalsExpired(question.id)
    return ApprovalsExpired()
