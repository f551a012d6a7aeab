"""One gesture as it is shown and as it is given: the line of the envelope."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from amends.core.money import Money
from amends.core.policy.model import GestureForm, GestureType, PromiseTemplate
from amends.core.policy.objections import Reason

ALLOWED, NEEDS_APPROVAL, BLOCKED_STATUS = "allowed", "needs_approval", "blocked"


@dataclass(frozen=True)
class GestureLine:
    """One gesture as it stands in this case. `face` is None for words and work without a price, and for an
    open amount that nobody has named yet; then `open_min` to `open_max` is the range, `own_limit` what this
    person may give alone now, and `authority_limit` the same without looking at budgets. `approver` is "" or
    the level that has to say yes.
    """

    gesture_code: str
    name: str
    type: GestureType
    form: GestureForm
    face: Money | None
    percent: Decimal | None
    true_cost: Money
    status: str
    approver: str
    reasons: tuple[Reason, ...]
    unblock: Reason | None
    needs_acceptance: bool
    promises: tuple[PromiseTemplate, ...] = ()
    points: int | None = None
    fits: bool = True
    open_min: Money | None = None
    open_max: Money | None = None
    own_limit: Money | None = None
    authority_limit: Money | None = None
    wording: str = ""

    @property
    def promise(self) -> PromiseTemplate | None:
        """The first (often the only) promise."""
        return self.promises[0] if self.promises else None
