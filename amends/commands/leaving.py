"""One step that several commands take: a case leaves its way, so whatever waits in it is taken back.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the locks of customer and case.
"""

from __future__ import annotations

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.commands.answering import let_go
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.kernel.context import Context
from amends.kernel.journal import record


def take_back_what_waits(ctx: Context, case: cases.CaseRecord, words: str) -> None:
    """Take back the offers that wait (see `take_back_offers`), and stop the clocks: the case has ended."""
    take_back_offers(ctx, case, words)
    clocks.stop_at_end(ctx, case.id)


def take_back_offers(ctx: Context, case: cases.CaseRecord, words: str) -> None:
    """Withdraw the offers that wait for a yes, inside or from the customer, let their money go and release promises
    that came with them. What is owed by law or contract stays and is carried out all the same."""
    for offer in offers.open_offers(case.id):
        if offer.is_owed:
            continue
        offers.move(ctx, offer, OfferEvent.WITHDRAW, words=words)
        record(ctx, f"case:{case.id}", "offer.withdrawn", {"offer_id": offer.id})
        if offer.state is OfferState.AWAITING_APPROVAL:
            approvals.withdraw(ctx, offer.id)
        promises.release(ctx, case.id, offer_id=offer.id)
        let_go(ctx, offer)
