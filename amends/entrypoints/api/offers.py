"""Offers: what is given, and the answers to it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decide_approval import decide_approval
from amends.commands.offer.decline_offer import decline_offer
from amends.commands.offer.make_offer import EnvelopeChanged, make_offer
from amends.commands.offer.record_payment import record_payment
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.offer.arguments import Choice
from amends.entrypoints.api.envelope import EnvelopeTold
from amends.entrypoints.api.errors import MORE
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Code, Digest, Given, Id, Line, MoneyGiven, Told, Words

routes = Routes("giving")


class ChoiceGiven(Given):
    """One gesture; an amount where the policy leaves it open, in the envelope's currency."""

    gesture: Code
    amount: MoneyGiven | None = None


class OfferGiven(Given):
    """What to give: one gesture, or two to four for the customer to choose from, and what is owed."""

    envelope_digest: Digest
    choices: Annotated[list[ChoiceGiven], Field(default_factory=list, max_length=4)]
    owed: Annotated[
        list[Code],
        Field(default_factory=list, max_length=40, description="Codes of what is owed and goes along."),
    ]
    override_reason: Annotated[Line, Field(description="Why it departs from what the tables call for.")] = ""
    spoken: Annotated[bool, Field(description="The customer is told in this very moment.")] = False
    note: Annotated[str, Field(max_length=500, description="For whoever has to say yes.")] = ""
    emergency: Annotated[
        bool,
        Field(
            description="Somebody is in danger: give it now, without a yes and before it was looked into, and have "
            "it looked at afterwards; `note` says why. People only."
        ),
    ] = False
    unknown_because: Annotated[
        str,
        Field(
            max_length=300,
            description="In an emergency: why the core facts that nobody has stated cannot be known yet.",
        ),
    ] = ""


class OfferMadeTold(Told):
    """What came of it. Where nothing has to be accepted or approved first, vouchers and promises are there."""

    offer_id: int | None
    owed_offer_id: int | None
    state: str
    approval_id: int | None
    case_state: str
    voucher_ids: list[int]
    promise_ids: list[int]


class AcceptanceGiven(Given):
    """Which option the customer chose, as they told it: a program never chooses for them."""

    option: Annotated[int, Field(ge=0, le=10, description="Its place in the offer, from 0.")] = 0
    source: Annotated[str, Field(max_length=10, examples=["spoken", "reply"])] = "spoken"


class AcceptanceTold(Told):
    """What the choice made."""

    offer_id: int
    option_position: int
    case_state: str
    voucher_ids: list[int]
    promise_ids: list[int]
    fulfilment_ids: list[int]


class DeclineGiven(Given):
    """That the customer said no, in their words if they gave any."""

    words: Words = ""
    source: Annotated[str, Field(max_length=10, examples=["spoken", "reply"])] = "spoken"


class OfferEndedTold(Told):
    """The offer is over."""

    offer_id: int
    case_state: str


class WithdrawalGiven(Given):
    """Why it is taken back."""

    reason: Line


class ApprovalGiven(Given):
    """A yes or no to exactly what was asked."""

    approve: bool
    arguments_digest: Annotated[Digest, Field(description="Of what was shown to whoever decides.")]
    note: Annotated[str, Field(max_length=500)] = ""


class ApprovalTold(Told):
    """What the answer led to; a yes runs at once."""

    approval_id: int
    approved: bool
    offer_id: Annotated[int | None, Field(description="Null where it was about an incident.")]
    incident_ref: str
    offer_state: str
    case_state: str
    voucher_ids: list[int]
    promise_ids: list[int]
    waits_for: Annotated[list[str], Field(description="Roles whose yes is wanted next; none: it is decided.")]


class PaymentGiven(Given):
    """The proof of a payment that was made elsewhere."""

    payment_ref: Annotated[str, Field(min_length=1, max_length=80, examples=["SEPA 2026-05-06 0071"])]
    actual_cost: Annotated[MoneyGiven | None, Field(description="What it cost, if that is another sum.")] = (
        None
    )


class PaymentTold(Told):
    """The payment that is proven now."""

    fulfilment_id: int
    case_state: str


def _with_the_new_envelope(changed: Any) -> dict[str, Any]:
    return {"envelope": EnvelopeTold.model_validate(changed.envelope).model_dump(mode="json")}


MORE[EnvelopeChanged] = _with_the_new_envelope


@routes.acts(
    "POST",
    "/cases/{ref}/offers",
    does=make_offer,
    status=201,
    refuses="case_unknown case_ended no_policy_in_force envelope_changed gesture_unknown gesture_blocked "
    "amount_needed amount_currency_differs alternatives_wrong owed_unknown owed_incomplete owed_given_before "
    "budget_exhausted nobody_to_promise no_emergency emergency_unexplained emergency_unattended said_no_before "
    "too_long +letters +lifecycle",
)
def give(request: ApiRequest, ref: str, payload: OfferGiven) -> OfferMadeTold:
    """Give what the envelope showed.

    The money is held in every budget at this moment. Where it is above the token's authority it waits for one yes and
    then runs by itself. `envelope_changed` carries the new envelope.
    """
    made = make_offer(
        request.ctx,
        case_ref=ref,
        envelope_digest=payload.envelope_digest,
        choices=tuple(_choice(choice) for choice in payload.choices),
        owed=tuple(payload.owed),
        override_reason=payload.override_reason,
        spoken=payload.spoken,
        note=payload.note,
        emergency=payload.emergency,
        unknown_because=payload.unknown_because,
    )
    return OfferMadeTold.model_validate(made)


@routes.acts(
    "POST",
    "/offers/{offer_id}/acceptance",
    does=accept_offer,
    refuses="offer_unknown option_unknown offer_not_told offer_step_not_allowed offer_ended choice_needed "
    "reservation_ended nobody_to_promise +letters +lifecycle",
)
def accept(request: ApiRequest, offer_id: Id, payload: AcceptanceGiven) -> AcceptanceTold:
    """Record that the customer chose; their vouchers and promises are made at once."""
    done = accept_offer(request.ctx, offer_id=offer_id, option_position=payload.option, source=payload.source)
    return AcceptanceTold.model_validate(done)


@routes.acts(
    "POST",
    "/offers/{offer_id}/decline",
    does=decline_offer,
    refuses="offer_unknown offer_step_not_allowed offer_ended owed_cannot_end reservation_ended too_long +letters "
    "+lifecycle",
)
def decline(request: ApiRequest, offer_id: Id, payload: DeclineGiven) -> OfferEndedTold:
    """Record that the customer said no; what was held for it is let go."""
    done = decline_offer(request.ctx, offer_id=offer_id, words=payload.words, source=payload.source)
    return OfferEndedTold.model_validate(done)


@routes.acts(
    "POST",
    "/offers/{offer_id}/withdrawal",
    does=withdraw_offer,
    refuses="offer_unknown withdrawal_reason_missing offer_step_not_allowed offer_ended owed_cannot_end "
    "reservation_ended +letters +lifecycle",
)
def withdraw(request: ApiRequest, offer_id: Id, payload: WithdrawalGiven) -> OfferEndedTold:
    """Take back an offer that waits for a yes inside or for the customer."""
    done = withdraw_offer(request.ctx, offer_id=offer_id, reason=payload.reason)
    return OfferEndedTold.model_validate(done)


@routes.acts(
    "POST",
    "/offers/{offer_id}/approval",
    does=decide_approval,
    refuses="approval_not_found approval_decided_before approval_overdue arguments_changed approver_unattended "
    "approver_asked_it approver_was_there approver_heard_before substitute_barred approver_level_too_low "
    "review_unexplained offer_unknown offer_step_not_allowed offer_ended "
    "no_policy_in_force reservation_ended nobody_to_promise +letters +lifecycle",
)
def decide(request: ApiRequest, offer_id: Id, payload: ApprovalGiven) -> ApprovalTold:
    """Say yes or no to an offer that waits for it.

    The token needs the level that was asked for, and cannot be the one that asked. A yes is bound to exactly the
    arguments of that digest.
    """
    done = decide_approval(
        request.ctx,
        offer_id=offer_id,
        arguments_digest=payload.arguments_digest,
        approve=payload.approve,
        note=payload.note,
    )
    return ApprovalTold.model_validate(done)


@routes.acts(
    "POST",
    "/fulfilments/{fulfilment_id}/payment",
    does=record_payment,
    refuses="fulfilment_unknown payment_ref_missing proven_before amount_currency_differs +letters +lifecycle",
)
def prove_payment(request: ApiRequest, fulfilment_id: Id, payload: PaymentGiven) -> PaymentTold:
    """Keep the reference of a payment: the proof that what was owed was paid."""
    cost = payload.actual_cost
    done = record_payment(
        request.ctx,
        fulfilment_id=fulfilment_id,
        payment_ref=payload.payment_ref,
        actual_cost_minor=None if cost is None else cost.amount_minor,
        currency=None if cost is None else cost.currency,
    )
    return PaymentTold.model_validate(done)


def _choice(given: ChoiceGiven) -> Choice:
    amount = given.amount
    if amount is None:
        return Choice(given.gesture)
    return Choice(given.gesture, amount.amount_minor, amount.currency)
