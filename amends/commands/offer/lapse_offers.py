"""Offers that run out: the customer is reminded once, and an offer whose end has passed lapses. A sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.apps.offers import store as offers
from amends.commands.answering import after_no, let_go, lock_for_answer
from amends.core.case.lifecycle import Event
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

REMIND_HOURS = 72
"""How long before its end the customer is reminded of an offer."""

AT_LEAST_HOURS = 48
"""How much time a reminder leaves, even where it comes late."""


@dataclass(frozen=True, slots=True)
class OffersLapsed:
    """What one sweep did: at most one offer each, so that its locks never meet those of another customer."""

    reminded_id: int | None = None
    lapsed_id: int | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing was due: the sweep can rest."""
        return self.reminded_id is None and self.lapsed_id is None


@command(Permission.SWEEP)
def lapse_offers(ctx: Context) -> OffersLapsed:
    """Take the offer that has waited longest and is due.

    1. find those that end within `REMIND_HOURS` or have ended, 2. lock the first one that wants something, 3. remind
    where nobody did, giving at least `AT_LEAST_HOURS`, 4. else let it lapse, its money with it.
    Call it until it is idle.
    """
    for seen in offers.running_out(ctx.now, remind_hours=REMIND_HOURS, limit=50):
        over = seen.expires_at is not None and seen.expires_at <= ctx.now
        if seen.reminded_at is not None and not over:
            continue
        offer, case = lock_for_answer(ctx, seen.id, Permission.SWEEP)
        if offer.state is not OfferState.OFFERED or offer.reminded_at != seen.reminded_at:
            continue
        if offer.reminded_at is None:
            until = max(offer.expires_at or ctx.now, ctx.now + timedelta(hours=AT_LEAST_HOURS))
            offers.mark_reminded(ctx, offer.id, until)
            record(ctx, f"case:{case.id}", "offer.reminded", {"offer_id": offer.id, "until": until})
            return OffersLapsed(reminded_id=offer.id)
        offers.move(ctx, offer, OfferEvent.LAPSE)
        record(ctx, f"case:{case.id}", "offer.lapsed", {"offer_id": offer.id})
        after_no(ctx, case, Event.LAPSE, offer_ended=True, offer_reminded=True)
        let_go(ctx, offer)
        return OffersLapsed(lapsed_id=offer.id)
    return OffersLapsed()
