"""One decision of the past: what it rested on, and what was given on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Alternative:
    """One option that was offered: minor units of the policy's currency, and whether budgets paid for it."""

    gesture_code: str
    face_minor: int
    true_cost_minor: int
    uses_budget: bool
    percent: Decimal = Decimal(0)
    points: int = 0


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision with what came of it. Without `alternatives` nothing beyond what is owed was given.

    `chosen` is the place of the alternative that the customer took, or of the most costly one while nobody chose.
    `needed_yes` and `was_refused` tell of somebody with more authority, `was_kept` that the customer did not turn it
    down. `could_give` says that the person could have given something alone. `unit`, `failure` and `group` are what
    results are told apart by.
    """

    decision_id: int
    case_id: int
    customer_id: int
    policy_id: int
    decided_at: datetime
    frozen: str
    unit: str = ""
    failure: str = ""
    group: str = ""
    alternatives: tuple[Alternative, ...] = ()
    chosen: int = 0
    needed_yes: bool = False
    was_refused: bool = False
    was_kept: bool = True
    could_give: bool = True
