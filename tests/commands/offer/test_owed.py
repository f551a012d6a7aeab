"""What is owed goes along, is never refused for budget, and is proven by the reference of its payment."""

from __future__ import annotations

import pytest
from django.db import transaction
from givens.giving import Desk, a_desk
from givens.ledger_view import columns

from amends.apps.cases.models import Case
from amends.apps.followups.models import FollowUp
from amends.apps.ledger.models import Transfer
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.offers.store import FulfilmentUnknown, ProvenBefore, prove_fulfilment
from amends.commands.decision.decide_case import FindingNotAgainst, SomethingIsOwed, decide_case
from amends.commands.offer.decline_offer import decline_offer
from amends.commands.offer.make_offer import OwedGivenBefore
from amends.commands.offer.record_payment import PaymentRefMissing, record_payment
from amends.core.offer.lifecycle import OfferStepNotAllowed
from amends.queries.envelope import envelope

pytestmark = pytest.mark.django_db


def overcharged(**budgets: int) -> Desk:
    """The guest was charged 30.00 too much besides."""
    return a_desk(overcharged=30, **budgets)


def test_what_is_owed_is_shown_apart_and_given_without_any_budget() -> None:
    desk = overcharged(desk=0, hotel=0)
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    assert shown.envelope is not None
    assert [(due.code, str(due.amount)) for due in shown.envelope.owed] == [("overcharge", "30.00 EUR")]
    made = desk.give(owed=("overcharge",), spoken=True)
    assert (made.offer_id, made.state, made.case_state) == (None, "accepted", "fulfilling")
    transfer = Transfer.objects.get()
    assert (transfer.kind, transfer.amount_minor, transfer.is_owed, transfer.period_ids) == (
        "post",
        3_000,
        True,
        [],
    )
    payment = Fulfilment.objects.get()
    assert (payment.kind, payment.amount_minor, payment.is_owed, payment.proven_at) == (
        "payment",
        3_000,
        True,
        None,
    )


def test_it_goes_along_with_a_gesture_and_outlives_a_no_to_it() -> None:
    desk = overcharged()
    made = desk.give("chocolates", "breakfast", owed=("overcharge",), spoken=True)
    assert (made.state, made.case_state) == ("offered", "communicated")
    with pytest.raises(OfferStepNotAllowed):
        decline_offer(desk.nora(), offer_id=made.owed_offer_id or 0)
    decline_offer(desk.nora(), offer_id=made.offer_id or 0)
    assert Offer.objects.get(is_owed=True).state == "accepted"
    assert Fulfilment.objects.get().is_owed
    assert columns(desk) == {(0, 0, 0, 0, 4_400)}


def test_it_is_given_once() -> None:
    desk = overcharged()
    desk.give("chocolates", owed=("overcharge",))
    with pytest.raises(OwedGivenBefore):
        desk.give(owed=("overcharge",))
    assert Fulfilment.objects.filter(kind="payment").count() == 1


def test_it_does_not_wait_for_a_gesture_that_needs_a_yes() -> None:
    desk = overcharged()
    made = desk.give("room_upgrade", owed=("overcharge",))
    assert made.state == "awaiting_approval"
    assert Fulfilment.objects.get().is_owed


def test_the_reference_of_the_payment_is_the_proof_and_the_case_goes_on() -> None:
    desk = overcharged()
    desk.give(owed=("overcharge",), spoken=True)
    payment = Fulfilment.objects.get()
    with pytest.raises(PaymentRefMissing):
        record_payment(desk.nora(), fulfilment_id=payment.id, payment_ref="  ")
    paid = record_payment(desk.house.ctx("fin"), fulfilment_id=payment.id, payment_ref="SEPA 4711")
    assert paid.case_state == "fulfilled"
    assert Fulfilment.objects.get().payment_ref == "SEPA 4711"
    assert FollowUp.objects.count() == 1
    with pytest.raises(ProvenBefore):
        record_payment(desk.house.ctx("fin"), fulfilment_id=payment.id, payment_ref="SEPA 4712")
    assert Fulfilment.objects.get().payment_ref == "SEPA 4711"


def test_who_has_nothing_to_do_with_the_unit_finds_no_payment() -> None:
    desk = overcharged()
    desk.give(owed=("overcharge",), spoken=True)
    with pytest.raises(FulfilmentUnknown):
        record_payment(desk.house.ctx("rita"), fulfilment_id=Fulfilment.objects.get().id, payment_ref="x")
    assert Fulfilment.objects.get().proven_at is None


def test_a_case_is_fulfilled_only_with_the_last_proof() -> None:
    desk = overcharged()
    desk.give("chocolates", owed=("overcharge",), spoken=True)
    voucher = Fulfilment.objects.get(kind="voucher")
    payment = Fulfilment.objects.get(kind="payment")
    assert (
        record_payment(desk.nora(), fulfilment_id=payment.id, payment_ref="till 9").case_state == "fulfilling"
    )
    with transaction.atomic():
        proof = prove_fulfilment(desk.nora(), voucher_id=voucher.voucher_id)
        assert proof is not None
        assert proof.all_proven
        assert prove_fulfilment(desk.nora(), voucher_id=voucher.voucher_id) is None
        assert prove_fulfilment(desk.nora(), promise_id=999) is None


def test_nothing_is_decided_while_something_is_owed() -> None:
    desk = overcharged()
    with pytest.raises(SomethingIsOwed):
        decide_case(desk.nora(), case_ref=desk.case_ref, finding="not_upheld", reason="they left")
    assert Case.objects.get(ref=desk.case_ref).state == "assessed"


def test_a_case_can_be_decided_without_giving_anything() -> None:
    desk = a_desk()
    with pytest.raises(FindingNotAgainst):
        decide_case(desk.nora(), case_ref=desk.case_ref, finding="upheld")
    decided = decide_case(
        desk.nora(),
        case_ref=desk.case_ref,
        finding="no_fault_sympathy",
        reason="they only wanted us to know",
        spoken=True,
    )
    assert decided.case_state == "verifying"
    assert not Offer.objects.exists()
    assert FollowUp.objects.count() == 1
