"""Tills that race: one balance, one sale, one rollback, one last moment; and what happens without the guards.

The second half takes locks, guards and constraints away one by one and shows that the first half would have
seen it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import pytest
from givens.contexts import someone
from givens.database import without_constraint, without_index
from givens.together import together
from givens.vouchers import IN_A_MONTH, Held, a_voucher, columns, moved, redemptions

from amends.apps.ledger import store as ledger
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Redemption, Voucher
from amends.apps.vouchers.store.locking import LOCK_BY_CODE
from amends.apps.vouchers.store.redeeming import GUARD
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.commands.voucher.roll_back_redemption import roll_back_redemption
from amends.core.money import Money
from amends.core.roles import Role
from amends.core.voucher.lifecycle import amount_to_take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_db")]

Till = Callable[[Held, int, str], object]
THREADS, EACH, SIP = 16, 8, 300
SALES = range(8)
LOCK = "FOR NO KEY UPDATE"


def the_command(held: Held, amount: int, till_ref: str) -> object:
    """A till as it is."""
    return redeem_voucher(
        held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=amount, till_ref=till_ref
    )


def a_till(*, lock: str = LOCK_BY_CODE, guard: str = GUARD) -> Till:
    """The same steps with other statements, for taking a lock or a guard away."""

    def redeem(held: Held, amount: int, till_ref: str) -> object:
        ctx = held.cashier()
        voucher = vouchers.lock_by_code(held.code, statement=lock)
        assert voucher is not None
        earlier = vouchers.redemption_at(held.site_id, till_ref)
        if earlier is not None:
            return earlier
        wanted = amount_to_take(voucher.standing, Money(amount, "EUR"), ctx.now)
        taken = vouchers.redeem(
            ctx, voucher, unit_id=held.site_id, amount=wanted, till_ref=till_ref, guard=guard
        )
        ledger.redeem(ctx, voucher.period_ids, wanted, voucher_id=voucher.id, case_id=voucher.case_id)
        return taken

    return redeem


def race_for_one_balance(till: Till) -> None:
    """A hundred and twenty-eight sales of 3.00 race for 100.00: exactly 33 fit and 1.00 stays."""
    held = a_voucher(face=10_000)

    ended = together(
        lambda thread, turn: till(held, SIP, f"sale-{thread}-{turn}"), threads=THREADS, each=EACH
    )

    assert ended == Counter({"done": 33, "balance_too_small": THREADS * EACH - 33})
    assert Voucher.objects.get(id=held.voucher.id).balance_minor == 100
    assert Redemption.objects.count() == 33
    assert sorted(left for _, _, left in redemptions()) == [100 + SIP * number for number in range(33)]
    assert moved("redeem") == [SIP] * 33
    assert columns(held.nest) == {(10_000, 33 * SIP, 0)}


def race_with_one_sale(till: Till) -> None:
    """Sixteen repeats of one sale at the same moment, and so with eight sales: each is answered, and spends once."""
    held = a_voucher(face=10_000)

    ended = together(lambda _thread, turn: till(held, SIP, f"sale-{turn}"), threads=THREADS, each=len(SALES))

    assert ended == Counter({"done": THREADS * len(SALES)})
    assert redemptions() == [("redeem", SIP, 10_000 - SIP * (sale + 1)) for sale in SALES]
    assert moved("redeem") == [SIP] * len(SALES)
    assert columns(held.nest) == {(10_000, SIP * len(SALES), 0)}


both_tills = pytest.mark.parametrize("till", [the_command, a_till()], ids=["command", "same steps"])


@both_tills
def test_tills_that_race_for_one_balance_never_overspend_it(till: Till) -> None:
    race_for_one_balance(till)


@both_tills
def test_one_sale_sent_sixteen_times_at_once_spends_once(till: Till) -> None:
    race_with_one_sale(till)


def test_one_key_sent_sixteen_times_at_once_spends_once() -> None:
    held = a_voucher(face=10_000)

    def redeem(_thread: int, _turn: int) -> object:
        return redeem_voucher(
            held.cashier(key="k1"), code=held.code, unit_id=held.site_id, amount_minor=SIP, till_ref="sale-1"
        )

    assert together(redeem, threads=THREADS) == Counter({"done": THREADS})
    assert redemptions() == [("redeem", SIP, 10_000 - SIP)]


def test_one_number_for_two_vouchers_at_once_spends_one_of_them() -> None:
    first = a_voucher(face=2_000)
    second = a_voucher(face=2_000, nest=first.nest, seed=2)

    ended = together(
        lambda thread, _turn: the_command((first, second)[thread % 2], 2_000, "sale-1"), threads=8
    )

    assert ended == Counter({"done": 4, "till_reference_taken": 4})
    assert redemptions() == [("redeem", 2_000, 0)]
    assert columns(first.nest) == {(4_000, 2_000, 0)}


def test_a_rollback_that_races_with_itself_gives_back_once() -> None:
    held = a_voucher(face=10_000)
    taken = redeem_voucher(
        held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=None, till_ref="sale-1"
    )

    def give_back(_thread: int, _turn: int) -> object:
        return roll_back_redemption(held.cashier(), redemption_id=taken.redemption_id, reason="twice")

    ended = together(give_back, threads=THREADS)

    assert ended == Counter({"done": 1, "redemption_rolled_back_before": THREADS - 1})
    assert redemptions() == [("redeem", 10_000, 0), ("rollback", 10_000, 10_000)]
    assert columns(held.nest) == {(10_000, 0, 0)}


def test_rollbacks_that_race_with_sales_lose_and_make_no_money() -> None:
    """Eight tills take back 5.00 each while eight others spend 5.00 from what there is."""
    held = a_voucher(face=4_000)
    spent = [
        redeem_voucher(
            held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=500, till_ref=f"before-{n}"
        ).redemption_id
        for n in range(8)
    ]

    def act(thread: int, _turn: int) -> object:
        if thread < 8:
            return roll_back_redemption(held.cashier(), redemption_id=spent[thread], reason="race")
        return the_command(held, 500, f"after-{thread}")

    ended = together(act, threads=16)

    sold = ended["done"] - 8
    assert set(ended) <= {"done", "voucher_used_up", "balance_too_small"}
    assert ended.total() == 16
    assert 0 <= sold <= 8
    row = Voucher.objects.get(id=held.voucher.id)
    assert row.balance_minor == (8 - sold) * 500
    assert row.state == ("redeemed" if sold == 8 else "issued")
    assert moved("rollback") == [500] * 8
    assert columns(held.nest) == {(4_000, sold * 500, 0)}


def test_a_sale_in_the_last_moment_and_the_sweep_take_it_once_between_them() -> None:
    """Twelve vouchers; for each a till whose clock is a moment before the end races with a sweep just after
    it."""
    first = a_voucher(face=1_000)
    all_held = [first, *(a_voucher(face=1_000, nest=first.nest, seed=seed) for seed in range(2, 13))]
    just_before = IN_A_MONTH - timedelta(milliseconds=1)

    def act(thread: int, turn: int) -> object:
        if thread % 2:
            return expire_vouchers(someone(Role.SYSTEM, now=IN_A_MONTH), limit=3)
        held = all_held[turn]
        return redeem_voucher(
            held.cashier(now=just_before),
            code=held.code,
            unit_id=held.site_id,
            amount_minor=None,
            till_ref=f"sale-{thread}-{turn}",
        )

    ended = together(act, threads=4, each=12)
    expire_vouchers(someone(Role.SYSTEM, now=IN_A_MONTH))

    assert set(ended) <= {"done", "voucher_used_up", "voucher_expired"}
    states = Counter(Voucher.objects.values_list("state", flat=True))
    assert states["redeemed"] + states["expired"] == 12
    assert moved("redeem") == [1_000] * states["redeemed"]
    assert moved("expire") == [1_000] * states["expired"]
    assert columns(first.nest) == {(12_000, 1_000 * states["redeemed"], 1_000 * states["expired"])}


def the_balance_check() -> AbstractContextManager[None]:
    return without_constraint("vouchers_voucher", "a_voucher_is_never_overspent")


@pytest.mark.parametrize(
    ("race", "till", "gone"),
    [
        pytest.param(
            race_for_one_balance,
            a_till(lock=LOCK_BY_CODE.replace(LOCK, ""), guard="true"),
            nullcontext,
            id="without lock and guard the database refuses, but as a defect",
        ),
        pytest.param(
            race_for_one_balance,
            a_till(lock=LOCK_BY_CODE.replace(LOCK, ""), guard="true"),
            the_balance_check,
            id="without lock, guard and constraint it would be overspent",
        ),
        pytest.param(
            race_with_one_sale,
            a_till(lock=LOCK_BY_CODE.replace(LOCK, "")),
            nullcontext,
            id="without the lock a repeated sale would be refused as a double",
        ),
        pytest.param(
            race_with_one_sale,
            a_till(lock=LOCK_BY_CODE.replace(LOCK, "")),
            lambda: without_index("vouchers_redemption", "a_till_reference_spends_once"),
            id="without lock and unique index a repeated sale would spend again",
        ),
    ],
)
def test_the_races_see_it_when_a_guard_is_gone(
    race: Callable[[Till], None], till: Till, gone: Callable[[], AbstractContextManager[None]]
) -> None:
    with gone(), pytest.raises(AssertionError):
        race(till)
