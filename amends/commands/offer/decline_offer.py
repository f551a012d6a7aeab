"""The customer says no to an offer: the money is let go, what is owed is carried out all the same."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.customers import store as customers
from amends.apps.offers import store as offers
from amends.commands.answering import after_no, let_go, lock_for_answer, source_of
from amends.core.case.lifecycle import Event
from amends.core.case.standing import AnswerSource
from amends.core.offer.lifecycle import OfferEvent
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import commitment, record

WORDS_MAX = 4000


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """Where the case stands now."""

    offer_id: int
    case_state: str


@command(Permission.ANSWER_OFFER, Permission.ACCEPT_FOR_CUSTOMER)
def decline_offer(
    ctx: Context, *, offer_id: int, words: str = "", source: str = AnswerSource.SPOKEN
) -> OfferDeclined:
    """Say no to an offer, in the customer's own `words` if they gave any.

    Raises `OfferUnknown`, `OfferStepNotAllowed`, and `OwedCannotEnd` for what is owed.
    """
    offer, case = lock_for_answer(ctx, offer_id, Permission.ACCEPT_FOR_CUSTOMER)
    said, how = words.strip()[:WORDS_MAX], source_of(ctx, source)
    offers.move(ctx, offer, OfferEvent.DECLINE, source=how, words=said)
    told = commitment(customers.person_key(case.customer_id), said) if said else ""
    body = {"offer_id": offer.id, "source": how, "words": told}
    record(ctx, f"case:{case.id}", "offer.declined", body)
    case = after_no(ctx, case, Event.DECLINE, declined=True)
    let_go(ctx, offer)
    return OfferDeclined(offer.id, case.state.value)
