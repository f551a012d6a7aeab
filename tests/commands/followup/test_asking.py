"""Asking whether it is right now: when, by which way, how often, and what silence means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system
from givens.saying import case_at

from amends.apps.cases import store as cases
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer
from amends.apps.followups import store as followups
from amends.apps.tasks.models import ClosingTask
from amends.commands.followup.ask_followups import CustomersAsked, ask_followups
from amends.commands.followup.close_silent import SilentClosed, close_silent
from amends.commands.followup.record_attempt import record_attempt
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.wanted import Wanted
from amends.queries.follow_up import follow_up

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 5, 5, 7, 0, tzinfo=UTC)  # nine in the morning, in Vienna


@pytest.fixture
def house() -> House:
    return make_house()


def test_a_guest_helped_in_the_night_is_asked_at_nine_and_not_a_minute_before(house: House) -> None:
    case = case_at(house, State.FULFILLED)
    assert ask_followups(system(NINE - timedelta(minutes=1))) == CustomersAsked((), ())
    assert ask_followups(system(NINE)) == CustomersAsked((case.id,), ())

    asked = cases.case_by_id(case.id)
    assert asked.state is State.VERIFYING
    assert asked.wanted is Wanted.WAIT_ANSWER
    (mail,) = Message.objects.filter(stage="FOLLOW_UP")
    assert mail.template_code == "follow_up"
    assert mail.to_address == "ada@example.org"
    assert "{link:" in mail.body
    assert ask_followups(system(NINE)) == CustomersAsked((), ())
    assert Message.objects.count() == 1


def test_silence_after_all_attempts_closes_as_unverified_and_never_as_recovered(house: House) -> None:
    case = case_at(house, State.FULFILLED)
    at = NINE
    ask_followups(system(at))
    at += timedelta(days=4)
    assert ask_followups(system(at)).asked == (case.id,)
    assert close_silent(system(at)) == SilentClosed(())
    at += timedelta(days=4)
    assert ask_followups(system(at)) == CustomersAsked((), ())
    assert close_silent(system(at)) == SilentClosed((case.id,))

    closed = cases.case_by_id(case.id)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.UNVERIFIED)
    assert closed.wanted is Wanted.CLOSING_QUESTIONS
    assert ClosingTask.objects.get(case_id=case.id).owner_id == house.people["nora"].id
    assert [m.template_code for m in Message.objects.order_by("id")] == ["follow_up", "follow_up_again"]
    assert close_silent(system(at + timedelta(days=9))) == SilentClosed(())


def test_a_severe_case_is_not_closed_before_a_person_has_called(house: House) -> None:
    case = case_at(house, State.FULFILLED, severity=3)
    Customer.objects.filter(id=case.customer_id).update(phone="+4366012345")
    at = NINE
    assert ask_followups(system(at)).asked == (case.id,)
    at += timedelta(days=3)
    assert ask_followups(system(at)) == CustomersAsked((), (case.id,))
    waiting = cases.case_by_id(case.id)
    assert (waiting.wanted, waiting.wanted_by_at) == (Wanted.ASK_AGAIN, at)

    nora = house.ctx("nora", now=at + timedelta(hours=1))
    assert record_attempt(nora, case_ref=case.ref, words="Left a message.").attempts_made == 2
    at += timedelta(days=4)
    assert ask_followups(system(at)).asked == (case.id,)
    assert close_silent(system(at + timedelta(days=3, hours=2))).case_ids == (case.id,)


def test_a_customer_without_an_address_is_put_on_the_owners_list_to_call(house: House) -> None:
    case = case_at(house, State.FULFILLED)
    Customer.objects.filter(id=case.customer_id).update(email="", phone="+4366012345")
    assert follow_up(house.ctx("nora", now=NINE), case_ref=case.ref).is_to_call is False
    assert ask_followups(system(NINE)) == CustomersAsked((), (case.id,))
    waiting = cases.case_by_id(case.id)
    assert (waiting.state, waiting.wanted, waiting.wanted_by_at) == (State.FULFILLED, Wanted.ASK, NINE)
    assert follow_up(house.ctx("nora", now=NINE), case_ref=case.ref).is_to_call is True
    assert Message.objects.count() == 0


def test_a_case_that_went_elsewhere_is_not_asked_about_any_more(house: House) -> None:
    case = case_at(house, State.COMMUNICATED)
    with transaction.atomic():
        followups.schedule(system(), case_id=case.id, round_number=1, ask_at=NIGHT, attempts_required=2)
    assert ask_followups(system(NINE)) == CustomersAsked((), ())
    assert followups.running(case.id) is None
    assert Message.objects.count() == 0


def test_one_case_that_cannot_be_asked_about_does_not_hold_up_the_others(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    broken = case_at(house, State.FULFILLED, email="one@example.org")
    sound = case_at(house, State.FULFILLED, email="two@example.org")
    Customer.objects.filter(id=broken.customer_id).update(display_name="", salutation="")
    assert ask_followups(system(NINE)).asked == (sound.id,)
    assert cases.case_by_id(broken.id).state is State.FULFILLED
    assert "could not be done" in caplog.text
    Customer.objects.filter(id=broken.customer_id).update(display_name="Bo")
    assert ask_followups(system(NINE)).asked == (broken.id,)
