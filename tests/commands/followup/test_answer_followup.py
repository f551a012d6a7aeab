"""The customer's answer: only their own yes is a success, and a no is believed at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system
from givens.saying import case_at

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.clocks import store as clocks
from amends.apps.conversations.models import Message
from amends.apps.followups import store as followups
from amends.apps.followups.models import Answer
from amends.apps.followups.store import NotAsked, NothingToConfirm
from amends.apps.links.models import Link
from amends.apps.tasks.models import ClosingTask
from amends.commands.casework.ring_deadlines import DeadlinesRung, ring_deadlines
from amends.commands.followup.answer_followup import FollowUpAnswered, answer_followup
from amends.commands.followup.confirm_answer import confirm_answer
from amends.commands.giving_in_danger import CLOCK, RULE
from amends.core.case.answering import AnswerNotTheirs, AnswerUnknown, SatisfactionInvalid
from amends.core.case.lifecycle import Event, State
from amends.core.case.outcome import Outcome
from amends.core.case.standing import Flag
from amends.core.case.unknown import CaseUnknown
from amends.core.case.wanted import Wanted
from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, NotPermitted, placed
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MORNING = NIGHT + timedelta(hours=8)


@pytest.fixture
def house() -> House:
    return make_house()


def customer(case: CaseRecord) -> Context:
    """The customer of a case, behind their link."""
    place = placed(Role.CUSTOMER, frozenset({case.unit_id}))
    return Context(Actor(ActorKind.CUSTOMER, case.customer_id), (place,), MORNING, "portal", system().random)


def answer(case: CaseRecord, said: str, **more: object) -> FollowUpAnswered:
    return answer_followup(customer(case), case_ref=case.ref, answer=said, source="link", **more)


def test_their_own_yes_closes_as_recovered_and_the_closing_questions_wait(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    done = answer(case, "yes", satisfaction=5)
    assert (done.state, done.outcome, done.round) == ("closed", "recovered", 1)
    kept = Answer.objects.get()
    assert (kept.answer, kept.source, kept.satisfaction, kept.confirmed_at) == ("yes", "link", 5, MORNING)
    assert ClosingTask.objects.get(case_id=case.id).due_at == MORNING + timedelta(days=7)
    assert followups.running(case.id) is None
    assert Message.objects.count() == 0


def test_what_was_given_in_danger_is_still_looked_at_when_the_case_has_closed(house: House) -> None:
    case, due_at = case_at(house, State.VERIFYING), MORNING + timedelta(days=1)
    with transaction.atomic():
        ctx = system(MORNING)
        clocks.set_deadline(ctx, case.id, CLOCK, due_at, RULE)
        clocks.set_deadline(ctx, case.id, "respond", due_at, "house.another_round.1")
        cases.set_flags(ctx, cases.lock_case(case.id), case.flags | {Flag.REVIEW_DUE})
    assert answer(case, "yes").state == "closed"
    closed = cases.case_by_id(case.id)
    assert (closed.wanted, closed.wanted_by_at) == (Wanted.LOOK_AT_EMERGENCY, due_at)
    assert [(clock.kind, clock.due_at) for clock in clocks.running(case.id)] == [("review", due_at)]
    assert ring_deadlines(system(due_at)) == DeadlinesRung(rung=1, handed_up=0)
    assert JournalEntry.objects.filter(event="deadline.passed").count() == 1
    assert ring_deadlines(system(due_at + timedelta(days=1))) == DeadlinesRung(0, 0)


def test_a_yes_before_we_asked_counts_as_well(house: House) -> None:
    assert answer(case_at(house, State.FULFILLED), "yes").outcome == "recovered"


@pytest.mark.parametrize("said", ["yes", "partly", "no"])
def test_the_same_answer_said_again_is_the_one_answer(house: House, said: str) -> None:
    case = case_at(house, State.VERIFYING)
    first = answer(case, said, words="The tea was cold.", satisfaction=4)
    after, mails = cases.case_by_id(case.id), Message.objects.count()
    assert answer(case, said) == first
    assert answer(case, said, words=" The tea was cold. ", satisfaction=4) == first
    assert cases.case_by_id(case.id) == after
    assert Answer.objects.count() == 1
    assert JournalEntry.objects.filter(event="answer.recorded").count() == 1
    assert Message.objects.count() == mails


def test_a_yes_said_again_in_new_words_keeps_the_words(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    answer(case, "yes")
    answer(case, "yes", words="And thank you, Nora.")
    assert list(Answer.objects.order_by("id").values_list("words", flat=True)) == ["", "And thank you, Nora."]
    assert ClosingTask.objects.count() == 1


def test_a_spoken_yes_noted_twice_asks_for_one_tap(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    nora = house.ctx("nora", now=MORNING)
    first = answer_followup(nora, case_ref=case.ref, answer="yes", source="spoken")
    assert answer_followup(nora, case_ref=case.ref, answer="yes", source="spoken") == first
    assert (Message.objects.count(), Link.objects.filter(purpose="confirm_yes").count()) == (1, 1)


def test_a_no_of_an_earlier_round_does_not_swallow_the_no_of_this_one(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    answer(case, "no")
    with transaction.atomic():
        followups.schedule(
            system(MORNING), case_id=case.id, round_number=2, ask_at=MORNING, attempts_required=1
        )
        followups.end(system(MORNING), case.id)
    with pytest.raises(NotAsked):
        answer(case, "no")


@pytest.mark.parametrize("said", ["partly", "no"])
def test_partly_and_no_begin_another_round_with_somebody_fresh_and_more_senior(
    house: House, said: str
) -> None:
    case = case_at(house, State.VERIFYING)
    done = answer(case, said, words="The alarm rang again at five.")
    assert (done.state, done.outcome, done.round) == ("investigating", "not_recovered", 2)

    again = cases.case_by_id(case.id)
    assert again.owner_id in {house.people["dana"].id, house.people["leo"].id}
    assert again.owner_before_id == house.people["nora"].id
    assert again.owner_level == 1
    assert Flag.DOUBLE_DEVIATION in again.flags
    assert again.double_deviations == 1
    assert again.priority == case.priority + 1
    assert again.severity == case.severity
    assert again.wanted_by_at == MORNING + timedelta(hours=4)
    (notice,) = Message.objects.all()
    assert (notice.audience, notice.template_code) == ("staff", "round_again")
    assert "“The alarm rang again at five.”" in notice.body
    assert ClosingTask.objects.count() == 0


def test_a_spoken_yes_is_apart_until_the_customer_taps_it(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    nora = house.ctx("nora", now=MORNING)
    done = answer_followup(nora, case_ref=case.ref, answer="yes", source="spoken")
    assert (done.state, done.outcome) == ("closed", "said_yes_unverified")
    (mail,) = Message.objects.all()
    assert mail.template_code == "confirm_yes"
    assert "Nora Berg noted on" in mail.body
    link = Link.objects.get(purpose="confirm_yes")
    assert link.subject_id == done.answer_id
    assert f"{{link:{link.serial}}}" in mail.body

    assert confirm_answer(customer(case), answer_id=done.answer_id).outcome == "recovered"
    assert cases.case_by_id(case.id).outcome is Outcome.RECOVERED
    with pytest.raises(NothingToConfirm):
        confirm_answer(customer(case), answer_id=done.answer_id)


def test_a_spoken_yes_that_the_customer_takes_back_opens_the_case_again(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    noted = answer_followup(house.ctx("nora", now=MORNING), case_ref=case.ref, answer="yes", source="spoken")
    done = answer(case, "no", words="I never said that.")
    assert (done.state, done.outcome, done.round) == ("assessed", "not_recovered", 2)
    assert ClosingTask.objects.count() == 0
    with pytest.raises(NothingToConfirm):
        confirm_answer(customer(case), answer_id=noted.answer_id)
    assert cases.case_by_id(case.id).outcome is Outcome.NOT_RECOVERED


def test_a_spoken_no_needs_no_tap(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    done = answer_followup(house.ctx("nora", now=MORNING), case_ref=case.ref, answer="no", source="spoken")
    assert done.state == "investigating"


def test_nobody_can_answer_in_the_customers_name_by_link(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    with pytest.raises(AnswerNotTheirs):
        answer_followup(house.ctx("nora"), case_ref=case.ref, answer="yes", source="link")
    with pytest.raises(AnswerNotTheirs):
        answer_followup(customer(case), case_ref=case.ref, answer="yes", source="spoken")
    program = Context(
        Actor(ActorKind.PROGRAM, 1),
        (placed(Role.FRONT_LINE, None),),
        MORNING,
        "api",
        system().random,
    )
    with pytest.raises(AnswerNotTheirs):
        answer_followup(program, case_ref=case.ref, answer="yes", source="spoken")
    assert cases.case_by_id(case.id).state is State.VERIFYING
    assert Answer.objects.count() == 0


def test_another_customer_cannot_answer_and_does_not_learn_that_the_case_exists(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    other = case_at(house, State.VERIFYING, email="eve@example.org")
    with pytest.raises(CaseUnknown):
        answer_followup(customer(other), case_ref=case.ref, answer="yes", source="link")
    noted = answer_followup(house.ctx("nora", now=MORNING), case_ref=case.ref, answer="yes", source="spoken")
    with pytest.raises(NothingToConfirm):
        confirm_answer(customer(other), answer_id=noted.answer_id)


def test_the_till_cannot_record_answers(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    with pytest.raises(NotPermitted):
        answer_followup(house.ctx("til"), case_ref=case.ref, answer="yes", source="spoken")


def test_an_answer_before_anything_was_put_right_is_refused_kindly(house: House) -> None:
    with pytest.raises(NotAsked):
        answer(case_at(house, State.COMMUNICATED), "yes")


def test_what_cannot_be_read_is_refused_at_its_field(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    with pytest.raises(AnswerUnknown) as refused:
        answer(case, "maybe")
    assert refused.value.field == "answer"
    with pytest.raises(SatisfactionInvalid) as refused:
        answer(case, "yes", satisfaction=6)
    assert refused.value.field == "satisfaction"


def test_a_late_no_to_a_case_closed_in_silence_opens_it_again(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    with transaction.atomic():
        ctx = system(MORNING)
        followups.end(ctx, case.id)
        standing = cases.standing_of(
            ctx, case, attempts_made=2, attempts_required=2, channels_tried=1, channels_required=1
        )
        cases.apply_event(ctx, case, Event.NO_RESPONSE, standing)
    done = answer(case, "no")
    assert (done.state, done.round) == ("assessed", 2)


def test_the_journal_keeps_a_commitment_to_their_words_and_never_the_words(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    answer(case, "partly", words="The alarm rang again at five.")
    entry = JournalEntry.objects.get(event="answer.recorded")
    assert entry.stream == f"case:{case.id}"
    assert '"said":"partly"' in entry.body
    assert "alarm" not in entry.body
    assert not any("rang" in body for body in JournalEntry.objects.values_list("body", flat=True))
