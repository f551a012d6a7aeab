"""The customer chooses: by their own link, or in words that a colleague records."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.offers import store as offers
from amends.commands.answering import lock_for_answer, source_of
from amends.commands.carrying_out import carry_out
from amends.commands.handing_over import hand_over_vouchers
from amends.commands.putting_right import carried_out_by, due_anew
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import AnswerSource
from amends.core.offer.lifecycle import OfferEvent, check_option
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


class OfferNotTold(Refusal):
    """Nobody has told the customer of it yet."""

    code = "offer_not_told"
    kind = Kind.CONFLICT
    message = gettext_noop("Tell the customer first what we can do; then they can choose.")


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """What the choice made: vouchers that can be spent, promises that somebody keeps, payments to make."""

    offer_id: int
    option_position: int
    case_state: str
    voucher_ids: tuple[int, ...]
    promise_ids: tuple[int, ...]
    fulfilment_ids: tuple[int, ...]


@command(Permission.ANSWER_OFFER, Permission.ACCEPT_FOR_CUSTOMER)
def accept_offer(
    ctx: Context, *, offer_id: int, option_position: int = 0, source: str = AnswerSource.SPOKEN
) -> OfferAccepted:
    """Choose one option (from 0) of an offer; what it is worth is posted, the rest of what was held let go.

    A customer answers their own offer; a colleague records what they were told (`source` *spoken* or *reply*).
    Raises `OfferUnknown`, `OptionUnknown`, `OfferNotTold`, `OfferStepNotAllowed`, `OfferEnded`.
    """
    offer, case = lock_for_answer(ctx, offer_id, Permission.ACCEPT_FOR_CUSTOMER)
    check_option(option_position, offer.standing)
    if case.state not in (State.COMMUNICATED, State.FULFILLING):
        raise OfferNotTold
    chosen, how = offer.options[option_position], source_of(ctx, source)
    offer = offers.move(ctx, offer, OfferEvent.ACCEPT, chosen=chosen, source=how)
    body = {"offer_id": offer.id, "option": option_position, "face": chosen.face, "source": how}
    record(ctx, f"case:{case.id}", "offer.accepted", body)
    done = carry_out(ctx, case, offer, [chosen])
    if case.state is State.COMMUNICATED:
        standing = cases.standing_of(ctx, case, accepted=True)
        due_at = carried_out_by(case.id)
        case = cases.apply_event(ctx, case, Event.ACCEPT, standing, wanted_by_at=due_at)
    hand_over_vouchers(ctx, case)
    case = due_anew(ctx, case)
    return OfferAccepted(
        offer.id,
        option_position,
        case.state.value,
        done.voucher_ids,
        done.promise_ids,
        done.fulfilment_ids,
    )
