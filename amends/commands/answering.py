"""One step that several commands take: an offer is found for whoever answers it, and everything it touches locked.

No command, like `carrying_out` beside it: it runs inside the transaction of one.
"""

from __future__ import annotations

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.ledger import store as ledger
from amends.apps.offers import store as offers
from amends.apps.units import store as units
from amends.commands import deciding
from amends.commands.putting_right import carried_out_by
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import AnswerSource
from amends.core.roles import Permission
from amends.kernel.context import ActorKind, Context


def lock_for_answer(
    ctx: Context, offer_id: int, permission: Permission
) -> tuple[offers.OfferRecord, cases.CaseRecord]:
    """The offer and its case, locked in the order customer, case, offer.

    The customer of the case, or somebody with `permission` at its unit, may have it; to everybody else there is none.
    Raises `OfferUnknown`.
    """
    seen = offers.offer(offer_id)
    if ctx.actor.kind is ActorKind.CUSTOMER:
        allowed = ctx.actor.id == seen.customer_id
    else:
        allowed = ctx.may(permission, seen.unit_id)
    if not allowed:
        raise offers.OfferUnknown
    return lock_with_case(seen)


def lock_with_case(seen: offers.OfferRecord) -> tuple[offers.OfferRecord, cases.CaseRecord]:
    """The same for somebody whose right was looked at already."""
    customers.lock_customer(seen.customer_id)
    case = cases.lock_case(seen.case_id)
    return offers.lock_offer(seen.id), case


def source_of(ctx: Context, source: str) -> AnswerSource:
    """How an answer came. A customer's own comes by their link; a colleague only ever records what was told them."""
    if ctx.actor.kind is ActorKind.CUSTOMER:
        return AnswerSource.LINK
    return AnswerSource.REPLY if source == AnswerSource.REPLY else AnswerSource.SPOKEN


def let_go(ctx: Context, offer: offers.OfferRecord) -> None:
    """Release what was held for an offer that nobody will accept."""
    reservation = ledger.reservation_of(offer.id)
    if reservation is not None:
        ledger.void(ctx, reservation.id)


def after_no(ctx: Context, case: cases.CaseRecord, event: Event, **known: bool) -> cases.CaseRecord:
    """Where a told case goes when an offer was declined or lapsed (`event`, with its evidence).

    While another offer waits it stays; where something else is being carried out that goes on; else they are asked.
    """
    if case.state is not State.COMMUNICATED:
        return case
    given = offers.given_so_far(case.id)
    if given.waits_for_customer:
        return case
    facts, zone = cases.facts_of(case.id), units.unit(case.unit_id).timezone
    if given.carried_out and not given.all_proven:
        return deciding.go_on(ctx, case, facts, Event.EXECUTE_UNCONDITIONAL, zone)
    return deciding.go_on(ctx, case, facts, event, zone, **known)


def look_again(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    """What the case wants next, now that nobody is asked any more."""
    due_at = carried_out_by(case.id) if case.state is State.FULFILLING else clocks.next_due(case.id)
    return cases.look_again(ctx, case, wanted_by_at=due_at)
