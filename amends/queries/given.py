"""What is offered in one case and waits: for the customer's choice, for a yes inside, for a payment to be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case
from amends.apps.offers.models import Fulfilment, Offer
from amends.core.case.unknown import CaseUnknown
from amends.core.money import Money
from amends.core.offer.lifecycle import OfferState
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class OptionShown:
    """One alternative as the desk reads it."""

    position: int
    name: str
    face: Money
    true_cost: Money
    percent: Decimal | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One offer with its alternatives; `approval_id` while it waits for a yes."""

    id: int
    state: str
    is_owed: bool
    needs_acceptance: bool
    made_at: datetime
    expires_at: datetime | None
    approval_id: int | None
    approval_due_at: datetime | None
    options: tuple[OptionShown, ...]

    @property
    def waits_inside(self) -> bool:
        """Whether somebody with more authority was asked."""
        return self.state == OfferState.AWAITING_APPROVAL

    @property
    def waits_for_customer(self) -> bool:
        """Whether the customer has to choose."""
        return self.state == OfferState.OFFERED and self.needs_acceptance


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """Money to be paid outside, by the name it was offered under."""

    fulfilment_id: int
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the case beside the envelope. `told`: the customer knows, so they can choose."""

    case_ref: str
    unit_id: int
    state: str
    channel: str
    told: bool
    waiting: tuple[OfferShown, ...]
    payments: tuple[PaymentShown, ...]
    owed_codes: frozenset[str]


@query(Permission.SEE_CASES)
def given(ctx: Context, *, case_ref: str) -> Given:
    """What waits in a case. Raises `CaseUnknown` where the actor does not see it."""
    scope = ctx.scope(Permission.SEE_CASES)
    visible = Case.objects.visible(scope.unit_ids, restricted=scope.restricted)
    try:
        case = visible.filter(ref=normal_ref(case_ref)).first()
    except RefInvalid:
        case = None
    if case is None:
        raise CaseUnknown(ref=case_ref.strip()[:20])
    offers = list(Offer.objects.of_case(case.id))
    asked = {row.offer_id: row for row in Approval.objects.filter(case_id=case.id, state="waiting")}
    shown = tuple(_shown(offer, asked.get(offer.id)) for offer in offers)
    payments = Fulfilment.objects.filter(offer__case_id=case.id, kind="payment", proven_at=None)
    return Given(
        case_ref=case.ref,
        unit_id=case.unit_id,
        state=case.state,
        channel=case.channel,
        told=case.state in ("communicated", "fulfilling"),
        waiting=tuple(offer for offer in shown if offer.waits_inside or offer.waits_for_customer),
        payments=tuple(
            PaymentShown(row.id, row.option.name, Money(row.amount_minor, row.currency))
            for row in payments.select_related("option").order_by("id")
        ),
        owed_codes=frozenset(
            option.gesture_code for offer in offers if offer.is_owed for option in offer.options.all()
        ),
    )


def _shown(offer: Offer, question: Approval | None) -> OfferShown:
    options = sorted(offer.options.all(), key=lambda option: option.position)
    return OfferShown(
        id=offer.id,
        state=offer.state,
        is_owed=offer.is_owed,
        needs_acceptance=offer.needs_acceptance,
        made_at=offer.made_at,
        expires_at=offer.expires_at,
        approval_id=None if question is None else question.id,
        approval_due_at=None if question is None else question.due_at,
        options=tuple(
            OptionShown(
                option.position,
                option.name,
                Money(option.face_minor, option.currency),
                Money(option.true_cost_minor, option.currency),
                option.percent,
                option.id == offer.chosen_option_id,
            )
            for option in options
        ),
    )
