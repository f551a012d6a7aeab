"""Giving: what the envelope shows is what is given, held in every budget; nothing else, and never twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from givens.giving import Desk, a_desk, log_alarm
from givens.house import later

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case
from amends.apps.ledger.models import Budget, Transfer
from amends.apps.offers.models import Fulfilment, Offer, OfferOption
from amends.apps.policies.models import Decision, PolicyVersion
from amends.apps.promises.models import Promise
from amends.apps.vouchers.models import Voucher
from amends.commands.offer.make_offer import EnvelopeChanged, make_offer
from amends.core.decision.giving import AmountNeeded, GestureBlocked, OwedUnknown
from amends.core.money import Money
from amends.core.offer.arguments import Choice
from amends.core.offer.lifecycle import AlternativesWrong
from amends.core.policy.freeze import replay
from amends.kernel.context import NotPermitted
from amends.kernel.idempotency import IdempotencyKeyReused
from amends.kernel.models import JournalEntry
from amends.queries.envelope import envelope

pytestmark = pytest.mark.django_db


def left(desk: Desk, name: str = "nora") -> list[int]:
    """What is left on each level of the chain, deepest first."""
    person = desk.house.people[name].id
    chain = Budget.chain(unit_id=desk.house.desk.id, user_id=person, at=desk.nora().now)
    return [record.left.minor for record in chain]


def nothing_happened(desk: Desk) -> bool:
    """No offer, no decision, no money held, the case where it was."""
    untouched = not Offer.objects.exists() and not Decision.objects.exists() and not Transfer.objects.exists()
    return untouched and state_of(desk) == "assessed"


def state_of(desk: Desk) -> str:
    return Case.objects.values_list("state", flat=True).get(ref=desk.case_ref)


def events(desk: Desk) -> list[str]:
    case_id = Case.objects.values_list("id", flat=True).get(ref=desk.case_ref)
    told = JournalEntry.objects.filter(stream=f"case:{case_id}").order_by("seq")
    return list(told.values_list("event", flat=True))


def test_a_token_that_needs_no_choice_is_in_the_customers_hand_at_once() -> None:
    desk = a_desk()
    made = desk.give("chocolates", spoken=True)
    assert (made.state, made.case_state, made.approval_id) == ("accepted", "fulfilling", None)
    voucher = Voucher.objects.get(id=made.voucher_ids[0])
    assert (voucher.name, voucher.form, voucher.face_minor) == ("A box of chocolates", "item", 1_800)
    assert voucher.unit_id == desk.house.hotel.id
    assert len(voucher.period_ids) == 3
    assert left(desk) == [98_200, 498_200, 998_200]
    kinds = Transfer.objects.order_by("id").values_list("kind", "amount_minor")
    assert list(kinds) == [("reserve", 1_800), ("post", 1_800)]
    assert events(desk)[-4:] == ["offer.made", "case.fast_tracked", "case.communicated", "case.executed"]


def test_notes_by_hand_are_promises_of_three_people_and_cost_no_budget() -> None:
    desk = a_desk()
    made = desk.give("handwritten_note", spoken=True)
    due = Promise.objects.order_by("id").values_list("kind", "owner_id", "due_at")
    assert len(made.promise_ids) == 3
    assert {kind for kind, _, _ in due} == {"note"}
    # ten past one in the night: six o'clock in Vienna is four in UTC
    assert {at.isoformat() for _, _, at in due} == {"2026-05-05T04:00:00+00:00"}
    people = desk.house.people
    assert [owner for _, owner, _ in due] == [people["nora"].id, people["hugo"].id, people["nora"].id]
    assert not Transfer.objects.exists()
    assert Fulfilment.objects.filter(kind="promise", proven_at=None).count() == 3


def test_what_is_given_later_and_due_earlier_moves_the_case_up() -> None:
    desk = a_desk()
    desk.give("handwritten_note", spoken=True)
    case = Case.objects.get(ref=desk.case_ref)
    assert (case.state, case.wanted_by_at.isoformat()) == ("fulfilling", "2026-05-05T04:00:00+00:00")

    desk.give("personal_call", spoken=True)

    case.refresh_from_db()
    within_the_hour = Promise.objects.get(kind="call").due_at
    assert (case.state, case.wanted_by_at) == ("fulfilling", within_the_hour)
    assert within_the_hour.isoformat() < "2026-05-05T04:00:00+00:00"


def test_alternatives_hold_the_greatest_of_them_until_the_customer_chooses() -> None:
    desk = a_desk()
    made = desk.give("chocolates", "late_check_out", "breakfast", spoken=True)
    assert (made.state, made.case_state) == ("offered", "communicated")
    assert made.voucher_ids == made.promise_ids == ()
    assert left(desk) == [95_600, 495_600, 995_600]
    assert Transfer.objects.get().kind == "reserve"
    options = OfferOption.objects.order_by("position").values_list(
        "gesture_code", "face_minor", "true_cost_minor"
    )
    assert list(options) == [
        ("chocolates", 1_800, 650),
        ("late_check_out", 4_000, 400),
        ("breakfast", 4_400, 1_170),
    ]


def test_what_is_shown_is_what_is_accepted_line_by_line() -> None:
    desk = a_desk(price=180)
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    assert shown.envelope is not None
    for line in shown.envelope.lines:
        amount = None if line.open_min is None else line.open_min.minor
        point = transaction.savepoint()
        try:
            made = make_offer(
                desk.nora(),
                case_ref=desk.case_ref,
                envelope_digest=shown.digest,
                choices=(Choice(line.gesture_code, amount),),
            )
            found = "needs_approval" if made.approval_id else "allowed"
        except GestureBlocked:
            found = "blocked"
        transaction.savepoint_rollback(point)
        assert (line.gesture_code, found) == (line.gesture_code, line.status)


def test_an_envelope_that_changed_meanwhile_gives_nothing_and_brings_the_new_one() -> None:
    desk = a_desk()
    stale = envelope(desk.nora(), case_ref=desk.case_ref).digest
    desk.give("chocolates")
    with pytest.raises(EnvelopeChanged) as changed:
        desk.give("chocolates", envelope_digest=stale)
    line = changed.value.envelope.line("chocolates")
    assert line is not None
    assert line.status == "blocked"
    assert changed.value.params["digest"] == envelope(desk.nora(), case_ref=desk.case_ref).digest
    assert Offer.objects.count() == 1


def test_somebody_elses_giving_does_not_void_what_was_shown() -> None:
    desk = a_desk()
    other = log_alarm(desk.house, "Bo Ek", "bo@example.org")
    before = envelope(desk.nora(), case_ref=desk.case_ref).digest
    shown = envelope(desk.nora(), case_ref=other)
    make_offer(desk.nora(), case_ref=other, envelope_digest=shown.digest, choices=(Choice("late_check_out"),))
    assert envelope(desk.nora(), case_ref=desk.case_ref).digest == before
    assert desk.give("chocolates", envelope_digest=before).state == "accepted"


def test_the_last_of_a_budget_goes_to_one_and_the_other_sees_it_blocked() -> None:
    desk = a_desk(desk=4_000, hotel=4_000, group=4_000)
    other = log_alarm(desk.house, "Bo Ek", "bo@example.org")
    before = envelope(desk.nora(), case_ref=desk.case_ref).digest
    shown = envelope(desk.nora(), case_ref=other)
    make_offer(desk.nora(), case_ref=other, envelope_digest=shown.digest, choices=(Choice("late_check_out"),))
    with pytest.raises(EnvelopeChanged) as changed:
        desk.give("late_check_out", envelope_digest=before)
    line = changed.value.envelope.line("late_check_out")
    assert line is not None
    assert [reason.code for reason in line.reasons] == ["budget_exhausted"]
    assert left(desk)[0] == 0


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        (("night_part",), GestureBlocked),
        (("chocolates", "chocolates"), AlternativesWrong),
        ((), AlternativesWrong),
        (
            ("chocolates", "personal_call", "late_check_out", "breakfast", "handwritten_note"),
            AlternativesWrong,
        ),
    ],
)
def test_what_the_policy_does_not_allow_is_refused_and_leaves_nothing(
    codes: tuple[str, ...], refusal: type[Exception]
) -> None:
    desk = a_desk()
    with pytest.raises(refusal):
        desk.give(*codes)
    assert nothing_happened(desk)


def test_an_entitlement_that_the_facts_do_not_make_due_is_refused() -> None:
    desk = a_desk()
    with pytest.raises(OwedUnknown):
        desk.give("chocolates", owed=("eu261",))
    assert nothing_happened(desk)


def test_an_open_amount_has_to_be_named_and_lies_within_its_bounds() -> None:
    desk = a_desk(price=180, harm_class="inconvenience", locus="firm", service="accepted", double_deviation=1)
    line = envelope(desk.nora(), case_ref=desk.case_ref).line("night_part")
    assert line is not None
    assert (line.status, line.open_min, line.open_max) == (
        "allowed",
        Money(1_800, "EUR"),
        Money(9_000, "EUR"),
    )
    assert line.own_limit == Money(6_000, "EUR")
    with pytest.raises(AmountNeeded):
        desk.give("night_part")
    with pytest.raises(GestureBlocked):
        desk.give(choices=(Choice("night_part", 9_001),))
    assert nothing_happened(desk)
    tried = envelope(desk.nora(), case_ref=desk.case_ref, amounts={"night_part": Money(6_500, "EUR")})
    preview = tried.line("night_part")
    assert preview is not None
    assert (preview.status, preview.approver) == ("needs_approval", "L1")
    assert desk.give(choices=(Choice("night_part", 6_000),)).state == "offered"


def test_an_upgrade_waits_for_the_duty_manager_and_its_money_is_held_meanwhile() -> None:
    desk = a_desk()
    made = desk.give("room_upgrade", note="the house is half empty", spoken=True)
    assert (made.state, made.case_state) == ("awaiting_approval", "assessed")
    question = Approval.objects.get(id=made.approval_id)
    assert (question.level, question.state, question.note) == (1, "waiting", "the house is half empty")
    assert [reason["code"] for reason in question.reasons[0]["reasons"]] == ["upgrade", "over_60"]
    assert left(desk)[0] == 88_000
    assert not Promise.objects.exists()
    assert Case.objects.get(ref=desk.case_ref).wanted == "get_approval"


def test_the_same_key_gives_once_and_answers_the_same_again() -> None:
    desk = a_desk()
    ctx = desk.nora(key="one-tap")
    shown = envelope(ctx, case_ref=desk.case_ref)
    arguments: dict[str, Any] = {
        "case_ref": desk.case_ref,
        "envelope_digest": shown.digest,
        "choices": (Choice("chocolates"),),
    }
    assert make_offer(ctx, **arguments) == make_offer(ctx, **arguments)
    assert Voucher.objects.count() == 1
    with pytest.raises(IdempotencyKeyReused):
        make_offer(ctx, **{**arguments, "choices": (Choice("breakfast"),)})


def test_whoever_may_not_give_here_gives_nothing() -> None:
    desk = a_desk()
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    with pytest.raises(NotPermitted):
        desk.give("chocolates", ctx=desk.house.ctx("audrey"), envelope_digest=shown.digest)
    assert nothing_happened(desk)


def test_a_decision_is_frozen_so_that_it_replays_byte_for_byte() -> None:
    desk = a_desk()
    desk.give("chocolates")
    kept = Decision.objects.get()
    policy = PolicyVersion.objects.numbered(kept.policy_version_id)
    assert replay(policy.document, kept.frozen, policy_digest=policy.digest) == kept.result
    assert "Ada" not in kept.frozen + kept.result


def test_rolling_totals_count_what_was_given_and_not_what_was_declined() -> None:
    desk = a_desk()
    desk.give("chocolates")
    line = envelope(later(desk.nora(), hours=2), case_ref=desk.case_ref).line("chocolates")
    assert line is not None
    assert [reason.code for reason in line.reasons] == ["given_in_case"]


def test_no_budget_means_that_nobody_pays() -> None:
    desk = a_desk()
    Budget.objects.update(closed_at=desk.nora().now)
    line = envelope(desk.nora(), case_ref=desk.case_ref).line("chocolates")
    assert line is not None
    assert [reason.code for reason in line.reasons] == ["no_budget"]
    with pytest.raises(GestureBlocked):
        desk.give("chocolates")
    assert desk.give("handwritten_note").state == "accepted"
