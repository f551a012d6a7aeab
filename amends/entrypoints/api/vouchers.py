"""Vouchers at the tills of others: check, redeem, take back. Codes travel in bodies, never in addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, model_validator

from amends.commands.voucher.redeem_voucher import LONGEST_TILL_REF, redeem_voucher
from amends.commands.voucher.roll_back_redemption import LONGEST_REASON, roll_back_redemption
from amends.core.refusal import Refusal
from amends.core.voucher.lifecycle import VoucherNotAccepted
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, MoneyGiven, MoneyTold, Percent, Told
from amends.entrypoints.common.problems import say
from amends.entrypoints.common.wrong_codes import count_wrong, require_unblocked
from amends.kernel.context import Context
from amends.queries.till import TillPlaceUnknown, till_places, voucher_check

routes = Routes("vouchers")

Code = Annotated[str, Field(max_length=200, examples=["QDWJ-GKY2-6WTX"])]
UnitCode = Annotated[
    str | None,
    Field(description="The place of the till; without it, the topmost unit of the token.", max_length=60),
]


class CodeGiven(Given):
    """A code to look at."""

    code: Code
    unit: UnitCode = None


class RedemptionGiven(Given):
    """What to take, and for which sale."""

    code: Code
    till_ref: Annotated[
        str,
        Field(
            max_length=LONGEST_TILL_REF,
            description="The till's own number of the sale: at one place the same number takes once.",
        ),
    ]
    amount: Annotated[MoneyGiven | None, Field(description="Without it, all that is left.")] = None
    unit: UnitCode = None


class RollbackGiven(Given):
    """Why it is taken back."""

    reason: Annotated[str, Field(max_length=LONGEST_REASON)]


class WhyNot(Told):
    """Why a voucher is not good: a stable code, and words for the cashier."""

    code: str
    detail: str

    @model_validator(mode="before")
    @classmethod
    def _of_refusal(cls, value: Any) -> Any:
        return {"code": value.code, "detail": say(value)} if isinstance(value, Refusal) else value


class VoucherTold(Told):
    """What a till may know of a voucher."""

    good: bool
    why_not: WhyNot | None
    last_four: str
    name: str
    form: str
    percent: Percent | None
    face: MoneyTold
    left: MoneyTold
    expires_at: datetime | None


class RedemptionTold(Told):
    """What was taken, and what is left."""

    redemption_id: int
    last_four: str
    name: str
    taken: MoneyTold
    left: MoneyTold
    redeemed_at: datetime
    repeated: Annotated[bool, Field(description="This sale was redeemed before; nothing was taken now.")]


class RollbackTold(Told):
    """What went back to the voucher."""

    redemption_id: int
    last_four: str
    name: str
    given_back: MoneyTold
    left: MoneyTold
    expires_at: datetime | None
    rolled_back_at: datetime


_NOT_GOOD = "voucher_used_up voucher_expired voucher_void voucher_not_good_here"


@routes.looks("/vouchers/check", asks=voucher_check, refuses="voucher_not_accepted till_place_unknown")
def check_voucher(request: ApiRequest, payload: CodeGiven) -> VoucherTold:
    """Whether a voucher is good here and now; spends nothing.

    Every bad code gets the same answer, and whoever tries too many is stopped for some minutes.
    """
    ctx = request.ctx
    with _guessing_counted(ctx):
        seen = voucher_check(ctx, code=payload.code, unit_id=PLACES.find(ctx, payload.unit))
    return VoucherTold.model_validate(seen)


@routes.acts(
    "POST",
    "/vouchers/redemptions",
    does=redeem_voucher,
    status=201,
    refuses=f"voucher_not_accepted till_place_unknown till_reference_unusable till_reference_taken sale_taken_back "
    f"voucher_moved_on voucher_used_whole amount_not_positive balance_too_small amount_currency_differs {_NOT_GOOD}",
)
def redeem(request: ApiRequest, payload: RedemptionGiven) -> RedemptionTold:
    """Take all or a part of a voucher, once for each `till_ref` at one place."""
    ctx, part = request.ctx, payload.amount
    with _guessing_counted(ctx):
        done = redeem_voucher(
            ctx,
            code=payload.code,
            unit_id=PLACES.find(ctx, payload.unit),
            amount_minor=None if part is None else part.amount_minor,
            currency=None if part is None else part.currency,
            till_ref=payload.till_ref,
        )
    return RedemptionTold.model_validate(done)


@routes.acts(
    "POST",
    "/redemptions/{redemption_id}/rollback",
    does=roll_back_redemption,
    refuses="redemption_unknown redemption_rolled_back_before reason_missing voucher_expired voucher_void "
    "voucher_moved_on",
)
def roll_back(request: ApiRequest, redemption_id: Id, payload: RollbackGiven) -> RollbackTold:
    """Give back what a redemption took, once."""
    done = roll_back_redemption(request.ctx, redemption_id=redemption_id, reason=payload.reason)
    return RollbackTold.model_validate(done)


@contextmanager
def _guessing_counted(ctx: Context) -> Iterator[None]:
    """Refuse whoever guessed too often, and count one more wrong code."""
    require_unblocked(ctx)
    try:
        yield
    except VoucherNotAccepted:
        count_wrong(ctx)
        raise


class Places:
    """Where a token's tills stand, by code; known for a minute, because every redemption asks."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def find(self, ctx: Context, code: str | None) -> int:
        """The unit's id; raises `TillPlaceUnknown` at `unit` for one where this token checks no vouchers."""
        key = (str(ctx.actor), code)
        with self._lock:
            known = self._known.get(key)
        if known is not None and ctx.now - known[0] < timedelta(minutes=1):
            return known[1]
        found = next((place.id for place in till_places(ctx) if code in (None, place.code)), None)
        if found is None:
            raise TillPlaceUnknown(field="unit")
        with self._lock:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[key] = (ctx.now, found)
        return found


PLACES = Places()
