"""What may be taken from a voucher, and the exact no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.money import Money
from amends.core.voucher.lifecycle import (
    AmountNotPositive,
    BalanceTooSmall,
    VoucherExpired,
    VoucherStanding,
    VoucherState,
    VoucherUsedUp,
    VoucherUsedWhole,
    VoucherVoid,
    amount_to_take,
    expiry_after_rollback,
    refusal_at,
)

NOW = datetime(2026, 3, 1, 14, 2, tzinfo=UTC)
TWELVE = Money(1200, "EUR")


def voucher(
    state: VoucherState = VoucherState.ISSUED,
    form: str = "money",
    balance: Money = TWELVE,
    expires_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> VoucherStanding:
    return VoucherStanding(state=state, form=form, balance=balance, expires_at=expires_at, ended_at=ended_at)


def test_no_amount_takes_all_that_is_left() -> None:
    assert amount_to_take(voucher(), None, NOW) == TWELVE


def test_money_is_taken_in_parts() -> None:
    assert amount_to_take(voucher(), Money(1, "EUR"), NOW) == Money(1, "EUR")
    assert amount_to_take(voucher(), TWELVE, NOW) == TWELVE


def test_more_than_is_left_is_refused_and_says_what_is_left() -> None:
    with pytest.raises(BalanceTooSmall) as refused:
        amount_to_take(voucher(), Money(1201, "EUR"), NOW)
    assert refused.value.field == "amount_minor"
    assert str(refused.value) == "Only 12.00 EUR is left on it. Take that, and the rest another way."


@pytest.mark.parametrize("minor", [0, -1])
def test_an_amount_must_be_more_than_zero(minor: int) -> None:
    with pytest.raises(AmountNotPositive):
        amount_to_take(voucher(), Money(minor, "EUR"), NOW)


@pytest.mark.parametrize("form", ["percent", "item", "upgrade"])
def test_what_is_not_money_is_used_whole(form: str) -> None:
    with pytest.raises(VoucherUsedWhole):
        amount_to_take(voucher(form=form), Money(100, "EUR"), NOW)
    assert amount_to_take(voucher(form=form), None, NOW) == TWELVE
    assert amount_to_take(voucher(form=form), TWELVE, NOW) == TWELVE


def test_a_voucher_without_a_price_is_used_once() -> None:
    assert amount_to_take(voucher(form="item", balance=Money(0, "EUR")), None, NOW) == Money(0, "EUR")


def test_the_last_moment_is_too_late() -> None:
    assert refusal_at(voucher(expires_at=NOW + timedelta(microseconds=1)), NOW) is None
    refused = refusal_at(voucher(expires_at=NOW), NOW)
    assert isinstance(refused, VoucherExpired)
    assert refused.params == {"expired_at": NOW}


def test_a_used_one_says_when() -> None:
    refused = refusal_at(voucher(VoucherState.REDEEMED, balance=Money(0, "EUR"), ended_at=NOW), NOW)
    assert isinstance(refused, VoucherUsedUp)
    assert refused.params == {"used_at": NOW}


def test_a_used_one_says_so_even_after_its_time() -> None:
    used = voucher(VoucherState.REDEEMED, ended_at=NOW, expires_at=NOW - timedelta(days=1))
    assert isinstance(refusal_at(used, NOW), VoucherUsedUp)


def test_a_replaced_and_an_expired_one_give_nothing() -> None:
    with pytest.raises(VoucherVoid):
        amount_to_take(voucher(VoucherState.VOID, ended_at=NOW), None, NOW)
    with pytest.raises(VoucherExpired):
        amount_to_take(voucher(VoucherState.EXPIRED, ended_at=NOW), None, NOW)


def test_a_mistake_at_the_till_leaves_a_day_to_use_it() -> None:
    assert expiry_after_rollback(NOW - timedelta(days=3), NOW) == NOW + timedelta(days=1)
    assert expiry_after_rollback(NOW + timedelta(days=9), NOW) == NOW + timedelta(days=9)
    assert expiry_after_rollback(None, NOW) is None
