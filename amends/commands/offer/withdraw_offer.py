"""An offer is taken back before it was answered: a slip, or something better instead."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.offers import store as offers
from amends.commands.answering import let_go, lock_for_answer, look_again
from amends.core.offer.lifecycle import OfferEvent, OfferState, OwedCannotEnd
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class WithdrawalReasonMissing(Refusal):
    """What was said to a customer is not taken back without saying why."""

    code = "withdrawal_reason_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words why it is taken back.")


@dataclass(frozen=True, slots=True)
class OfferWithdrawn:
    """The offer that nobody can accept any more."""

    offer_id: int
    case_state: str


@command(Permission.GIVE)
def withdraw_offer(ctx: Context, *, offer_id: int, reason: str) -> OfferWithdrawn:
    """Take back an offer that waits for a yes inside or for the customer; its money is let go.

    Raises `OfferUnknown`, `WithdrawalReasonMissing`, `OfferStepNotAllowed`, `OwedCannotEnd`.
    """
    if not reason.strip():
        raise WithdrawalReasonMissing(field="reason")
    offer, case = lock_for_answer(ctx, offer_id, Permission.GIVE)
    if offer.is_owed:
        raise OwedCannotEnd
    waited = offer.state is OfferState.AWAITING_APPROVAL
    offers.move(ctx, offer, OfferEvent.WITHDRAW, words=reason)
    record(ctx, f"case:{case.id}", "offer.withdrawn", {"offer_id": offer.id})
    if waited:
        approvals.withdraw(ctx, offer.id)
        case = look_again(ctx, case)
    let_go(ctx, offer)
    return OfferWithdrawn(offer.id, case.state.value)
