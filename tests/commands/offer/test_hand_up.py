"""A budget that has nothing left hands up by itself: asking is one tap, and the budget above pays."""

from __future__ import annotations

import pytest
from givens.approvals import answer
from givens.giving import Desk, a_desk, log_alarm

from amends.apps.approvals.models import Approval
from amends.apps.ledger.models import Budget, BudgetPeriod, Transfer
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.offer.make_offer import EnvelopeChanged, make_offer
from amends.core.decision.giving import GestureBlocked
from amends.core.offer.arguments import Choice
from amends.core.offer.authority import ApproverLevelTooLow, ArgumentsChanged
from amends.queries.envelope import envelope
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.django_db


def money(desk: Desk) -> dict[str, tuple[int, int]]:
    """(reserved, issued) of each budget; what nobody has charged yet has none."""
    rows = {row.budget_id: (row.reserved_minor, row.issued_minor) for row in BudgetPeriod.objects.all()}
    return {name: rows.get(budget_id, (0, 0)) for name, budget_id in desk.budget_ids.items()}


def test_the_envelope_says_who_pays_and_whom_to_ask() -> None:
    desk = a_desk(desk=1_799)
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    line = shown.line("chocolates")
    assert line is not None
    assert (line.status, line.approver) == ("needs_approval", "L2")
    assert str(line.reasons[0]) == (
        "Front desk has 17.99 EUR left; this takes 18.00 EUR, so Harbour Hotel would pay for it."
    )
    assert [person.name for person in shown.asked["chocolates"]] == ["Carla Berg"]


def test_one_tap_asks_and_with_the_yes_it_runs_from_the_budget_above() -> None:
    desk = a_desk(desk=1_000)
    made = desk.give("chocolates")
    assert (made.state, made.voucher_ids) == ("awaiting_approval", ())
    assert money(desk) == {"desk": (0, 0), "hotel": (1_800, 0), "group": (1_800, 0)}
    question = Approval.objects.get(id=made.approval_id)
    with pytest.raises(ApproverLevelTooLow):
        answer(desk.house.ctx("dana"), question)
    done = answer(desk.house.ctx("carla"), question)
    assert (done.offer_state, len(done.voucher_ids)) == ("accepted", 1)
    assert money(desk) == {"desk": (0, 0), "hotel": (0, 1_800), "group": (0, 1_800)}
    assert [len(row.period_ids) for row in Transfer.objects.order_by("id")] == [2, 2]
    assert Voucher.objects.get().face_minor == 1_800


def test_a_no_lets_the_money_of_the_budget_above_go() -> None:
    desk = a_desk(desk=1_000)
    question = Approval.objects.get(id=desk.give("chocolates").approval_id)
    done = answer(desk.house.ctx("carla"), question, approve=False)
    assert done.offer_state == "withdrawn"
    assert money(desk) == {"desk": (0, 0), "hotel": (0, 0), "group": (0, 0)}


def test_a_yes_holds_for_exactly_what_was_asked() -> None:
    desk = a_desk(desk=1_000)
    question = Approval.objects.get(id=desk.give("chocolates").approval_id)
    record_evidence(desk.nora(), case_ref=desk.case_ref, facts=(FactGiven("service", "rejected"),))
    with pytest.raises(ArgumentsChanged):
        answer(desk.house.ctx("carla"), question)
    assert not Voucher.objects.exists()
    assert money(desk)["hotel"] == (1_800, 0)


def test_who_answers_for_the_budget_above_gives_from_it_at_once() -> None:
    desk = a_desk(desk=1_000)
    carla = desk.house.ctx("carla")
    shown = envelope(carla, case_ref=desk.case_ref)
    made = make_offer(
        carla, case_ref=desk.case_ref, envelope_digest=shown.digest, choices=(Choice("chocolates"),)
    )
    assert (made.state, made.approval_id) == ("accepted", None)
    assert money(desk) == {"desk": (0, 0), "hotel": (0, 1_800), "group": (0, 1_800)}


def test_another_payer_than_the_one_shown_is_shown_first() -> None:
    desk = a_desk(desk=1_000, hotel=1_800)
    other = log_alarm(desk.house, "Bo Ek", "bo@example.org")
    before = envelope(desk.nora(), case_ref=other).digest
    desk.give("chocolates")
    with pytest.raises(EnvelopeChanged) as changed:
        make_offer(desk.nora(), case_ref=other, envelope_digest=before, choices=(Choice("chocolates"),))
    line = changed.value.envelope.line("chocolates")
    assert line is not None
    assert (line.approver, line.reasons[0].params["payer"]) == ("L3", "Goodwill of the group")
    assert Offer.objects.count() == 1


def test_above_the_root_nobody_pays() -> None:
    desk = a_desk(desk=1_000, hotel=1_000, group=1_799)
    with pytest.raises(GestureBlocked):
        desk.give("chocolates")
    assert not Offer.objects.exists()
    assert not Transfer.objects.exists()


def test_the_ledger_adds_up_after_a_hand_up() -> None:
    desk = a_desk(desk=1_000)
    answer(desk.house.ctx("carla"), Approval.objects.get(id=desk.give("chocolates").approval_id))
    assert ledger_check(desk.house.ctx("audrey")).findings == ()
    assert Budget.objects.count() == 3
