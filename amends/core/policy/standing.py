"""Where a giving stands: who asks, what was given before, what is left. Facts are about the failure, standing
is about us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_UP, Decimal

from amends.core.money import Money

_HUNDREDTH = Decimal("0.01")

UPHELD = "_upheld"
"""Ends the code of a signal that a colleague has judged; it stands beside that of the signal itself."""


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """A budget of the chain: what is left of its cap in the current period. `level` is person, team, site,
    brand or campaign.
    """

    id: int
    name: str
    level: str
    left: Money
    cap: Money

    def used_percent(self, more: Money) -> Decimal:
        """How full it is after `more`, in percent, rounded up to a hundredth so that "over 80" means over 80."""
        return used_percent(self.cap.minor, self.cap.minor - self.left.minor + more.minor)


def used_percent(cap: int, used: int) -> Decimal:
    """How full a budget of `cap` is, both in minor units; see `BudgetLeft.used_percent`."""
    if cap <= 0:
        return Decimal(100)
    return (Decimal(100 * used) / Decimal(cap)).quantize(_HUNDREDTH, rounding=ROUND_UP)


@dataclass(frozen=True)
class Standing:
    """`actor_level`: 0 front line, 1 lead, 2 CX manager, 3 finance or director. `grant_per_case` only narrows
    (a token's grant).

    Sums are discretionary gestures alone, never what was owed. `last_given_days` is how many days ago the
    customer last had a gesture, by its code. `budgets` come deepest first; None means that budgets are not
    asked (a policy on trial), an empty tuple that nobody pays, which blocks what needs a budget.
    """

    actor_role: str
    actor_level: int
    given_this_case: Money
    given_90_days: Money
    given_365_days: Money
    today: date
    grant_per_case: Money | None = None
    count_90_days: int = 0
    last_given_days: Mapping[str, int] = field(default_factory=dict)
    given_in_case: Mapping[str, int] = field(default_factory=dict)
    budgets: tuple[BudgetLeft, ...] | None = ()
    signals: tuple[str, ...] = ()
