"""The yes to a whole incident: asked in the steps of the policy, bound to exactly what was decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.approvals import answer, publish_steps
from givens.house import NIGHT, House, system
from givens.incidents import Outage, an_outage, guests

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.approvals.store import ApprovalDecidedBefore
from amends.apps.conversations.models import Message
from amends.apps.ledger.models import Transfer
from amends.commands.governance.name_substitute import name_substitute
from amends.commands.incident.ask_for_yes import NoYesNeeded, ask_for_yes
from amends.commands.incident.decide_people import PeopleDecided
from amends.commands.incident.find_people import find_people
from amends.commands.incident.hold_back_person import hold_back_person
from amends.commands.incident.reserve_people import YesNeeded, reserve_people
from amends.commands.incident.stop_giving import stop_giving
from amends.commands.offer.decide_approval import decide_approval
from amends.commands.offer.expire_approvals import expire_approvals
from amends.commands.offer.remind_approvers import remind_approvers
from amends.core.incident.sharing import DecidedOtherwise
from amends.core.offer.authority import (
    ApproverAskedIt,
    ApproverHeardBefore,
    ApproverLevelTooLow,
    ApproverWasThere,
    ArgumentsChanged,
    SaidNoBefore,
)
from amends.core.unseen import ApprovalUnknown
from amends.kernel.models import JournalEntry
from amends.queries.approval_page import approval_page
from amends.queries.approvals import approvals

pytestmark = pytest.mark.django_db

TWENTY = 20  # 360 euros: above a lead's authority, within that of a CX manager


def decided_by_dana(*steps: dict[str, object]) -> tuple[Outage, PeopleDecided]:
    """A lead has decided for twenty guests; the steps to the yes of a CX manager are these."""
    outage = an_outage(TWENTY, who="dana")
    if steps:
        publish_steps(*steps, approver="L2")
    decided = outage.decide()
    assert decided.level == 2
    return outage, decided


def asked(outage: Outage, decided: PeopleDecided, **given: object) -> Approval:
    """Dana has asked for the yes."""
    done = ask_for_yes(outage.ctx(), incident_ref=outage.ref, digest=decided.digest, **given)  # type: ignore[arg-type]
    return Approval.objects.get(id=done.approval_id)


def named(house: House, who: str) -> str:
    return f"person:{house.people[who].id}"


def test_the_money_is_held_only_after_the_yes_of_somebody_with_the_authority() -> None:
    outage, decided = decided_by_dana()
    with pytest.raises(YesNeeded):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)

    question = asked(outage, decided, note="Before breakfast, please.")

    assert (question.incident_id, question.case_id, question.offer_id) == (outage.row().id, None, None)
    assert question.arguments_digest == decided.digest
    mails = Message.objects.filter(template_code="approval_wanted")
    assert list(mails.values_list("to_address", flat=True)) == [outage.house.people["carla"].email]
    assert "Fire alarm in the night, 360.00 EUR, for 20 people" in mails.get().body
    with pytest.raises(YesNeeded):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)
    with pytest.raises(ApproverAskedIt):
        answer(outage.ctx("dana"), question)
    with pytest.raises(ApproverLevelTooLow):
        answer(outage.ctx("leo"), question)
    assert not Transfer.objects.exists()

    done = answer(outage.ctx("carla"), question)

    assert (done.incident_ref, done.offer_id, done.waits_for) == (outage.ref, None, ())
    assert outage.row().approved_by == named(outage.house, "carla")
    assert not Transfer.objects.exists()
    reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)
    assert Transfer.objects.filter(kind="reserve").count() == TWENTY


def test_it_is_decided_on_the_same_list_and_page_as_an_offer() -> None:
    outage, decided = decided_by_dana()
    question = asked(outage, decided)

    row = approvals(outage.ctx("carla")).to_answer[0]
    page = approval_page(outage.ctx("carla"), approval_id=question.id)

    assert (row.incident_ref, row.people, row.what) == (outage.ref, TWENTY, "Fire alarm in the night")
    assert row.face.minor == TWENTY * 1800
    assert approvals(outage.ctx("leo")).to_answer == ()
    assert (page.incident_ref, page.people, page.may_answer, page.case_ref) == (outage.ref, TWENTY, True, "")
    assert [(one.name, one.people, one.face.minor, one.true_cost.minor) for one in page.options] == [
        ("A box of chocolates", TWENTY, TWENTY * 1800, TWENTY * 650)
    ]
    assert not approval_page(outage.ctx("dana"), approval_id=question.id).may_answer


def test_several_steps_and_approvers_side_by_side() -> None:
    outage, decided = decided_by_dana(
        {"roles": ["lead"], "due_minutes": 30},
        {"roles": ["cx_manager", "finance"], "who": "all", "due_minutes": 60},
    )
    question = asked(outage, decided)

    assert answer(outage.ctx("leo"), question).waits_for == ("cx_manager", "finance")
    assert answer(outage.ctx("carla", later=10), question).waits_for == ("finance",)
    with pytest.raises(ApproverHeardBefore):
        answer(outage.ctx("carla", later=11), question)
    with pytest.raises(YesNeeded):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)
    assert answer(outage.ctx("fin", later=12), question).waits_for == ()

    assert outage.row().approved_by == named(outage.house, "fin")
    assert ApprovalVoice.objects.filter(is_yes=True).count() == 3
    happened = JournalEntry.objects.filter(
        stream=f"incident:{outage.row().id}", event__startswith="approval."
    )
    assert list(happened.order_by("id").values_list("event", flat=True)) == [
        *("approval.asked", "approval.answered", "approval.passed_on"),
        *("approval.answered", "approval.answered", "approval.granted"),
    ]


def test_whoever_had_a_part_in_it_is_not_asked_and_cannot_answer() -> None:
    outage, decided = decided_by_dana()
    carla = outage.house.people["carla"].id

    question = asked(outage, decided, involved_ids=(carla,))

    assert question.steps[0]["roles"] == ["finance"]  # nobody else could answer, so it is handed up at once
    with pytest.raises(ApproverLevelTooLow):
        answer(outage.ctx("carla"), question)
    question = asked(outage, decided, involved_ids=(outage.house.people["fin"].id,))
    with pytest.raises(ApproverWasThere):
        answer(outage.ctx("fin"), question)
    assert not ApprovalVoice.objects.exists()
    answer(outage.ctx("carla"), question)
    assert outage.row().approved_by == named(outage.house, "carla")


def test_a_substitute_answers_but_not_for_whoever_decided_it() -> None:
    outage, decided = decided_by_dana()
    name_substitute(
        outage.ctx("carla"),
        substitute_id=outage.house.people["leo"].id,
        from_date=NIGHT.date(),
        until_date=NIGHT.date() + timedelta(days=1),
    )
    question = asked(outage, decided)

    answer(outage.ctx("leo", later=5), question)

    voice = ApprovalVoice.objects.get()
    assert (voice.given_by, voice.given_for) == (named(outage.house, "leo"), named(outage.house, "carla"))
    assert outage.row().approved_at is not None


def edited_by(outage: Outage, how: str) -> None:
    if how == "found":
        guests(outage.house, 1, first=TWENTY)
        find_people(outage.ctx(), incident_ref=outage.ref)
    elif how == "held_back":
        person_id = outage.people().first().id  # type: ignore[union-attr]
        hold_back_person(outage.ctx(), incident_ref=outage.ref, person_id=person_id, reason="I phone her")
    elif how == "stopped":
        stop_giving(outage.ctx(), incident_ref=outage.ref)
    else:
        outage.decide("breakfast")


@pytest.mark.parametrize("how", ["found", "held_back", "decided anew", "stopped"])
def test_what_was_edited_is_asked_again(how: str) -> None:
    outage, decided = decided_by_dana()
    question = asked(outage, decided)

    edited_by(outage, how)

    question.refresh_from_db()
    assert question.state == "withdrawn"
    with pytest.raises(ApprovalDecidedBefore):
        answer(outage.ctx("carla"), question)
    assert outage.row().approved_by == ""


def test_a_yes_is_gone_when_somebody_is_held_back_after_it() -> None:
    outage, decided = decided_by_dana()
    answer(outage.ctx("carla"), asked(outage, decided))

    edited_by(outage, "held_back")

    assert outage.row().approved_by == ""
    assert outage.row().decided_digest != decided.digest
    with pytest.raises(DecidedOtherwise):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=decided.digest)
    with pytest.raises(YesNeeded):
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=outage.row().decided_digest)
    assert not Transfer.objects.exists()


def test_a_yes_to_another_digest_or_under_another_policy_counts_nothing() -> None:
    outage, decided = decided_by_dana()
    question = asked(outage, decided)

    with pytest.raises(ArgumentsChanged):
        decide_approval(outage.ctx("carla"), incident_ref=outage.ref, arguments_digest="0" * 64, approve=True)
    publish_steps({"roles": ["finance"]}, approver="L2")
    with pytest.raises(ArgumentsChanged):
        answer(outage.ctx("carla"), question)

    assert outage.row().approved_by == ""
    assert not ApprovalVoice.objects.exists()


def test_a_no_leaves_it_decided_and_it_is_asked_again_only_with_what_has_changed_since() -> None:
    outage, decided = decided_by_dana()
    first = asked(outage, decided)

    answer(outage.ctx("carla"), first, approve=False, note="Too dear")
    with pytest.raises(SaidNoBefore) as said:
        asked(outage, decided, note="  ")
    assert said.value.field == "note"
    assert Approval.objects.count() == 1
    second = asked(outage, decided, note="The insurer pays half of it.")

    first.refresh_from_db()
    assert (first.state, first.decision_note) == ("refused", "Too dear")
    assert outage.row().state == "decided"
    assert second.state == "waiting"


def test_nobody_answers_in_time_and_it_is_not_given() -> None:
    outage, decided = decided_by_dana({"roles": ["cx_manager"], "due_minutes": 60})
    question = asked(outage, decided)

    assert remind_approvers(system(NIGHT + timedelta(minutes=46))).approval_ids == (question.id,)
    assert Message.objects.filter(template_code="approval_soon").count() == 1
    assert expire_approvals(system(NIGHT + timedelta(minutes=59))).approval_ids == ()
    assert expire_approvals(system(NIGHT + timedelta(minutes=60))).approval_ids == (question.id,)

    question.refresh_from_db()
    assert (question.state, outage.row().state, outage.row().approved_by) == ("expired", "decided", "")


@pytest.mark.parametrize(("below", "state"), [(361, "approved"), (360, "expired")])
def test_silence_is_a_yes_below_the_amount_that_the_step_states(below: int, state: str) -> None:
    outage, decided = decided_by_dana(
        {"roles": ["cx_manager"], "on_timeout": "approve", "approve_below": below}
    )
    question = asked(outage, decided)

    expire_approvals(system(NIGHT + timedelta(hours=2)))

    question.refresh_from_db()
    assert question.state == state
    assert outage.row().approved_by == ("system" if state == "approved" else "")


def test_silence_hands_it_up() -> None:
    outage, decided = decided_by_dana({"roles": ["cx_manager"], "on_timeout": "hand_up"})
    question = asked(outage, decided)

    expire_approvals(system(NIGHT + timedelta(hours=2)))

    answer(outage.ctx("fin", later=125), question)
    assert outage.row().approved_by == named(outage.house, "fin")


def test_nothing_is_asked_that_needs_no_yes_or_is_not_what_was_shown() -> None:
    small = an_outage(2)
    decided = small.decide()
    with pytest.raises(NoYesNeeded):
        ask_for_yes(small.ctx(), incident_ref=small.ref, digest=decided.digest)
    with pytest.raises(DecidedOtherwise):
        ask_for_yes(small.ctx(), incident_ref=small.ref, digest="0" * 64)
    with pytest.raises(ApprovalUnknown):
        decide_approval(small.ctx("fin"), incident_ref=small.ref, arguments_digest="0" * 64, approve=True)

    assert not Approval.objects.exists()


def test_asking_twice_leaves_one_question() -> None:
    outage, decided = decided_by_dana()
    first, second = asked(outage, decided), asked(outage, decided)

    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "waiting")
