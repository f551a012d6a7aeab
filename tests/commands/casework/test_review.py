"""The review: looking into it, asking, finding; and the ways a case leaves early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.house import NIGHT, later
from givens.logged import logged

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations.models import Message
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.merge_case import MergedWithItself, merge_case
from amends.commands.casework.reclassify_case import OriginUnknown, reclassify_case
from amends.commands.casework.record_finding import FindingUnknown, record_finding
from amends.commands.casework.record_info import record_info
from amends.commands.casework.request_info import AnswerDateTooSoon, request_info
from amends.commands.casework.withdraw_case import withdraw_case
from amends.commands.intake.log_failure import Contact
from amends.core.case.cause import CauseUnknown
from amends.core.case.guards.deciding import AnswerMissing, InvestigatorInvolved, QuestionMissing
from amends.core.case.guards.hearing import (
    DissatisfactionExpressed,
    NotTheSameCase,
    ReclassificationUntold,
    WithdrawalWordsMissing,
)
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.wanted import Wanted

DAY = timedelta(days=1)


def test_a_grave_case_is_looked_into_by_somebody_who_was_not_there(house) -> None:
    ref = logged(house, "room_not_ready")

    with pytest.raises(InvestigatorInvolved):
        investigate_case(house.ctx("nora"), case_ref=ref)
    done = investigate_case(house.ctx("nora"), case_ref=ref, plan="Read the log.", was_not_there=True)

    assert done.state == "investigating"
    assert cases.facts_of(cases.case_by_ref(ref).id).values["plan"] == "Read the log."


def test_a_question_goes_out_and_our_clocks_stand_still(house, ref) -> None:
    investigate_case(house.ctx("nora"), case_ref=ref)
    before = {c.kind: c.due_at for c in clocks.running(cases.case_by_ref(ref).id)}

    asked = request_info(house.ctx("nora"), case_ref=ref, question="Which room?", due_at=NIGHT + 2 * DAY)

    assert (asked.state, asked.by_mail) == ("awaiting_customer", True)
    mail = Message.objects.get(state="queued")
    assert "Which room?" in mail.body
    case = cases.case_by_ref(ref)
    assert (case.wanted, case.wanted_by_at) == (Wanted.WAIT_ANSWER, NIGHT + 2 * DAY)

    ctx = later(house.ctx("nora"), days=1)
    record_info(ctx, case_ref=ref, answer="412.")

    case = cases.case_by_ref(ref)
    assert case.state is State.INVESTIGATING
    after = {c.kind: c.due_at for c in clocks.running(case.id)}
    assert after == {kind: due_at + DAY for kind, due_at in before.items()}
    assert cases.open_question(case.id) is None


@pytest.mark.parametrize(
    ("change", "refusal"), [({"question": " "}, QuestionMissing), ({"due_at": NIGHT}, AnswerDateTooSoon)]
)
def test_a_question_without_words_or_time_is_not_asked(house, ref, change, refusal) -> None:
    investigate_case(house.ctx("nora"), case_ref=ref)
    given = {"question": "Which room?", "due_at": NIGHT + DAY, **change}

    with pytest.raises(refusal):
        request_info(house.ctx("nora"), case_ref=ref, **given)

    assert Message.objects.filter(state="queued").count() == 0


def test_an_empty_answer_is_no_answer(house, ref) -> None:
    investigate_case(house.ctx("nora"), case_ref=ref)
    request_info(house.ctx("nora"), case_ref=ref, question="Which room?", due_at=NIGHT + DAY, spoken=True)

    with pytest.raises(AnswerMissing):
        record_info(house.ctx("nora"), case_ref=ref, answer=" ")

    assert cases.case_by_ref(ref).state is State.AWAITING_CUSTOMER


def test_the_finding_names_its_cause(house, ref) -> None:
    found = record_finding(house.ctx("nora"), case_ref=ref, finding="upheld", cause_class="handover")

    assert (found.finding, found.cause_class, found.root_cause) == ("upheld", "handover", "")
    with pytest.raises(FindingUnknown):
        record_finding(house.ctx("nora"), case_ref=ref, finding="guilty", cause_class="handover")
    with pytest.raises(CauseUnknown):
        record_finding(house.ctx("nora"), case_ref=ref, finding="upheld", cause_class="bad luck")


def test_in_doubt_it_is_a_complaint(house, ref) -> None:
    given = {
        "case_ref": ref,
        "origin": "feedback",
        "reason": "Praise.",
        "no_dissatisfaction": True,
        "told": True,
    }

    with pytest.raises(OriginUnknown):
        reclassify_case(house.ctx("nora"), **{**given, "origin": "noise"})
    with pytest.raises(DissatisfactionExpressed):
        reclassify_case(house.ctx("nora"), **{**given, "no_dissatisfaction": False})
    with pytest.raises(ReclassificationUntold):
        reclassify_case(house.ctx("nora"), **{**given, "told": False})
    assert cases.case_by_ref(ref).state is State.ASSESSED

    reclassify_case(house.ctx("nora"), **given)

    case = cases.case_by_ref(ref)
    assert (case.state, case.outcome, case.origin) == (State.RECLASSIFIED, Outcome.RECLASSIFIED, "feedback")
    assert clocks.running(case.id) == ()


def test_two_cases_of_one_incident_become_one_with_the_words_of_both(house, ref) -> None:
    other = logged(house, words="It rang again at two.")

    merged = merge_case(house.ctx("nora"), case_ref=other, into_ref=ref, same_incident=True)

    assert (merged.ref, merged.into_ref) == (other, ref)
    gone, kept = cases.case_by_ref(other), cases.case_by_ref(ref)
    assert (gone.state, gone.merged_into_id, gone.wanted) == (State.MERGED, kept.id, Wanted.NOTHING)
    said = [s.value for s in cases.facts_of(kept.id).statements if s.fact == "what_transpired"]
    assert said == ["It rang at one.", "It rang again at two."]


def test_cases_of_two_customers_or_incidents_stay_two(house, ref) -> None:
    stranger = logged(house, customer=Contact("Bo Kern"))

    with pytest.raises(MergedWithItself):
        merge_case(house.ctx("nora"), case_ref=ref, into_ref=ref, same_incident=True)
    with pytest.raises(NotTheSameCase):
        merge_case(house.ctx("nora"), case_ref=stranger, into_ref=ref, same_incident=True)
    with pytest.raises(NotTheSameCase):
        merge_case(house.ctx("nora"), case_ref=logged(house), into_ref=ref, same_incident=False)


def test_a_customer_takes_it_back_in_their_own_words(house, ref) -> None:
    with pytest.raises(WithdrawalWordsMissing):
        withdraw_case(house.ctx("nora"), case_ref=ref, words=" ")

    withdraw_case(house.ctx("nora"), case_ref=ref, words="Leave it, please.")

    case = cases.case_by_ref(ref)
    assert (case.state, case.outcome) == (State.WITHDRAWN, Outcome.WITHDRAWN)
    assert clocks.running(case.id) == ()
