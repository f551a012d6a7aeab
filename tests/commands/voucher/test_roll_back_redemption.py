"""A till takes a redemption back: once, whole, and never at the customer's cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.contexts import NOON, someone
from givens.vouchers import IN_A_MONTH, Held, a_voucher, columns, moved, redemptions, told

from amends.apps.vouchers.models import Redemption, Voucher
from amends.apps.vouchers.store import RedemptionRolledBackBefore, RedemptionUnknown
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.commands.voucher.roll_back_redemption import (
    ReasonMissing,
    RedemptionRolledBack,
    roll_back_redemption,
)
from amends.core.money import Money
from amends.core.roles import Role
from amends.core.voucher.lifecycle import VoucherExpired

pytestmark = pytest.mark.django_db


def redeemed(held: Held, amount: int | None = None, till_ref: str = "sale-1") -> int:
    answer = redeem_voucher(
        held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=amount, till_ref=till_ref
    )
    return answer.redemption_id


def test_it_gives_back_what_was_taken_and_the_books_agree() -> None:
    held = a_voucher(face=2_000)
    redemption_id = redeemed(held, 750)

    answer = roll_back_redemption(held.cashier(), redemption_id=redemption_id, reason="  typed twice ")

    assert answer == RedemptionRolledBack(
        redemption_id=redemption_id,
        last_four=held.code[-4:],
        name="For the bar",
        given_back=Money(750, "EUR"),
        left=Money(2_000, "EUR"),
        expires_at=IN_A_MONTH,
        rolled_back_at=NOON,
    )
    assert redemptions() == [("redeem", 750, 1_250), ("rollback", 750, 2_000)]
    assert Redemption.objects.get(kind="rollback").reason == "typed twice"
    assert moved("rollback") == [750]
    assert columns(held.nest) == {(2_000, 0, 0)}
    assert told(f"voucher:{held.voucher.id}") == ["voucher.redeemed", "redemption.rolled_back"]


def test_a_used_up_voucher_is_good_again() -> None:
    held = a_voucher(face=2_000)
    roll_back_redemption(held.cashier(), redemption_id=redeemed(held), reason="wrong guest")
    row = Voucher.objects.get(id=held.voucher.id)
    assert (row.state, row.balance_minor, row.ended_at) == ("issued", 2_000, None)
    redeemed(held, None, "sale-2")
    assert columns(held.nest) == {(2_000, 2_000, 0)}


def test_taking_it_back_twice_is_refused_and_gives_back_once() -> None:
    held = a_voucher(face=2_000)
    redemption_id = redeemed(held, 750)
    roll_back_redemption(held.cashier(), redemption_id=redemption_id, reason="typed twice")
    with pytest.raises(RedemptionRolledBackBefore):
        roll_back_redemption(held.cashier(), redemption_id=redemption_id, reason="typed twice")
    assert Voucher.objects.get(id=held.voucher.id).balance_minor == 2_000
    assert moved("rollback") == [750]


def test_a_mistake_on_the_last_evening_leaves_a_day() -> None:
    held = a_voucher(expires_at=NOON + timedelta(hours=1))
    redemption_id = redeemed(held)
    later = NOON + timedelta(hours=5)

    answer = roll_back_redemption(held.cashier(now=later), redemption_id=redemption_id, reason="wrong guest")

    assert answer.expires_at == later + timedelta(days=1)
    assert expire_vouchers(someone(Role.SYSTEM, now=later)).voucher_ids == ()


def test_what_has_run_out_stays_so() -> None:
    held = a_voucher(face=2_000)
    redemption_id = redeemed(held, 750)
    expire_vouchers(someone(Role.SYSTEM, now=IN_A_MONTH))
    with pytest.raises(VoucherExpired):
        roll_back_redemption(held.cashier(now=IN_A_MONTH), redemption_id=redemption_id, reason="wrong guest")
    assert columns(held.nest) == {(2_000, 750, 1_250)}
    assert redemptions() == [("redeem", 750, 1_250)]


def test_a_cashier_of_another_place_does_not_even_see_it() -> None:
    held = a_voucher()
    redemption_id = redeemed(held)
    elsewhere = held.cashier(unit_id=held.nest.team_id)
    with pytest.raises(RedemptionUnknown):
        roll_back_redemption(elsewhere, redemption_id=redemption_id, reason="wrong guest")
    with pytest.raises(RedemptionUnknown):
        roll_back_redemption(held.cashier(), redemption_id=redemption_id + 1, reason="wrong guest")
    assert moved("rollback") == []


def test_a_rollback_is_not_itself_rolled_back() -> None:
    held = a_voucher()
    roll_back_redemption(held.cashier(), redemption_id=redeemed(held), reason="wrong guest")
    rollback_id = Redemption.objects.get(kind="rollback").id
    with pytest.raises(RedemptionUnknown):
        roll_back_redemption(held.cashier(), redemption_id=rollback_id, reason="wrong guest")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_it_says_why(reason: str) -> None:
    held = a_voucher()
    redemption_id = redeemed(held)
    with pytest.raises(ReasonMissing) as refused:
        roll_back_redemption(held.cashier(), redemption_id=redemption_id, reason=reason)
    assert refused.value.field == "reason"
