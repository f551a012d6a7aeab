"""Saying it: held against the record, sent with the customer's own page, and what it means for the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from givens.giving import Desk, a_desk
from givens.house import NIGHT, later

from amends.apps.cases import store as cases
from amends.apps.conversations.models import Message
from amends.apps.conversations.store import AddressMissing
from amends.apps.customers.models import Customer
from amends.apps.links.models import Link
from amends.apps.offers.models import Offer
from amends.commands.delivery.say_to_customer import (
    NotDecidedYet,
    StageUnknown,
    TextMissing,
    say_to_customer,
)
from amends.commands.writing import MessageNotSendable
from amends.core.case.hearing import HappensLater
from amends.core.case.lifecycle import State
from amends.core.case.unknown import CaseUnknown
from amends.core.message.desk import MarkForeign
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.compose import compose

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def state(desk: Desk) -> State:
    return cases.case_by_ref(desk.case_ref).state


def say(desk: Desk, text: str, **more: object):
    given = {"case_ref": desk.case_ref, "stage": "FINAL", "text": text, **more}
    return say_to_customer(desk.nora(), **given)


def text_of(desk: Desk, code: str) -> str:
    """The filled template as Nora sees it on the page."""
    return compose(desk.nora(), case_ref=desk.case_ref, template_code=code).text


def test_what_was_given_is_told_by_mail_and_the_case_goes_on_by_itself(desk: Desk) -> None:
    desk.give("handwritten_note")
    assert state(desk) is State.DECIDED
    said = say(desk, text_of(desk, "offer_upheld"), template_code="offer_upheld")
    assert said.case_state == "fulfilling"
    mail = Message.objects.get(id=said.message_id)
    link = Link.objects.get(purpose="portal")
    assert (mail.state, mail.stage, mail.to_address) == ("queued", "FINAL", "ada@example.org")
    assert mail.from_name == "Nora Berg, Harbour Hotel"
    assert mail.subject.startswith("What we do about it")
    assert f"{{link:{link.serial}}}" in mail.body
    assert "{link:new}" not in mail.body
    assert "Handwritten note" in mail.body
    assert mail.rubric["apologises"] is True
    assert f"{mail.score:.2f}" == said.score


def test_a_voucher_goes_out_by_mail_only_once_they_were_told(desk: Desk) -> None:
    desk.give("chocolates")
    assert not Message.objects.filter(template_code="voucher").exists()
    say(desk, text_of(desk, "offer_upheld"))
    (mail,) = Message.objects.filter(template_code="voucher")
    assert mail.voucher_id is not None
    assert "{voucher:" in mail.body
    assert "A box of chocolates" in mail.subject
    final = Message.objects.get(stage="FINAL")
    assert mail.references == final.message_id
    answer = text_of(desk, "response").replace("{{ happened }}", "we asked who had the room before.")
    say(desk, answer, stage="RESPONSE")
    assert Message.objects.filter(template_code="voucher").count() == 1


def test_alternatives_are_named_and_run_from_the_moment_they_are_told(desk: Desk) -> None:
    desk.give("chocolates", "late_check_out")
    ctx = later(desk.nora(), days=2)
    text = compose(ctx, case_ref=desk.case_ref).text
    assert "You choose one of these" in text
    said = say_to_customer(ctx, case_ref=desk.case_ref, stage="FINAL", text=text)
    assert said.case_state == "communicated"
    assert Offer.objects.get().expires_at == ctx.now + timedelta(days=14)


def test_hard_failures_stop_it_each_with_its_place_and_nothing_is_sent(desk: Desk) -> None:
    desk.give("chocolates")
    text = "Dear Ms Smith,\n\nsorry if you felt disturbed. Here are 500.00 EUR.\n\n{{ signature }}"
    with pytest.raises(MessageNotSendable) as refused:
        say(desk, text)
    found = {(failure.id, failure.excerpt) for failure in refused.value.result.hard}
    assert {("H1", "{{ signature }}"), ("H4", "500.00 EUR"), ("H13", "Ms Smith")} <= found
    assert "H2" in {failure_id for failure_id, _ in found}
    assert refused.value.field == "text"
    assert state(desk) is State.DECIDED
    assert not Message.objects.filter(stage="FINAL").exists()


def test_what_is_told_in_person_needs_no_rubric_and_keeps_who_told_it_and_when(desk: Desk) -> None:
    desk.give("chocolates")
    told_at = NIGHT - timedelta(minutes=5)
    said = say(desk, "Told her at the desk.", told_at=told_at, channel="desk")
    row = Message.objects.get(id=said.message_id)
    assert (row.state, row.channel, row.sent_at, row.score) == ("spoken", "desk", told_at, None)
    assert row.told_by == f"person:{desk.house.people['nora'].id}"
    assert said.case_state == "fulfilling"
    assert said.score is None
    with pytest.raises(HappensLater):
        say(desk, "Later.", told_at=NIGHT + timedelta(hours=1))


def test_a_decision_is_not_told_before_there_is_one(desk: Desk) -> None:
    assert state(desk) is State.ASSESSED
    with pytest.raises(NotDecidedYet):
        say(desk, text_of(desk, "offer_upheld"))
    assert Message.objects.filter(stage="FINAL").count() == 0


def test_an_answer_on_the_way_changes_no_state_and_meets_its_clock(desk: Desk) -> None:
    text = text_of(desk, "response").replace("{{ happened }}", "we are asking who had the room before.")
    said = say(desk, text, stage="RESPONSE")
    assert said.case_state == "assessed"
    assert Message.objects.get(id=said.message_id).stage == "RESPONSE"
    assert JournalEntry.objects.filter(event="message.said").count() == 1


def test_marks_of_other_cases_cannot_be_smuggled_into_a_mail(desk: Desk) -> None:
    desk.give("chocolates")
    for mark in ("{voucher:0123456789abcdef}", "{link:0123456789abcdef}"):
        with pytest.raises(MarkForeign) as refused:
            say(desk, text_of(desk, "offer_upheld") + "\n\n" + mark)
        assert refused.value.params["mark"] == mark
    assert not Message.objects.filter(stage="FINAL").exists()


def test_without_an_address_it_can_only_be_told_in_person(desk: Desk) -> None:
    desk.give("chocolates")
    Customer.objects.update(email="", email_normalised="")
    with pytest.raises(AddressMissing):
        say(desk, text_of(desk, "offer_upheld"))
    assert say(desk, "Told her.", told_at=NIGHT).case_state == "fulfilling"
    assert not Message.objects.filter(template_code="voucher").exists()


def test_what_is_missing_is_said_at_its_field(desk: Desk) -> None:
    with pytest.raises(TextMissing) as refused:
        say(desk, "   ")
    assert refused.value.field == "text"
    with pytest.raises(StageUnknown) as refused:
        say(desk, "Hello.", stage="NOTICE")
    assert refused.value.field == "stage"


def test_only_who_may_speak_there_can(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        say_to_customer(desk.house.ctx("audrey"), case_ref=desk.case_ref, stage="FINAL", text="Hello.")
    with pytest.raises(CaseUnknown):
        say_to_customer(desk.house.ctx("rita"), case_ref=desk.case_ref, stage="FINAL", text="Hello.")


def test_the_same_key_says_it_once(desk: Desk) -> None:
    desk.give("chocolates")
    text = text_of(desk, "offer_upheld")
    keyed = replace(desk.nora(), idempotency_key="once")
    first = say_to_customer(keyed, case_ref=desk.case_ref, stage="FINAL", text=text)
    assert say_to_customer(keyed, case_ref=desk.case_ref, stage="FINAL", text=text) == first
    assert Message.objects.filter(stage="FINAL").count() == 1
