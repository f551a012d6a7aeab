"""A standing in whole numbers: what the course of things moves, and what a question is weighed by.

A million decisions pass here, so nothing is made into an object that nobody asks for. `Standing` is what judges read,
and is made of it where one is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from amends.core.ledger.budget import first_payer
from amends.core.money import Money
from amends.core.policy.standing import BudgetLeft, Standing


class Link(NamedTuple):
    """What does not change of a budget in a chain; `cap` in minor units."""

    budget_id: int
    name: str
    level: str
    cap: int
    currency: str


Chain = tuple[Link, ...]


class Stood(NamedTuple):
    """`core.policy.standing.Standing` in minor units of one currency; `left` goes with the budgets of `chain`."""

    currency: str
    today: date
    actor_role: str
    actor_level: int
    grant: int | None
    signals: tuple[str, ...]
    this_case: int
    days_90: int
    days_365: int
    count_90: int
    last_days: Mapping[str, int]
    in_case: Mapping[str, int]
    chain: Chain | None
    left: tuple[int, ...]

    def standing(self) -> Standing:
        """For a judge."""
        code = self.currency
        return Standing(
            self.actor_role,
            self.actor_level,
            given_this_case=Money(self.this_case, code),
            given_90_days=Money(self.days_90, code),
            given_365_days=Money(self.days_365, code),
            today=self.today,
            grant_per_case=None if self.grant is None else Money(self.grant, code),
            count_90_days=self.count_90,
            last_given_days=self.last_days,
            given_in_case=self.in_case,
            budgets=None
            if self.chain is None
            else tuple(
                BudgetLeft(
                    link.budget_id,
                    link.name,
                    link.level,
                    Money(left, link.currency),
                    Money(link.cap, link.currency),
                )
                for link, left in zip(self.chain, self.left, strict=True)
            ),
            signals=self.signals,
        )


def payer(left: Sequence[int], amount: int) -> int | None:
    """The place of the budget that pays; None where even the root has not that much left."""
    first = first_payer(left, amount)
    return first if first < len(left) else None


def said_by_budgets(stood: Stood, face: int) -> str:
    """What the budgets say: "none", "enough", "" where even the root is short, else the level of the one that would
    pay."""
    if not stood.chain:
        return "none"
    if min(stood.left) >= face:
        return "enough"
    place = payer(stood.left, face)
    return "" if place is None else stood.chain[place].level


def read_stood(data: Mapping[str, Any]) -> Stood:
    """The standing in a frozen decision, from plain data."""
    budgets, grant, case = data["budgets"], data["grant_per_case"], data["given_this_case"]
    return Stood(
        case["currency"],
        date.fromisoformat(data["today"]),
        data["actor_role"],
        data["actor_level"],
        None if grant is None else grant["minor"],
        tuple(data["signals"]),
        case["minor"],
        data["given_90_days"]["minor"],
        data["given_365_days"]["minor"],
        data["count_90_days"],
        data["last_given_days"],
        data["given_in_case"],
        None
        if budgets is None
        else tuple(
            [
                Link(each["id"], each["name"], each["level"], each["cap"]["minor"], each["cap"]["currency"])
                for each in budgets
            ]
        ),
        () if budgets is None else tuple([each["left"]["minor"] for each in budgets]),
    )
