"""Any order of movements through nested budgets keeps every period sound, and the fold rebuilds what was kept."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from amends.core.ledger.transfer import Balance, Movement, TransferKind, effect, fold

CAPS = {1: 1_000, 2: 600, 3: 250, 4: 300}
CHAINS = ((3, 2, 1), (4, 2, 1), (2, 1), (1,))
"""Deepest first, the root last: two people of a team, the team itself, the whole house."""


@dataclass(frozen=True)
class Held:
    """Money held for an offer that waits."""

    chain: tuple[int, ...]
    amount: int


@dataclass
class Issued:
    """Money in a customer's hands."""

    chain: tuple[int, ...]
    face: int
    left: int


class NestedBudgets(RuleBasedStateMachine):
    """Reserve where every level has room; post, void, redeem, roll back and expire what there is."""

    held = Bundle("held")
    issued = Bundle("issued")

    def __init__(self) -> None:
        super().__init__()
        self.balances = dict.fromkeys(CAPS, Balance())
        self.movements: list[Movement] = []

    def move(self, kind: TransferKind, chain: tuple[int, ...], amount: int, reserved: int = 0) -> None:
        self.movements.append(Movement(kind, amount, chain, reserved))
        for period in chain:
            self.balances[period] += effect(kind, amount, reserved)

    @rule(target=held, chain=st.sampled_from(CHAINS), amount=st.integers(0, 300))
    def reserve(self, chain: tuple[int, ...], amount: int) -> object:
        if any(self.balances[period].committed + amount > CAPS[period] for period in chain):
            return multiple()
        self.move(TransferKind.RESERVE, chain, amount)
        return Held(chain, amount)

    @rule(target=issued, one=consumes(held), share=st.integers(0, 100))
    def post(self, one: Held, share: int) -> Issued:
        face = one.amount * share // 100
        self.move(TransferKind.POST, one.chain, face, one.amount)
        return Issued(one.chain, face, face)

    @rule(one=consumes(held))
    def void(self, one: Held) -> None:
        self.move(TransferKind.VOID, one.chain, one.amount, one.amount)

    @rule(one=issued, share=st.integers(1, 100))
    def redeem(self, one: Issued, share: int) -> None:
        amount = one.left * share // 100
        one.left -= amount
        self.move(TransferKind.REDEEM, one.chain, amount)

    @rule(one=issued, share=st.integers(1, 100))
    def roll_back(self, one: Issued, share: int) -> None:
        amount = (one.face - one.left) * share // 100
        one.left += amount
        self.move(TransferKind.ROLLBACK, one.chain, amount)

    @rule(one=consumes(issued))
    def expire(self, one: Issued) -> None:
        self.move(TransferKind.EXPIRE, one.chain, one.left)

    @invariant()
    def every_period_is_sound(self) -> None:
        assert all(self.balances[period].is_sound(cap) for period, cap in CAPS.items())

    @invariant()
    def the_fold_rebuilds_every_balance(self) -> None:
        rebuilt = fold(self.movements)
        assert {period: rebuilt.get(period, Balance()) for period in CAPS} == self.balances

    @invariant()
    def nothing_is_lost_between_reserving_and_its_end(self) -> None:
        for period, balance in self.balances.items():
            reserved = sum(
                m.amount for m in self.movements if m.kind is TransferKind.RESERVE and period in m.period_ids
            )
            assert balance.reserved + balance.issued + balance.released == reserved

    @invariant()
    def a_level_above_holds_at_least_what_is_below_it(self) -> None:
        team, people = self.balances[2], (self.balances[3], self.balances[4])
        assert team.committed >= sum(person.committed for person in people)
        assert self.balances[1].committed >= team.committed
        assert team.liability >= sum(person.liability for person in people)


NestedBudgets.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestNestedBudgets = NestedBudgets.TestCase
