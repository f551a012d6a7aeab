"""Offers that run out: the customer is reminded once, and an offer whose end has passed lapses. A sweep."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.commands.answering import after_no, let_go, lock_for_answer
from amends.core.case.lifecycle import Event
from amends.core.offer.lifecycle import OfferEvent, OfferState
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one
from amends.kernel.journal import record

REMIND_HOURS = 72
"""How long before its end the customer is reminded of an offer."""

AT_LEAST_HOURS = 48
"""How much time a reminder leaves, even where it comes late."""


@dataclass(frozen=True, slots=True)
class OffersLapsed:
    """What one sweep did, by the ids of the offers."""

    reminded_ids: tuple[int, ...]
    lapsed_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def lapse_offers(ctx: Context, *, limit: int = 100) -> OffersLapsed:
    """Go through up to `limit` offers that end within `REMIND_HOURS` or have ended, each in its own transaction.

    1. List them, without locks. 2. For each lock customer, case and offer, and look again. 3. Remind where nobody did,
    giving at least `AT_LEAST_HOURS`; else let it lapse, its money with it.
    """
    due = offers.running_out(ctx.now, remind_hours=REMIND_HOURS, limit=limit)
    done = one_by_one(due, lambda seen: _act(ctx, seen.id))
    return OffersLapsed(
        tuple(offer_id for offer_id, lapsed in done if not lapsed),
        tuple(offer_id for offer_id, lapsed in done if lapsed),
    )


def _act(ctx: Context, offer_id: int) -> tuple[int, bool] | None:
    """(offer, whether it lapsed), or None where it was answered meanwhile or wants nothing yet."""
    offer, case = lock_for_answer(ctx, offer_id, Permission.SWEEP)
    if offer.state is not OfferState.OFFERED:
        return None
    if offer.reminded_at is None:
        _remind(ctx, offer, case)
        return offer.id, False
    if offer.expires_at is None or offer.expires_at > ctx.now:
        return None
    offers.move(ctx, offer, OfferEvent.LAPSE)
    record(ctx, f"case:{case.id}", "offer.lapsed", {"offer_id": offer.id})
    after_no(ctx, case, Event.LAPSE, offer_ended=True, offer_reminded=True)
    let_go(ctx, offer)
    return offer.id, True


def _remind(ctx: Context, offer: offers.OfferRecord, case: cases.CaseRecord) -> None:
    """Write once, with a fresh link, where there is an address; who has none had the offer told in person."""
    until = max(offer.expires_at or ctx.now, ctx.now + timedelta(hours=AT_LEAST_HOURS))
    offers.mark_reminded(ctx, offer.id, until)
    record(ctx, f"case:{case.id}", "offer.reminded", {"offer_id": offer.id, "until": until})
    post = cases.correspondence(case.id)
    if post.to_address:
        link = links.open_link(ctx, case_id=case.id, purpose="portal")
        letter = replace(post.record, choose_until_at=until, link_serial=link.serial)
        conversations.queue_letter(ctx, "offer_reminder", replace(post, record=letter), case_id=case.id)
