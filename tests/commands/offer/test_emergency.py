"""Somebody is in danger: it is given at once, and whoever would have been asked looks at it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from givens.api import a_token
from givens.approvals import answer, in_danger, looked_into_danger
from givens.giving import Desk, a_desk
from givens.house import NIGHT, system
from givens.ledger_view import columns

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.cases.models import Case, Evidence
from amends.apps.conversations.models import Message
from amends.apps.offers.models import Offer
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.make_offer import OfferMade
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.case.guards.facts import FactsUnconfirmed
from amends.core.decision.giving import GestureBlocked
from amends.core.offer.authority import ApproverAskedIt
from amends.core.offer.emergency import (
    EmergencyUnattended,
    EmergencyUnexplained,
    NoEmergency,
    ReviewUnexplained,
)
from amends.core.refusal import Refusal
from amends.entrypoints.common.context import token_context
from amends.kernel.models import JournalEntry
from amends.queries.approvals import approvals
from amends.queries.case_page import case_page
from amends.queries.worklist import worklist

pytestmark = pytest.mark.django_db

WHY, NOT_YET = "the window will not close", "they are being taken to hospital"


def save(desk: Desk, code: str = "room_upgrade", **given: Any) -> OfferMade:
    """Nora gives it now, because of danger."""
    known = {"emergency": True, "note": WHY, "unknown_because": NOT_YET, **given}
    return desk.give(code, **known)


def test_it_is_given_at_once_before_it_is_looked_into_and_a_review_waits() -> None:
    desk = in_danger()
    assert Case.objects.get().severity == 5
    made = save(desk)
    assert (made.state, made.case_state) == ("offered", "decided")
    review = Approval.objects.get(id=made.approval_id)
    assert (review.is_review, review.state, review.note) == (True, "waiting", WHY)
    assert (review.asked_by, review.asked_at) == (f"person:{desk.house.people['nora'].id}", NIGHT)
    assert [row.is_review for row in approvals(desk.house.ctx("dana")).to_answer] == [True]
    mails = Message.objects.filter(template_code="review_wanted").order_by("id")
    assert [mail.to_address for mail in mails] == ["dana@kintsu.example", "leo@kintsu.example"]
    events = JournalEntry.objects.filter(event__in=["review.asked", "case.decided_in_danger"])
    assert set(events.values_list("event", flat=True)) == {"review.asked", "case.decided_in_danger"}


def test_what_nobody_has_stated_is_called_unknown_with_the_reason_and_nothing_else_is() -> None:
    desk = in_danger()
    save(desk)
    unknown = Evidence.objects.filter(value__isnull=True).order_by("name")
    assert {row.reason for row in unknown} == {NOT_YET}
    assert [row.name for row in unknown] == [
        "expectation_not_met",
        "impact",
        "remedy_sought",
        "who_involved",
    ]


def test_without_the_five_core_facts_nothing_is_given_in_any_danger() -> None:
    desk = in_danger()
    with pytest.raises(FactsUnconfirmed):
        save(desk, unknown_because="")
    assert not Offer.objects.exists()
    assert Case.objects.get().state == "assessed"


def test_no_danger_takes_more_than_the_budget_has() -> None:
    desk = in_danger(desk=1_000, hotel=1_000, group=1_000)
    before = columns(desk)
    with pytest.raises(GestureBlocked) as held:
        save(desk)
    assert held.value.params["reasons"][0] == "budget_exhausted"
    assert columns(desk) == before
    assert not Offer.objects.exists()


def test_the_review_is_owned_due_and_what_is_wanted_once_the_customer_knows() -> None:
    desk = in_danger()
    made = save(desk, spoken=True)
    case, review = Case.objects.get(), Approval.objects.get()
    assert (made.case_state, case.wanted) == ("communicated", "look_at_emergency")
    assert {"review_due", "safety"} <= set(case.flags)
    assert review.owner_id == desk.house.people["dana"].id
    assert case.wanted_by_at == review.due_at
    shown = case_page(desk.nora(), ref=desk.case_ref)
    assert [(each.owner, each.why, each.was_right) for each in shown.reviews] == [("Dana Berg", WHY, None)]
    assert ("review", review.due_at) in [(clock.kind, clock.due_at) for clock in shown.clocks]
    mine = worklist(desk.house.ctx("dana"), lens="mine")
    assert [(row.ref, row.due_kind) for row in mine.rows] == [(desk.case_ref, "review")]
    assert worklist(desk.house.ctx("leo"), lens="mine").rows == ()


@pytest.mark.parametrize("approve", [True, False])
def test_the_review_keeps_what_was_thought_tells_it_and_takes_nothing_back(approve: bool) -> None:
    desk = in_danger()
    review = Approval.objects.get(id=save(desk, spoken=True).approval_id)
    before = columns(desk)
    done = answer(desk.house.ctx("dana"), review, approve=approve, note="seen")
    assert (done.approved, done.offer_state, done.case_state) == (approve, "offered", "communicated")
    assert columns(desk) == before
    assert Approval.objects.get().state == ("approved" if approve else "refused")
    assert ApprovalVoice.objects.get().is_yes is approve
    case = Case.objects.get()
    assert ("review_due" in case.flags, case.wanted) == (False, "wait_choice")
    told = Message.objects.get(template_code="review_yes" if approve else "review_no")
    assert told.to_address == "nora@kintsu.example"
    assert "seen" in told.body
    seen = approvals(desk.house.ctx("dana"))
    assert [(each.was_right, each.words) for each in seen.looked_at] == [(approve, "seen")]
    assert seen.seen_otherwise == (0 if approve else 1)
    assert case_page(desk.nora(), ref=desk.case_ref).reviews[0].was_right is approve


def test_of_two_emergencies_in_a_case_the_second_still_waits_when_the_first_was_looked_at() -> None:
    desk = in_danger()
    first = Approval.objects.get(id=save(desk, spoken=True).approval_id)
    later = desk.nora(now=NIGHT + timedelta(minutes=30))
    second = Approval.objects.get(id=save(desk, "late_check_out", ctx=later).approval_id)
    assert first.due_at < second.due_at
    assert Case.objects.get().wanted_by_at == first.due_at

    answer(desk.house.ctx("dana"), first)

    case = Case.objects.get()
    assert ("review_due" in case.flags, case.wanted) == (True, "look_at_emergency")
    assert case.wanted_by_at == second.due_at
    answer(desk.house.ctx("dana"), second)
    case = Case.objects.get()
    assert ("review_due" in case.flags, case.wanted) == (False, "wait_choice")


def test_a_case_that_closed_meanwhile_stays_on_the_list_of_whoever_looks_at_it() -> None:
    desk = in_danger()
    review = Approval.objects.get(id=save(desk, spoken=True).approval_id)
    Case.objects.update(state="closed", closed_at=NIGHT)
    dana = desk.house.ctx("dana")
    assert [row.ref for row in worklist(dana, lens="mine").rows] == [desk.case_ref]
    assert worklist(desk.house.ctx("leo"), lens="mine").rows == ()

    answer(dana, review)

    assert worklist(dana, lens="mine").rows == ()


def test_a_no_says_what_to_learn_from_it() -> None:
    desk = in_danger()
    review = Approval.objects.get(id=save(desk).approval_id)
    with pytest.raises(ReviewUnexplained):
        answer(desk.house.ctx("dana"), review, approve=False, note="  ")
    assert not ApprovalVoice.objects.exists()
    assert Approval.objects.get().state == "waiting"


def test_nobody_reviews_what_they_gave_themselves() -> None:
    desk = in_danger()
    review = Approval.objects.get(id=save(desk).approval_id)
    Approval.objects.update(asked_by=f"person:{desk.house.people['dana'].id}")
    with pytest.raises(ApproverAskedIt):
        answer(desk.house.ctx("dana"), review)


def test_a_review_waits_until_somebody_looks_also_when_the_offer_is_gone() -> None:
    desk = in_danger()
    made = save(desk)
    withdraw_offer(desk.nora(), offer_id=made.offer_id or 0, reason="moved to another hotel")
    late = NIGHT + timedelta(days=30)
    assert expire_approvals(system(late)).approval_ids == ()
    review = Approval.objects.get()
    assert review.state == "waiting"
    answer(desk.house.ctx("dana", now=late), review)
    assert Offer.objects.get().state == "withdrawn"


def refused(desk: Desk, refusal: type[Refusal], **given: object) -> None:
    with pytest.raises(refusal):
        save(desk, **given)
    assert not Offer.objects.exists()
    assert not Approval.objects.exists()
    assert not Evidence.objects.filter(value__isnull=True).exists()


def test_without_danger_nothing_goes_without_its_yes() -> None:
    refused(a_desk(harm_class="distress"), NoEmergency)


def test_danger_that_is_only_assumed_is_not_enough() -> None:
    refused(a_desk(), NoEmergency)


def test_whoever_cannot_wait_says_why() -> None:
    refused(in_danger(), EmergencyUnexplained, note=" ")


def test_a_program_is_in_no_hurry() -> None:
    desk = in_danger()
    program = token_context(a_token("front_line", "offers:write"))
    assert program is not None
    refused(desk, EmergencyUnattended, ctx=program)


def test_what_was_looked_into_and_needs_no_yes_is_given_as_ever() -> None:
    desk = looked_into_danger()
    made = save(desk, "handwritten_note")
    assert made.approval_id is None
    assert not Approval.objects.exists()
    assert not Evidence.objects.filter(value__isnull=True).exists()


def test_what_needs_no_yes_but_was_not_looked_into_is_looked_at_afterwards() -> None:
    desk = in_danger()
    made = save(desk, "handwritten_note")
    assert made.case_state == "decided"
    assert Approval.objects.get(id=made.approval_id).level == 1
