"""The sweep of the clocks: each rings once, silence goes up, questions are asked again."""

from __future__ import annotations

from datetime import timedelta

from givens.house import NIGHT, later, system

from amends.apps.cases import store as cases
from amends.apps.clocks.models import Deadline
from amends.apps.conversations.models import Message
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.request_info import request_info
from amends.commands.casework.ring_deadlines import ring_deadlines
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted
from amends.kernel.models import JournalEntry


def test_nothing_rings_before_its_time(house, ref) -> None:
    assert ring_deadlines(later(system(), hours=1)).rung == 0
    assert Deadline.objects.filter(rung_at__isnull=False).count() == 0


def test_silence_past_the_first_answer_is_a_failed_recovery(house, ref) -> None:
    after = later(system(), days=5)

    rung = ring_deadlines(after)

    assert (rung.rung, rung.handed_up) == (1, 1)
    case = cases.case_by_ref(ref)
    assert (case.owner_id, case.flags) == (house.people["dana"].id, frozenset({Flag.DOUBLE_DEVIATION}))
    assert JournalEntry.objects.filter(event="deadline.passed").count() == 1

    assert ring_deadlines(after).rung == 0
    assert cases.case_by_ref(ref).double_deviations == 1


def test_a_question_is_asked_again_twice_and_then_a_person_decides(house, ref) -> None:
    investigate_case(house.ctx("nora"), case_ref=ref)
    request_info(house.ctx("nora"), case_ref=ref, question="Which room?", due_at=NIGHT + timedelta(days=2))

    for day, mails in ((3, 2), (7, 3), (11, 3), (15, 3)):
        ring_deadlines(later(system(), days=day))
        assert Message.objects.filter(state="queued").count() == mails

    case = cases.case_by_ref(ref)
    assert case.state == "awaiting_customer"
    assert case.wanted is Wanted.REMIND
    question = cases.open_question(case.id)
    assert question is not None
    assert question.reminders == 2
