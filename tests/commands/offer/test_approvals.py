"""A yes from above: bound to exactly what was asked, never one's own, and it runs at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from givens.giving import Desk, a_desk
from givens.house import NIGHT, system
from givens.ledger_view import columns

from amends.apps.approvals.models import Approval
from amends.apps.approvals.store import ApprovalDecidedBefore
from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.customers.store import person_key
from amends.apps.offers.models import Offer
from amends.apps.promises.models import Promise
from amends.commands.offer.decide_approval import ApprovalDecided, decide_approval
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.case.evidence import Source
from amends.core.offer.authority import (
    ApprovalOverdue,
    ApproverAskedIt,
    ApproverLevelTooLow,
    ArgumentsChanged,
    SaidNoBefore,
)
from amends.core.policy.approvals import ApprovalStep, step_data
from amends.core.refusal import Refusal
from amends.core.roles import Role
from amends.core.unseen import ApprovalUnknown
from amends.kernel.context import Context, NotPermitted

pytestmark = pytest.mark.django_db


def asked(desk: Desk) -> Approval:
    """Nora has asked for the better room."""
    return Approval.objects.get(id=desk.give("room_upgrade").approval_id)


def decide(ctx: Context, question: Approval, *, approve: bool = True, digest: str = "") -> ApprovalDecided:
    return decide_approval(
        ctx,
        approval_id=question.id,
        arguments_digest=digest or question.arguments_digest,
        approve=approve,
        note="go ahead" if approve else "we are full",
    )


def still_waits(desk: Desk) -> bool:
    """Nothing was decided: the money is held, nobody has promised anything."""
    held = columns(desk) == {(12_000, 0, 0, 0, 0)}
    return held and Approval.objects.get().state == "waiting" and not Promise.objects.exists()


def test_the_duty_managers_yes_makes_the_offer_as_it_was_asked() -> None:
    desk = a_desk()
    done = decide(desk.house.ctx("dana"), asked(desk))
    assert (done.approved, done.offer_state, done.case_state) == (True, "offered", "decided")
    kept = Approval.objects.get()
    assert (kept.state, kept.decided_by, kept.decision_note) == (
        "approved",
        f"person:{desk.house.people['dana'].id}",
        "go ahead",
    )
    assert columns(desk) == {(12_000, 0, 0, 0, 0)}


def test_a_no_lets_the_money_go_and_the_case_wants_a_decision_again() -> None:
    desk = a_desk()
    done = decide(desk.house.ctx("dana"), asked(desk), approve=False)
    assert (done.approved, done.offer_state, done.case_state) == (False, "withdrawn", "assessed")
    assert columns(desk) == {(0, 0, 0, 0, 12_000)}
    assert Case.objects.get(ref=desk.case_ref).wanted == "decide"
    with pytest.raises(SaidNoBefore):
        asked(desk)
    assert columns(desk) == {(0, 0, 0, 0, 12_000)}
    again = desk.give("room_upgrade", note="The guest has a small child with her.")
    assert again.case_state == "assessed"
    assert columns(desk) == {(12_000, 0, 0, 0, 12_000)}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("nora", NotPermitted),
        ("rita", NotPermitted),
        ("audrey", NotPermitted),
    ],
)
def test_who_may_not_approve_decides_nothing(who: str, refusal: type[Refusal]) -> None:
    desk = a_desk()
    question = asked(desk)
    with pytest.raises(refusal):
        decide(desk.house.ctx(who), question)
    assert still_waits(desk)


def test_nobody_approves_what_they_asked_for_even_when_they_were_promoted_since() -> None:
    desk = a_desk()
    question = asked(desk)
    Approval.objects.update(asked_by=f"person:{desk.house.people['dana'].id}")
    with pytest.raises(ApproverAskedIt):
        decide(desk.house.ctx("dana"), question)
    assert still_waits(desk)


def test_a_level_below_the_question_is_not_enough() -> None:
    desk = a_desk()
    question = asked(desk)
    Approval.objects.update(steps=[step_data(ApprovalStep((Role.CX_MANAGER,)))])
    with pytest.raises(ApproverLevelTooLow):
        decide(desk.house.ctx("dana"), question)
    assert still_waits(desk)
    assert decide(desk.house.ctx("carla"), question).approved


def test_facts_that_came_after_the_question_void_it() -> None:
    desk = a_desk()
    question = asked(desk)
    case = Case.objects.get(ref=desk.case_ref)
    with transaction.atomic():
        cases.record_evidence(
            desk.nora(),
            case.id,
            "harm_class",
            "none",
            Source.STAFF,
            person_key=person_key(case.customer_id),
        )
    with pytest.raises(ArgumentsChanged), transaction.atomic():
        decide(desk.house.ctx("dana"), question)
    assert still_waits(desk)


def test_a_digest_of_something_else_is_refused() -> None:
    desk = a_desk()
    question = asked(desk)
    with pytest.raises(ArgumentsChanged):
        decide(desk.house.ctx("dana"), question, digest="0" * 64)
    assert still_waits(desk)


def test_a_question_is_decided_once() -> None:
    desk = a_desk()
    question = asked(desk)
    decide(desk.house.ctx("dana"), question)
    with pytest.raises(ApprovalDecidedBefore):
        decide(desk.house.ctx("leo"), question, approve=False)
    assert Offer.objects.get().state == "offered"


def test_a_question_that_is_not_there_and_one_elsewhere_look_the_same() -> None:
    desk = a_desk()
    question = asked(desk)
    with pytest.raises(ApprovalUnknown) as unknown:
        decide_approval(desk.house.ctx("dana"), approval_id=0, arguments_digest="", approve=True)
    assert unknown.value.code == ApprovalUnknown.code
    assert str(unknown.value) == str(ApprovalUnknown())
    assert question.state == "waiting"


def test_after_an_hour_a_question_ends_and_its_money_is_let_go() -> None:
    desk = a_desk()
    question = asked(desk)
    hour = NIGHT + timedelta(minutes=60)
    assert expire_approvals(system(hour - timedelta(seconds=1))).approval_ids == ()
    with pytest.raises(ApprovalOverdue):
        decide(desk.house.ctx("dana", now=hour), question)
    assert expire_approvals(system(hour)).approval_ids == (question.id,)
    assert expire_approvals(system(hour)).approval_ids == ()
    assert columns(desk) == {(0, 0, 0, 0, 12_000)}
    assert Offer.objects.get().state == "withdrawn"


def test_what_is_taken_back_needs_no_answer_any_more() -> None:
    desk = a_desk()
    question = asked(desk)
    withdraw_offer(desk.nora(), offer_id=question.offer_id, reason="the guest sleeps")
    with pytest.raises(ApprovalDecidedBefore):
        decide(desk.house.ctx("dana"), question)
    assert columns(desk) == {(0, 0, 0, 0, 12_000)}


def test_a_gesture_that_needs_no_choice_is_carried_out_with_the_yes() -> None:
    desk = a_desk()
    for code in ("chocolates", "handwritten_note"):
        assert desk.give(code).approval_id is None
    question = Approval.objects.get(id=desk.give("room_upgrade").approval_id)
    Offer.objects.filter(id=question.offer_id).update(needs_acceptance=False)
    done = decide(desk.house.ctx("dana"), question)
    assert (done.offer_state, len(done.promise_ids)) == ("accepted", 1)
    assert Promise.objects.get(id=done.promise_ids[0]).owner_id == desk.house.people["dana"].id
