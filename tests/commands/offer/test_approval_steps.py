"""Several yeses to one question: in order or side by side, each another person's, and what silence means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from givens.approvals import LEAD_THEN_BOTH, answer, asked_in_steps
from givens.house import NIGHT, system
from givens.ledger_view import columns

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.approvals.store import ApprovalDecidedBefore
from amends.apps.conversations.models import Message
from amends.apps.offers.models import Offer
from amends.apps.staff import store as staff
from amends.commands.casework.name_involved import name_involved
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.remind_approvers import remind_approvers
from amends.core.offer.authority import (
    ApproverHeardBefore,
    ApproverLevelTooLow,
    ApproverWasThere,
)
from amends.core.roles import Role
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

HELD, LET_GO = {(12_000, 0, 0, 0, 0)}, {(0, 0, 0, 0, 12_000)}


def written_to(template: str = "approval_wanted") -> list[str]:
    """Who was mailed, in order, by the name before the @."""
    rows = Message.objects.filter(template_code=template).order_by("id")
    return [row.to_address.partition("@")[0] for row in rows]


def happened() -> list[str]:
    told = JournalEntry.objects.filter(event__startswith="approval.").order_by("stream", "seq")
    return list(told.values_list("event", flat=True))


def test_the_offer_is_made_with_the_last_yes_and_not_before() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    assert written_to() == ["dana", "leo"]

    first = answer(desk.house.ctx("dana"), question)
    assert (first.approved, first.offer_state, first.waits_for) == (
        True,
        "awaiting_approval",
        ("cx_manager", "finance"),
    )
    assert written_to() == ["dana", "leo", "carla", "fin"]

    second = answer(desk.house.ctx("fin"), question)
    assert (second.offer_state, second.waits_for) == ("awaiting_approval", ("cx_manager",))
    assert Offer.objects.get().state == "awaiting_approval"

    last = answer(desk.house.ctx("carla"), question)
    assert (last.offer_state, last.case_state, last.waits_for) == ("offered", "decided", ())
    assert Approval.objects.get().state == "approved"
    assert columns(desk) == HELD
    assert happened() == [
        "approval.asked",
        "approval.answered",
        "approval.passed_on",
        "approval.answered",
        "approval.answered",
        "approval.granted",
    ]


def test_one_no_in_any_step_ends_it() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    answer(desk.house.ctx("dana"), question)
    ended = answer(desk.house.ctx("carla"), question, approve=False)
    assert (ended.offer_state, ended.case_state) == ("withdrawn", "assessed")
    assert columns(desk) == LET_GO
    with pytest.raises(ApprovalDecidedBefore):
        answer(desk.house.ctx("fin"), question)


def test_nobody_gives_two_of_the_yeses_whatever_roles_they_hold() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    with transaction.atomic():
        staff.place_user(
            system(NIGHT - timedelta(days=9)),
            user_id=desk.house.people["dana"].id,
            unit_id=desk.house.hotel.id,
            role=Role.CX_MANAGER,
        )
    answer(desk.house.ctx("dana"), question)
    with pytest.raises(ApproverHeardBefore):
        answer(desk.house.ctx("dana"), question)
    assert ApprovalVoice.objects.count() == 1


def test_a_step_asks_its_own_roles() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    answer(desk.house.ctx("dana"), question)
    with pytest.raises(ApproverLevelTooLow):
        answer(desk.house.ctx("leo"), question)
    assert Approval.objects.get().step == 1


def test_who_was_there_decides_nothing_and_is_not_written_to() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    people = desk.house.people
    name_involved(desk.nora(), case_ref=desk.case_ref, user_ids=(people["dana"].id, people["carla"].id))
    with pytest.raises(ApproverWasThere):
        answer(desk.house.ctx("dana"), question)
    answer(desk.house.ctx("leo"), question)
    assert written_to() == ["dana", "leo", "fin"]

    name_involved(desk.nora(), case_ref=desk.case_ref, user_ids=(people["carla"].id,))
    answer(desk.house.ctx("fin"), question)
    with pytest.raises(ApproverWasThere):
        answer(desk.house.ctx("carla"), question)
    assert Offer.objects.get().state == "awaiting_approval"


def test_where_everybody_of_a_role_was_there_the_next_higher_is_asked() -> None:
    desk, first = asked_in_steps({"roles": ["lead"]})
    people = desk.house.people
    name_involved(desk.nora(), case_ref=desk.case_ref, user_ids=(people["dana"].id, people["leo"].id))
    answer(desk.house.ctx("carla"), first, approve=False)
    again = Approval.objects.get(id=desk.give("room_upgrade", note="They were there.").approval_id)
    assert written_to() == ["dana", "leo", "carla"]
    assert [step["roles"] for step in again.steps] == [["cx_manager"]]


def test_the_time_of_a_step_is_working_time_and_begins_with_the_step() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    assert question.due_at == NIGHT + timedelta(minutes=30)
    answer(desk.house.ctx("dana", now=NIGHT + timedelta(minutes=10)), question)
    question.refresh_from_db()
    assert (question.step_at, question.due_at) == (
        NIGHT + timedelta(minutes=10),
        NIGHT + timedelta(minutes=70),
    )


def test_silence_hands_up_role_by_role_and_then_is_a_no() -> None:
    desk, question = asked_in_steps({"roles": ["lead"], "on_timeout": "hand_up", "due_minutes": 30})
    for minutes, asked in ((30, "cx_manager"), (60, "finance")):
        now = NIGHT + timedelta(minutes=minutes)
        assert expire_approvals(system(now)).approval_ids == (question.id,)
        assert expire_approvals(system(now)).approval_ids == ()
        question.refresh_from_db()
        assert [step["roles"] for step in question.steps] == [[asked]]
        assert (question.state, columns(desk)) == ("waiting", HELD)
    assert written_to() == ["dana", "leo", "carla", "fin"]
    expire_approvals(system(NIGHT + timedelta(minutes=90)))
    assert Approval.objects.get().state == "expired"
    assert columns(desk) == LET_GO


def test_what_was_handed_up_is_decided_higher_and_no_longer_below() -> None:
    desk, question = asked_in_steps({"roles": ["lead"], "on_timeout": "hand_up"})
    late = NIGHT + timedelta(minutes=60)
    expire_approvals(system(late))
    with pytest.raises(ApproverLevelTooLow):
        answer(desk.house.ctx("dana", now=late), question)
    assert answer(desk.house.ctx("carla", now=late), question).offer_state == "offered"


@pytest.mark.parametrize(("below", "state"), [(120, "withdrawn"), (121, "offered")])
def test_silence_is_a_yes_only_below_the_stated_amount(below: int, state: str) -> None:
    step = {"roles": ["lead"], "on_timeout": "approve", "approve_below": below}
    desk, question = asked_in_steps(step)
    late = system(NIGHT + timedelta(minutes=60))
    assert expire_approvals(late).approval_ids == (question.id,)
    assert expire_approvals(late).approval_ids == ()
    assert Offer.objects.get().state == state
    assert columns(desk) == (HELD if state == "offered" else LET_GO)
    assert ApprovalVoice.objects.filter(given_by="system").count() == (state == "offered")


def test_those_who_are_asked_are_reminded_once_in_each_step() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    assert remind_approvers(system(NIGHT + timedelta(minutes=14))).approval_ids == ()
    soon = system(NIGHT + timedelta(minutes=15))
    assert remind_approvers(soon).approval_ids == (question.id,)
    assert remind_approvers(soon).approval_ids == ()
    answer(desk.house.ctx("leo", now=NIGHT + timedelta(minutes=20)), question)
    assert remind_approvers(system(NIGHT + timedelta(minutes=65))).approval_ids == (question.id,)
    assert written_to("approval_soon") == ["dana", "leo", "carla", "fin"]


def voice(question: Approval, by: str, for_: str, **more: object) -> ApprovalVoice:
    """An answer written past the command."""
    values = {"step": 0, "role": "lead", "is_yes": True, "given_at": NIGHT, "waited_seconds": 1, **more}
    with transaction.atomic():
        return ApprovalVoice.objects.create(approval=question, given_by=by, given_for=for_, **values)


def test_the_database_too_refuses_whoever_has_a_part() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    nora = f"person:{desk.house.people['nora'].id}"
    Approval.objects.update(involved=["person:88"])
    voice(question, "person:70", "person:71")
    for by, for_ in (
        (nora, nora),
        ("person:90", nora),
        (nora, "person:90"),
        ("person:88", "person:88"),
        ("person:90", "person:88"),
        ("person:70", "person:90"),
        ("person:90", "person:70"),
        ("person:71", "person:90"),
        ("person:90", "person:71"),
    ):
        with pytest.raises(IntegrityError, match="have a part"):
            voice(question, by, for_, step=1, role="finance")
    assert ApprovalVoice.objects.count() == 1


def test_the_database_too_refuses_a_yes_with_one_missing() -> None:
    _, question = asked_in_steps(*LEAD_THEN_BOTH)
    voice(question, "person:70", "person:70")
    voice(question, "person:71", "person:71", step=1, role="finance")
    with pytest.raises(IntegrityError, match="missing"), transaction.atomic():
        Approval.objects.update(state="approved")
    voice(question, "person:72", "person:72", step=1, role="cx_manager")
    assert Approval.objects.update(state="approved") == 1
