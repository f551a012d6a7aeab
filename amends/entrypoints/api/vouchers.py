"""Vouchers at the tills of others: check, redeem, take back. Codes travel in bodies, never in addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from amends.commands.voucher.redeem_voucher import LONGEST_TILL_REF, VoucherRedeemed, redeem_voucher
from amends.commands.voucher.roll_back_redemption import (
    LONGEST_REASON,
    RedemptionRolledBack,
    roll_back_redemption,
)
from amends.core.voucher.lifecycle import VoucherNotAccepted
from amends.entrypoints.common.problems import say
from amends.entrypoints.common.wrong_codes import count_wrong, require_unblocked
from amends.kernel.context import Context
from amends.queries.till import TillPlaceUnknown, VoucherChecked, till_places, voucher_check

router = Router(tags=["vouchers"])

Code = Annotated[str, Field(max_length=200, examples=["QDWJ-GKY2-6WTX"])]
UnitCode = Annotated[
    str | None,
    Field(description="The place of the till; without it, the topmost unit of the token.", max_length=60),
]


class CodeIn(Schema):
    """A code to look at."""

    code: Code
    unit: UnitCode = None


class RedemptionIn(Schema):
    """What to take, and for which sale."""

    code: Code
    till_ref: Annotated[
        str,
        Field(
            max_length=LONGEST_TILL_REF,
            description="The till's own number of the sale: at one place the same number takes once.",
        ),
    ]
    amount_minor: Annotated[
        int | None, Field(description="In minor units (cents); without it, all that is left.", le=10**12)
    ] = None
    unit: UnitCode = None


class RollbackIn(Schema):
    """Why it is taken back."""

    reason: Annotated[str, Field(max_length=LONGEST_REASON)]


class WhyNot(Schema):
    """Why a voucher is not good: a stable code, and words for the cashier."""

    code: str
    detail: str


class VoucherOut(Schema):
    """What a till may know of a voucher."""

    good: bool
    why_not: WhyNot | None
    last_four: str
    name: str
    form: str
    percent: str | None
    face_minor: int
    left_minor: int
    currency: str
    expires_at: datetime | None


class RedemptionOut(Schema):
    """What was taken, and what is left."""

    redemption_id: int
    last_four: str
    name: str
    taken_minor: int
    left_minor: int
    currency: str
    redeemed_at: datetime
    repeated: Annotated[bool, Field(description="This sale was redeemed before; nothing was taken now.")]


class RollbackOut(Schema):
    """What went back to the voucher."""

    redemption_id: int
    last_four: str
    name: str
    given_back_minor: int
    left_minor: int
    currency: str
    expires_at: datetime | None
    rolled_back_at: datetime


@router.post("/vouchers/check", response=VoucherOut, operation_id="check_voucher")
def check(request: HttpRequest, payload: CodeIn) -> VoucherOut:
    """Whether a voucher is good here and now; spends nothing. 404 `voucher_not_accepted` for every bad code."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    with _guessing_counted(ctx):
        return _voucher(voucher_check(ctx, code=payload.code, unit_id=PLACES.find(ctx, payload.unit)))


@router.post("/vouchers/redemptions", response={201: RedemptionOut}, operation_id="redeem_voucher")
def redeem(request: HttpRequest, payload: RedemptionIn) -> Status[RedemptionOut]:
    """Take all or a part of a voucher, once for each `till_ref` at one place."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    with _guessing_counted(ctx):
        done = redeem_voucher(
            ctx,
            code=payload.code,
            unit_id=PLACES.find(ctx, payload.unit),
            amount_minor=payload.amount_minor,
            till_ref=payload.till_ref,
        )
    return Status(201, _redemption(done))


@router.post(
    "/redemptions/{redemption_id}/rollback", response=RollbackOut, operation_id="roll_back_redemption"
)
def roll_back(request: HttpRequest, redemption_id: int, payload: RollbackIn) -> RollbackOut:
    """Give back what a redemption took, once."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    return _rollback(roll_back_redemption(ctx, redemption_id=redemption_id, reason=payload.reason))


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


def _voucher(seen: VoucherChecked) -> VoucherOut:
    why_not = seen.why_not
    return VoucherOut(
        good=why_not is None,
        why_not=None if why_not is None else WhyNot(code=why_not.code, detail=say(why_not)),
        last_four=seen.last_four,
        name=seen.name,
        form=seen.form,
        percent=None if seen.percent is None else str(seen.percent.normalize()),
        face_minor=seen.face.minor,
        left_minor=seen.left.minor,
        currency=seen.left.currency,
        expires_at=seen.expires_at,
    )


def _redemption(done: VoucherRedeemed) -> RedemptionOut:
    return RedemptionOut(
        redemption_id=done.redemption_id,
        last_four=done.last_four,
        name=done.name,
        taken_minor=done.taken.minor,
        left_minor=done.left.minor,
        currency=done.taken.currency,
        redeemed_at=done.redeemed_at,
        repeated=done.repeated,
    )


def _rollback(done: RedemptionRolledBack) -> RollbackOut:
    return RollbackOut(
        redemption_id=done.redemption_id,
        last_four=done.last_four,
        name=done.name,
        given_back_minor=done.given_back.minor,
        left_minor=done.left.minor,
        currency=done.given_back.currency,
        expires_at=done.expires_at,
        rolled_back_at=done.rolled_back_at,
    )
