"""Many at once, through the whole command: one customer is never given twice, a budget never twice either."""

from __future__ import annotations

import pytest
from givens.giving import a_desk, log_alarm
from givens.house import ctx_of
from givens.together import together

from amends.apps.approvals.models import Approval
from amends.apps.ledger.models import Budget, Transfer
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decide_approval import decide_approval
from amends.commands.offer.make_offer import make_offer
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.core.offer.arguments import Choice
from amends.queries.envelope import envelope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_db")]


def test_eight_taps_on_one_envelope_give_once() -> None:
    desk = a_desk()
    nora = desk.nora()
    shown = envelope(nora, case_ref=desk.case_ref).digest

    def tap(_thread: int, _turn: int) -> None:
        make_offer(nora, case_ref=desk.case_ref, envelope_digest=shown, choices=(Choice("chocolates"),))

    assert together(tap, threads=8) == {"done": 1, "envelope_changed": 7}
    assert Voucher.objects.count() == 1


def test_sixteen_desks_share_what_is_left_and_nobody_goes_over() -> None:
    desk = a_desk(desk=20_000, hotel=20_000, group=20_000)
    refs = [log_alarm(desk.house, f"Guest {n}", f"guest{n}@example.org") for n in range(16)]
    nora = desk.nora()
    shown = {ref: envelope(nora, case_ref=ref).digest for ref in refs}

    def give(thread: int, _turn: int) -> None:
        ref = refs[thread]
        make_offer(nora, case_ref=ref, envelope_digest=shown[ref], choices=(Choice("late_check_out"),))

    ended = together(give, threads=16)
    # five times 40.00 fit into 200.00; who comes too late sees it in the envelope or at the budget itself
    assert ended["done"] == 5
    assert ended["envelope_changed"] + ended["budget_exhausted"] == 11
    chain = Budget.chain(unit_id=desk.house.desk.id, user_id=nora.user_id, at=nora.now)
    assert [record.left.minor for record in chain] == [0, 0, 0]
    assert Offer.objects.count() == 5


def test_sixteen_desks_hand_up_at_once_and_the_budget_above_is_not_overspent() -> None:
    """The desk has nothing left and the hotel twice 40.00: two are asked for, and nobody goes over."""
    desk = a_desk(desk=0, hotel=11_999)
    refs = [log_alarm(desk.house, f"Guest {n}", f"guest{n}@example.org") for n in range(16)]
    nora = desk.nora()
    shown = {ref: envelope(nora, case_ref=ref).digest for ref in refs}

    def ask(thread: int, _turn: int) -> None:
        ref = refs[thread]
        make_offer(nora, case_ref=ref, envelope_digest=shown[ref], choices=(Choice("late_check_out"),))

    ended = together(ask, threads=16)
    assert ended["done"] == 2
    assert ended["envelope_changed"] + ended["budget_exhausted"] == 14
    chain = Budget.chain(unit_id=desk.house.desk.id, user_id=nora.user_id, at=nora.now)
    assert [record.left.minor for record in chain] == [0, 3_999, 992_000]
    assert set(Offer.objects.values_list("state", flat=True)) == {"awaiting_approval"}


def test_a_choice_and_a_withdrawal_at_once_leave_one_of_them() -> None:
    desk = a_desk()
    made = desk.give("chocolates", "breakfast", spoken=True)
    offer_id = made.offer_id or 0
    nora = desk.nora()

    def act(thread: int, _turn: int) -> None:
        if thread % 2:
            accept_offer(nora, offer_id=offer_id, option_position=0)
        else:
            withdraw_offer(nora, offer_id=offer_id, reason="a slip")

    assert together(act, threads=8) == {"done": 1, "offer_step_not_allowed": 7}
    accepted = Offer.objects.get().state == "accepted"
    assert Voucher.objects.count() == (1 if accepted else 0)
    assert list(Transfer.objects.exclude(kind="reserve").values_list("kind", flat=True)) == [
        "post" if accepted else "void"
    ]


def test_two_managers_answer_at_once_and_one_answer_counts() -> None:
    desk = a_desk()
    question = Approval.objects.get(id=desk.give("room_upgrade").approval_id)
    people = [ctx_of(desk.house.people[name].id) for name in ("dana", "leo")]

    def answer(thread: int, _turn: int) -> None:
        decide_approval(
            people[thread],
            approval_id=question.id,
            arguments_digest=question.arguments_digest,
            approve=thread == 0,
        )

    assert together(answer, threads=2) == {"done": 1, "approval_decided_before": 1}
    assert Approval.objects.get().state == (
        "approved" if Offer.objects.get().state == "offered" else "refused"
    )
