"""Somebody is in danger: it is given at once, and whoever would have been asked looks at it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.api import a_token
from givens.approvals import answer, in_danger
from givens.giving import Desk, a_desk
from givens.house import NIGHT, system
from givens.ledger_view import columns

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.conversations.models import Message
from amends.apps.offers.models import Offer
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.offer.authority import ApproverAskedIt
from amends.core.offer.emergency import EmergencyUnattended, NoEmergency
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import token_context
from amends.kernel.models import JournalEntry
from amends.queries.approvals import approvals

pytestmark = pytest.mark.django_db


def test_it_is_given_at_once_and_a_review_waits_for_who_would_have_been_asked() -> None:
    desk = in_danger()
    made = desk.give("room_upgrade", emergency=True, note="the window would not close")
    assert (made.state, made.case_state) == ("offered", "decided")
    review = Approval.objects.get(id=made.approval_id)
    assert (review.is_review, review.state) == (True, "waiting")
    assert [row.is_review for row in approvals(desk.house.ctx("dana")).to_answer] == [True]
    mails = Message.objects.filter(template_code="review_wanted").order_by("id")
    assert [mail.to_address for mail in mails] == ["dana@kintsu.example", "leo@kintsu.example"]
    assert list(JournalEntry.objects.filter(event="review.asked").values_list("event")) == [("review.asked",)]


@pytest.mark.parametrize("approve", [True, False])
def test_the_review_keeps_what_was_thought_and_changes_nothing(approve: bool) -> None:
    desk = in_danger()
    review = Approval.objects.get(id=desk.give("room_upgrade", emergency=True).approval_id)
    before = columns(desk)
    done = answer(desk.house.ctx("dana"), review, approve=approve, note="seen")
    assert (done.approved, done.offer_state, done.case_state) == (approve, "offered", "decided")
    assert columns(desk) == before
    assert Approval.objects.get().state == ("approved" if approve else "refused")
    assert ApprovalVoice.objects.get().is_yes is approve


def test_nobody_reviews_what_they_gave_themselves() -> None:
    desk = in_danger()
    review = Approval.objects.get(id=desk.give("room_upgrade", emergency=True).approval_id)
    Approval.objects.update(asked_by=f"person:{desk.house.people['dana'].id}")
    with pytest.raises(ApproverAskedIt):
        answer(desk.house.ctx("dana"), review)


def test_a_review_waits_until_somebody_looks_also_when_the_offer_is_gone() -> None:
    desk = in_danger()
    made = desk.give("room_upgrade", emergency=True)
    withdraw_offer(desk.nora(), offer_id=made.offer_id or 0, reason="moved to another hotel")
    late = NIGHT + timedelta(days=30)
    assert expire_approvals(system(late)).approval_ids == ()
    review = Approval.objects.get()
    assert review.state == "waiting"
    answer(desk.house.ctx("dana", now=late), review)
    assert Offer.objects.get().state == "withdrawn"


def refused(desk: Desk, refusal: type[Refusal], **given: object) -> None:
    with pytest.raises(refusal):
        desk.give("room_upgrade", emergency=True, **given)  # type: ignore[arg-type]
    assert not Offer.objects.exists()
    assert not Approval.objects.exists()


def test_without_danger_nothing_goes_without_its_yes() -> None:
    refused(a_desk(harm_class="distress"), NoEmergency)


def test_danger_that_is_only_assumed_is_not_enough() -> None:
    refused(a_desk(), NoEmergency)


def test_a_program_is_in_no_hurry() -> None:
    desk = in_danger()
    program = token_context(a_token("front_line", "offers:write"))
    assert program is not None
    refused(desk, EmergencyUnattended, ctx=program)


def test_what_needs_no_yes_is_given_as_ever() -> None:
    desk = in_danger()
    made = desk.give("handwritten_note", emergency=True)
    assert made.approval_id is None
    assert not Approval.objects.exists()
