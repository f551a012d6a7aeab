"""A rejected decision: reviewed by somebody else higher up, taken outside, and ruled on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.giving import a_desk
from givens.house import NIGHT, later, make_house, system
from givens.races import customer
from givens.saying import case_at

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.ledger.models import BudgetPeriod
from amends.apps.offers.models import Offer
from amends.apps.staff.store import ColleagueUnknown
from amends.apps.tasks.models import ClosingTask
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.commands.casework.record_ruling import record_ruling
from amends.commands.casework.refer_case import BodyMissing, refer_case
from amends.commands.casework.request_info import request_info
from amends.commands.casework.request_review import GroundsMissing, request_review
from amends.commands.casework.ring_deadlines import ring_deadlines
from amends.commands.followup.answer_followup import answer_followup
from amends.core.case.guards.deciding import (
    ExternalRightMissing,
    RemindersMissing,
    ReviewerNotIndependent,
    RulingMissing,
)
from amends.core.case.guards.facts import FactsUnconfirmed
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.wanted import Wanted
from amends.kernel.models import JournalEntry

CORE = ("expectation_not_met", "what_transpired", "who_involved", "impact", "remedy_sought")


@pytest.fixture
def desk(db):
    """Two gestures are offered, told, and wait for the guest's choice; Nora decided it."""
    made = a_desk()
    made.give("late_check_out", "breakfast", spoken=True)
    assert cases.case_by_ref(made.case_ref).state is State.COMMUNICATED
    return made


def know_all(desk) -> None:
    facts = tuple(FactGiven(name, "As they said.") for name in CORE)
    record_evidence(desk.nora(), case_ref=desk.case_ref, facts=facts)


def test_the_next_one_up_looks_again_and_the_offer_is_taken_back(desk) -> None:
    done = request_review(later(desk.nora(), hours=2), case_ref=desk.case_ref, grounds="It is not enough.")

    case = cases.case_by_ref(desk.case_ref)
    assert (done.reviewer_name, case.owner_id) == ("Dana Berg", desk.house.people["dana"].id)
    assert (case.state, case.escalation_level) == (State.INVESTIGATING, 1)
    assert Offer.objects.get().state == "withdrawn"
    assert set(BudgetPeriod.objects.values_list("reserved_minor", flat=True)) == {0}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"grounds": " "}, GroundsMissing),
        ({"reviewer": "nora"}, ReviewerNotIndependent),
        ({"reviewer": "hugo"}, ReviewerNotIndependent),
        ({"reviewer": "rita"}, ColleagueUnknown),
    ],
)
def test_a_review_needs_grounds_and_somebody_independent(desk, change, refusal) -> None:
    who = change.pop("reviewer", None)
    given = {"grounds": "Not enough.", **change}
    if who:
        given["reviewer_id"] = desk.house.people[who].id

    with pytest.raises(refusal):
        request_review(desk.nora(), case_ref=desk.case_ref, **given)

    assert cases.case_by_ref(desk.case_ref).state is State.COMMUNICATED
    assert Offer.objects.get().state == "offered"


def test_a_case_goes_outside_and_comes_back_with_a_ruling(desk) -> None:
    given = {"case_ref": desk.case_ref, "body": "Ombudsman, 2026/17", "right": "Eight weeks have passed."}
    with pytest.raises(BodyMissing):
        refer_case(desk.nora(), **{**given, "body": ""})
    with pytest.raises(ExternalRightMissing):
        refer_case(desk.nora(), **{**given, "right": ""})

    assert refer_case(desk.nora(), **given).state == "external_review"
    assert cases.case_by_ref(desk.case_ref).wanted is Wanted.WAIT_RULING
    with pytest.raises(FactsUnconfirmed):
        record_ruling(desk.nora(), case_ref=desk.case_ref, ruling="Pay them.", is_binding=True)
    know_all(desk)
    with pytest.raises(RulingMissing):
        record_ruling(desk.nora(), case_ref=desk.case_ref, ruling=" ", is_binding=True)

    assert (
        record_ruling(desk.nora(), case_ref=desk.case_ref, ruling="Pay.", is_binding=True).state == "decided"
    )


def test_a_recovered_case_that_goes_outside_is_open_again_and_no_success(db) -> None:
    house = make_house()
    before = case_at(house, State.VERIFYING)
    ref, guest = before.ref, customer(before.customer_id, before.unit_id)
    assert answer_followup(guest, case_ref=ref, answer="yes", source="link").outcome == "recovered"
    assert ClosingTask.objects.count() == 1

    done = refer_case(
        house.ctx("nora"), case_ref=ref, body="Ombudsman, 2026/17", right="Eight weeks have passed."
    )

    case = cases.case_by_ref(ref)
    assert (done.state, case.outcome, case.wanted) == (
        "external_review",
        Outcome.NOT_RECOVERED,
        Wanted.WAIT_RULING,
    )
    assert Case.objects.get().closed_at is None
    assert ClosingTask.objects.count() == 0


def test_silence_is_decided_on_what_is_held_after_two_reminders(db) -> None:
    desk = a_desk()
    nora = desk.nora()
    investigate_case(nora, case_ref=desk.case_ref)
    record_finding(nora, case_ref=desk.case_ref, finding="upheld", cause_class="handover")
    know_all(desk)
    request_info(nora, case_ref=desk.case_ref, question="Which room?", due_at=NIGHT + timedelta(days=2))
    with pytest.raises(RemindersMissing):
        desk.give("late_check_out", spoken=True)
    for day in (3, 7, 11):
        ring_deadlines(later(system(), days=day))
    desk.give("late_check_out", spoken=True, ctx=later(nora, days=11, hours=1))

    case = cases.case_by_ref(desk.case_ref)
    assert case.state is State.COMMUNICATED
    assert JournalEntry.objects.filter(event="case.info_timed_out").count() == 1
    assert cases.open_question(case.id) is None
