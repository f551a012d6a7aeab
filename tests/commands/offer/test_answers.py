"""What becomes of an offer: chosen, declined, taken back, run out; the money follows exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from givens.giving import Desk, a_desk
from givens.house import NIGHT, later, system
from givens.ledger_view import columns

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.followups.models import FollowUp
from amends.apps.ledger.models import Transfer
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.offers.store import OfferUnknown
from amends.apps.promises.models import Promise
from amends.apps.vouchers.models import Voucher
from amends.commands.offer.accept_offer import OfferNotTold, accept_offer
from amends.commands.offer.decline_offer import decline_offer
from amends.commands.offer.lapse_offers import OffersLapsed, lapse_offers
from amends.commands.offer.make_offer import OfferMade
from amends.commands.offer.withdraw_offer import WithdrawalReasonMissing, withdraw_offer
from amends.core.offer.lifecycle import OfferEnded, OfferStepNotAllowed, OptionUnknown
from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed

pytestmark = pytest.mark.django_db

NOTHING = OffersLapsed((), ())


def offered(desk: Desk) -> OfferMade:
    """Chocolates (18.00), late check-out (40.00) or breakfast (44.00), told to the guest."""
    return desk.give("chocolates", "late_check_out", "breakfast", spoken=True)


def the_customer(desk: Desk) -> Context:
    """The guest of the case, behind their own link."""
    case = Case.objects.get(ref=desk.case_ref)
    role = placed(Role.CUSTOMER, frozenset({case.unit_id}))
    return replace(
        desk.nora(),
        actor=Actor(ActorKind.CUSTOMER, case.customer_id),
        placements=(role,),
        entrypoint="portal",
    )


def state_of(desk: Desk) -> str:
    return Case.objects.values_list("state", flat=True).get(ref=desk.case_ref)


def test_the_customer_chooses_and_the_rest_of_the_money_is_let_go() -> None:
    desk = a_desk()
    made = offered(desk)
    chosen = accept_offer(the_customer(desk), offer_id=made.offer_id or 0, option_position=2)
    assert (chosen.case_state, len(chosen.voucher_ids), chosen.promise_ids) == ("fulfilling", 1, ())
    voucher = Voucher.objects.get()
    assert (voucher.name, voucher.face_minor, voucher.balance_minor) == (
        "Breakfast for the room",
        4_400,
        4_400,
    )
    # thirty days later, at the end of the day in Vienna
    assert voucher.expires_at is not None
    assert voucher.expires_at.isoformat() == "2026-06-04T22:00:00+00:00"
    assert columns(desk) == {(0, 4_400, 0, 0, 0)}
    offer = Offer.objects.get()
    assert (offer.state, offer.answered_source, offer.face_minor) == ("accepted", "link", 4_400)


def test_choosing_the_smaller_one_posts_less_than_was_held() -> None:
    desk = a_desk()
    made = offered(desk)
    accept_offer(desk.nora(), offer_id=made.offer_id or 0, option_position=0)
    assert columns(desk) == {(0, 1_800, 0, 0, 2_600)}
    assert Offer.objects.get().answered_source == "spoken"


def test_work_for_people_is_promised_and_its_worth_is_cost_at_once() -> None:
    desk = a_desk()
    made = offered(desk)
    chosen = accept_offer(desk.nora(), offer_id=made.offer_id or 0, option_position=1)
    assert (len(chosen.promise_ids), chosen.voucher_ids) == (1, ())
    promise = Promise.objects.get()
    assert (promise.kind, promise.due_at) == ("item", NIGHT + timedelta(minutes=30))
    assert columns(desk) == {(0, 4_000, 4_000, 0, 400)}


def test_accepting_twice_is_refused_and_spends_once() -> None:
    desk = a_desk()
    made = offered(desk)
    accept_offer(desk.nora(), offer_id=made.offer_id or 0, option_position=0)
    with pytest.raises(OfferStepNotAllowed):
        accept_offer(the_customer(desk), offer_id=made.offer_id or 0, option_position=1)
    assert Voucher.objects.count() == 1
    assert Transfer.objects.filter(kind="post").count() == 1
    assert Fulfilment.objects.count() == 1


def test_an_option_that_was_not_offered_is_refused() -> None:
    desk = a_desk()
    made = offered(desk)
    with pytest.raises(OptionUnknown):
        accept_offer(the_customer(desk), offer_id=made.offer_id or 0, option_position=3)
    assert Offer.objects.get().state == "offered"


def test_nobody_answers_an_offer_that_is_not_theirs() -> None:
    desk = a_desk()
    made = offered(desk)
    stranger = replace(the_customer(desk), actor=Actor(ActorKind.CUSTOMER, 999_999))
    elsewhere = desk.house.ctx("rita")
    for ctx in (stranger, elsewhere):
        with pytest.raises(OfferUnknown):
            accept_offer(ctx, offer_id=made.offer_id or 0)
    assert Offer.objects.get().state == "offered"


def test_what_the_customer_was_not_told_cannot_be_chosen_yet() -> None:
    desk = a_desk()
    made = desk.give("chocolates", "breakfast")
    with pytest.raises(OfferNotTold):
        accept_offer(desk.nora(), offer_id=made.offer_id or 0)
    assert columns(desk) == {(4_400, 0, 0, 0, 0)}


def test_an_offer_that_has_ended_cannot_be_chosen() -> None:
    desk = a_desk()
    made = offered(desk)
    with pytest.raises(OfferEnded):
        accept_offer(later(the_customer(desk), days=14), offer_id=made.offer_id or 0)
    assert not Voucher.objects.exists()


def test_a_no_lets_the_money_go_and_the_customer_is_asked_later() -> None:
    desk = a_desk()
    made = offered(desk)
    said = decline_offer(
        the_customer(desk), offer_id=made.offer_id or 0, words="Thank you, I only want to sleep."
    )
    assert said.case_state == "verifying"
    assert columns(desk) == {(0, 0, 0, 0, 4_400)}
    assert Offer.objects.get().decline_words == "Thank you, I only want to sleep."
    assert FollowUp.objects.count() == 1
    assert not Voucher.objects.exists()


def test_a_no_to_the_choice_leaves_what_was_given_besides() -> None:
    desk = a_desk()
    desk.give("handwritten_note")
    made = desk.give("late_check_out", "breakfast", spoken=True)
    assert made.case_state == "communicated"
    said = decline_offer(desk.nora(), offer_id=made.offer_id or 0)
    assert said.case_state == "fulfilling"
    assert Promise.objects.filter(state="open").count() == 3


def test_what_was_said_is_taken_back_only_with_a_reason() -> None:
    desk = a_desk()
    made = offered(desk)
    with pytest.raises(WithdrawalReasonMissing):
        withdraw_offer(desk.nora(), offer_id=made.offer_id or 0, reason=" ")
    assert withdraw_offer(desk.nora(), offer_id=made.offer_id or 0, reason="wrong guest").case_state == (
        "communicated"
    )
    assert columns(desk) == {(0, 0, 0, 0, 4_400)}
    with pytest.raises(OfferStepNotAllowed):
        accept_offer(the_customer(desk), offer_id=made.offer_id or 0)


def test_an_offer_lapses_only_after_a_reminder_and_its_end() -> None:
    desk = a_desk()
    made = offered(desk)
    assert lapse_offers(system(NIGHT + timedelta(days=10))) == NOTHING
    soon = NIGHT + timedelta(days=12)
    assert lapse_offers(system(soon)).reminded_ids == (made.offer_id,)
    assert lapse_offers(system(soon)) == NOTHING
    letter = Message.objects.get(template_code="offer_reminder")
    assert (letter.to_address, letter.state) == ("ada@example.org", "queued")
    assert columns(desk) == {(4_400, 0, 0, 0, 0)}
    assert lapse_offers(system(NIGHT + timedelta(days=14))).lapsed_ids == (made.offer_id,)
    assert state_of(desk) == "verifying"
    assert columns(desk) == {(0, 0, 0, 0, 4_400)}
    assert lapse_offers(system(NIGHT + timedelta(days=15))) == NOTHING


def test_a_late_reminder_still_leaves_two_days_to_choose() -> None:
    desk = a_desk()
    made = offered(desk)
    late = NIGHT + timedelta(days=20)
    assert lapse_offers(system(late)).reminded_ids == (made.offer_id,)
    assert lapse_offers(system(late + timedelta(hours=47))) == NOTHING
    assert accept_offer(later(the_customer(desk), days=21, hours=20), offer_id=made.offer_id or 0).voucher_ids
