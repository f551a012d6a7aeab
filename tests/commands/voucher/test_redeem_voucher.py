"""A till takes value from a voucher: exactly once for each sale, never more than is left."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from givens.contexts import NOON, someone
from givens.vouchers import IN_A_MONTH, Held, a_voucher, columns, moved, redemptions, told

from amends.apps.vouchers.models import Voucher
from amends.commands.voucher.redeem_voucher import (
    SaleTakenBack,
    TillReferenceUnusable,
    VoucherRedeemed,
    redeem_voucher,
)
from amends.commands.voucher.roll_back_redemption import roll_back_redemption
from amends.core.money import Money
from amends.core.refusal import Refusal
from amends.core.roles import Role
from amends.core.voucher.code import group
from amends.core.voucher.lifecycle import (
    BalanceTooSmall,
    VoucherExpired,
    VoucherNotAccepted,
    VoucherNotGoodHere,
    VoucherUsedUp,
    VoucherUsedWhole,
)
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry, RememberedAnswer

pytestmark = pytest.mark.django_db


def redeem(
    held: Held, amount: int | None = None, till_ref: str = "sale-1", **changes: object
) -> VoucherRedeemed:
    ctx = changes.pop("ctx", None) or held.cashier()
    arguments = {"code": held.code, "unit_id": held.site_id, **changes}
    return redeem_voucher(ctx, amount_minor=amount, till_ref=till_ref, **arguments)  # type: ignore[arg-type]


def stands(held: Held) -> tuple[str, int]:
    row = Voucher.objects.get(id=held.voucher.id)
    return row.state, row.balance_minor


def test_redeeming_all_of_it_ends_it_and_moves_liability_to_cost() -> None:
    held = a_voucher(face=2_000)

    answer = redeem(held)

    assert answer == VoucherRedeemed(
        redemption_id=answer.redemption_id,
        last_four=held.code[-4:],
        name="For the bar",
        taken=Money(2_000, "EUR"),
        left=Money(0, "EUR"),
        redeemed_at=NOON,
        repeated=False,
    )
    row = Voucher.objects.get(id=held.voucher.id)
    assert (row.state, row.balance_minor, row.ended_at) == ("redeemed", 0, NOON)
    assert redemptions() == [("redeem", 2_000, 0)]
    assert moved("redeem") == [2_000]
    assert columns(held.nest) == {(2_000, 2_000, 0)}
    assert told(f"voucher:{held.voucher.id}") == ["voucher.redeemed"]


def test_the_journal_keeps_ids_and_values_and_never_the_code() -> None:
    held = a_voucher()
    answer = redeem(held, 500)
    entry = JournalEntry.objects.get(stream=f"voucher:{held.voucher.id}")
    assert json.loads(entry.body) == {
        "redemption_id": answer.redemption_id,
        "amount_minor": 500,
        "balance_minor": 1_500,
        "currency": "EUR",
        "unit_id": held.site_id,
        "till_ref": "sale-1",
    }
    assert held.code not in entry.body


def test_part_of_it_leaves_the_rest() -> None:
    held = a_voucher(face=2_000)

    assert redeem(held, 750, "sale-1").left == Money(1_250, "EUR")
    assert redeem(held, 250, "sale-2").left == Money(1_000, "EUR")

    assert stands(held) == ("issued", 1_000)
    assert redemptions() == [("redeem", 750, 1_250), ("redeem", 250, 1_000)]
    assert columns(held.nest) == {(2_000, 1_000, 0)}


def test_the_same_sale_again_gives_the_first_answer_and_spends_once() -> None:
    held = a_voucher(face=2_000)
    first = redeem(held, 750)

    again = redeem(held, 750)

    assert again.repeated
    assert (again.redemption_id, again.taken, again.left) == (first.redemption_id, first.taken, first.left)
    assert stands(held) == ("issued", 1_250)
    assert moved("redeem") == [750]


def test_the_same_sale_again_is_known_even_when_nothing_is_left() -> None:
    held = a_voucher(face=2_000)
    first = redeem(held)
    again = redeem(held)
    assert again.repeated
    assert again.redemption_id == first.redemption_id
    assert redemptions() == [("redeem", 2_000, 0)]


@pytest.mark.parametrize("amount", [751, None])
def test_the_same_sale_with_another_amount_is_refused(amount: int | None) -> None:
    held = a_voucher(face=2_000)
    redeem(held, 750)
    with pytest.raises(Refusal) as refused:
        redeem(held, amount)
    assert refused.value.code == "till_reference_taken"
    assert stands(held) == ("issued", 1_250)


def test_the_same_sale_for_another_voucher_is_refused_and_leaves_both_as_they_were() -> None:
    held = a_voucher()
    other = a_voucher(nest=held.nest, seed=2)
    redeem(held)
    with pytest.raises(Refusal) as refused:
        redeem(other)
    assert refused.value.code == "till_reference_taken"
    assert stands(other) == ("issued", 2_000)


def test_the_same_number_at_another_place_is_another_sale() -> None:
    held = a_voucher(face=2_000)
    redeem(held, 500)
    answer = redeem(held, 500, unit_id=held.nest.team_id, ctx=held.cashier(unit_id=held.nest.team_id))
    assert not answer.repeated
    assert stands(held) == ("issued", 1_000)


def test_a_sale_that_was_taken_back_is_not_sold_again_under_its_number() -> None:
    held = a_voucher()
    roll_back_redemption(held.cashier(), redemption_id=redeem(held).redemption_id, reason="wrong guest")
    with pytest.raises(SaleTakenBack):
        redeem(held)
    assert stands(held) == ("issued", 2_000)


def test_the_same_key_gives_the_first_answer_and_keeps_no_code() -> None:
    held = a_voucher(face=2_000)
    first = redeem(held, 500, "sale-1", ctx=held.cashier(key="k1"))
    again = redeem(held, 500, "sale-1", ctx=held.cashier(key="k1"))
    assert again == first
    assert not again.repeated
    assert moved("redeem") == [500]
    kept = RememberedAnswer.objects.get()
    assert held.code not in kept.answer
    assert kept.command == "redeem_voucher"


@pytest.mark.parametrize(
    "code", ["", "x", "2346-789C-DFGH", "464H4QQRPGDC", "🙂" * 12, "'; DROP TABLE vouchers_voucher; --"]
)
def test_every_bad_code_gets_the_same_answer(code: str) -> None:
    held = a_voucher()
    with pytest.raises(VoucherNotAccepted) as refused:
        redeem(held, code=code)
    assert (refused.value.code, refused.value.field, refused.value.params) == (
        "voucher_not_accepted",
        "code",
        {},
    )


def test_a_code_is_taken_as_people_type_it() -> None:
    held = a_voucher()
    assert redeem(held, code=f" {group(held.code).lower()} ").left == Money(0, "EUR")


def test_a_used_up_one_says_when() -> None:
    held = a_voucher()
    redeem(held)
    with pytest.raises(VoucherUsedUp) as refused:
        redeem(held, till_ref="sale-2", ctx=held.cashier(now=NOON + timedelta(hours=2)))
    assert refused.value.params == {"used_at": NOON}
    assert moved("redeem") == [2_000]


def test_too_late_is_refused_before_any_sweep_has_come_by() -> None:
    held = a_voucher(expires_at=IN_A_MONTH)
    with pytest.raises(VoucherExpired) as refused:
        redeem(held, ctx=held.cashier(now=IN_A_MONTH))
    assert refused.value.params == {"expired_at": IN_A_MONTH}
    assert stands(held) == ("issued", 2_000)


def test_it_is_good_in_the_moment_before() -> None:
    held = a_voucher(expires_at=IN_A_MONTH)
    assert redeem(held, ctx=held.cashier(now=IN_A_MONTH - timedelta(microseconds=1))).left == Money(0, "EUR")


def test_more_than_is_left_is_refused() -> None:
    held = a_voucher(face=2_000)
    with pytest.raises(BalanceTooSmall):
        redeem(held, 2_001)
    assert stands(held) == ("issued", 2_000)


def test_an_item_is_used_whole_and_once() -> None:
    held = a_voucher(face=900, form="item")
    with pytest.raises(VoucherUsedWhole):
        redeem(held, 100)
    assert redeem(held).taken == Money(900, "EUR")
    assert stands(held) == ("redeemed", 0)


def test_an_item_without_a_price_is_used_once() -> None:
    held = a_voucher(face=0, form="item", owed=True)
    redeem(held)
    assert stands(held) == ("redeemed", 0)
    with pytest.raises(VoucherUsedUp):
        redeem(held, till_ref="sale-2")


def test_what_is_owed_is_redeemed_without_any_budget() -> None:
    held = a_voucher(face=40_000, owed=True)
    redeem(held)
    assert moved("redeem") == [40_000]
    assert columns(held.nest) == {(0, 0, 0)}


def test_it_is_good_below_its_place() -> None:
    held = a_voucher()
    team = held.nest.team_id
    assert redeem(held, unit_id=team, ctx=held.cashier(unit_id=team)).left == Money(0, "EUR")


def test_it_is_not_good_elsewhere_and_the_cashier_hears_where_it_is() -> None:
    held = a_voucher()
    brand = held.nest.brand_id
    with pytest.raises(VoucherNotGoodHere) as refused:
        redeem(held, unit_id=brand, ctx=held.cashier(unit_id=brand))
    assert refused.value.params == {"place": "Kintsu Porto"}
    assert stands(held) == ("issued", 2_000)


def test_a_cashier_redeems_at_their_own_place_only() -> None:
    held = a_voucher()
    with pytest.raises(NotPermitted):
        redeem(held, unit_id=held.nest.brand_id)
    with pytest.raises(NotPermitted):
        redeem(held, ctx=someone(Role.AUDITOR, user_id=1))


@pytest.mark.parametrize("till_ref", ["", "   ", "x" * 81])
def test_every_sale_has_a_number_of_its_own(till_ref: str) -> None:
    held = a_voucher()
    with pytest.raises(TillReferenceUnusable) as refused:
        redeem(held, till_ref=till_ref)
    assert refused.value.field == "till_ref"
