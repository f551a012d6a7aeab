"""Transfers: every sequence of allowed movements keeps the columns sound, and the fold rebuilds them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.transfer import Balance, Movement, TransferKind, effect, fold

K = TransferKind
AMOUNTS = st.integers(0, 500)


def test_posting_less_than_was_reserved_releases_the_rest() -> None:
    assert effect(K.POST, 3000, 5000) == Balance(reserved=-5000, issued=3000, released=2000)


def test_a_voucher_given_spent_in_part_and_run_out_leaves_cost_and_breakage() -> None:
    chain = (7, 3, 1)
    movements = [
        Movement(K.RESERVE, 5000, chain),
        Movement(K.POST, 4000, chain, 5000),
        Movement(K.REDEEM, 1500, chain),
        Movement(K.ROLLBACK, 500, chain),
        Movement(K.EXPIRE, 3000, chain),
    ]
    expected = Balance(reserved=0, issued=4000, redeemed=1000, expired=3000, released=1000)
    assert fold(movements) == dict.fromkeys(chain, expected)
    assert expected.liability == 0
    assert expected.committed == 4000


def test_what_is_owed_touches_no_budget() -> None:
    assert fold([Movement(K.POST, 60000, (), 0)]) == {}


@given(cap=AMOUNTS, steps=st.lists(st.tuples(st.sampled_from(K), AMOUNTS), max_size=60))
def test_movements_within_their_limits_keep_the_columns_sound(
    cap: int, steps: list[tuple[TransferKind, int]]
) -> None:
    balance, held = Balance(), list[int]()
    for kind, wish in steps:
        limit = {
            K.RESERVE: cap - balance.committed,
            K.POST: held[-1] if held else -1,
            K.VOID: held[-1] if held else -1,
            K.REDEEM: balance.liability,
            K.ROLLBACK: balance.redeemed,
            K.EXPIRE: balance.liability,
        }[kind]
        if limit < 0:
            continue
        amount = min(wish, limit)
        reserved = held.pop() if kind in (K.POST, K.VOID) else 0
        balance += effect(kind, amount, reserved)
        if kind is K.RESERVE:
            held.append(amount)
        assert balance.is_sound(cap)
        assert balance.reserved == sum(held)
