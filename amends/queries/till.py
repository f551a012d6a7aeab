"""What a till shows: where its cashier stands, whether a voucher is good, and what was taken lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from amends.apps.units.models import Unit
from amends.apps.vouchers.models import Redemption, Voucher
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.core.voucher.lifecycle import (
    VoucherNotAccepted,
    VoucherNotGoodHere,
    VoucherStanding,
    VoucherState,
    refusal_at,
)
from amends.kernel.context import Context
from amends.kernel.query import query

RECENT = timedelta(hours=24)
_MOST = 20


class TillPlaceUnknown(Refusal):
    """No place of that code, or none where this actor checks vouchers."""

    code = "till_place_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no till of yours at that place.")


@dataclass(frozen=True, slots=True)
class TillPlace:
    """A unit where the actor may check vouchers."""

    id: int
    code: str
    name: str
    timezone: str
    level: str


@dataclass(frozen=True, slots=True)
class VoucherChecked:
    """What a till may know of a voucher. `why_not` is None when it is good here and now."""

    last_four: str
    name: str
    form: str
    percent: Decimal | None
    face: Money
    left: Money
    expires_at: datetime | None
    why_not: Refusal | None

    @property
    def good(self) -> bool:
        """Whether it can be used here and now."""
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class TakenAtTill:
    """One redemption at this place in the last day; `rolled_back_at` when it was taken back."""

    redemption_id: int
    last_four: str
    name: str
    amount: Money
    at: datetime
    rolled_back_at: datetime | None


@query(Permission.CHECK_VOUCHER)
def till_places(ctx: Context) -> tuple[TillPlace, ...]:
    """Every unit where the actor may check vouchers, those above before those below."""
    scope = ctx.scope(Permission.CHECK_VOUCHER)
    rows = Unit.objects.all() if scope.unit_ids is None else Unit.objects.filter(id__in=scope.unit_ids)
    return tuple(_place(row) for row in sorted(rows, key=lambda unit: unit.lineage))


@query(Permission.CHECK_VOUCHER)
def voucher_check(ctx: Context, *, code: str, unit_id: int) -> VoucherChecked:
    """Whether the voucher with `code` is good at `unit_id` now; spends nothing and leaves no trace.

    Raises `VoucherNotAccepted`, the same for whatever is not a code of ours.
    """
    ctx.require(Permission.CHECK_VOUCHER, unit_id)
    row = Voucher.objects.with_code(code).select_related("unit").first()
    if row is None:
        raise VoucherNotAccepted(field="code")
    left = Money(row.balance_minor, row.currency)
    standing = VoucherStanding(
        state=VoucherState(row.state),
        form=row.form,
        balance=left,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
    why_not: Refusal | None = refusal_at(standing, ctx.now)
    if row.unit_id not in Unit.objects.get(id=unit_id).lineage:
        why_not = VoucherNotGoodHere(field="code", place=row.unit.name)
    return VoucherChecked(
        last_four=row.last_four,
        name=row.name,
        form=row.form,
        percent=row.percent,
        face=Money(row.face_minor, row.currency),
        left=left,
        expires_at=row.expires_at,
        why_not=why_not,
    )


@query(Permission.REDEEM)
def taken_lately(ctx: Context, *, unit_id: int) -> tuple[TakenAtTill, ...]:
    """The newest redemptions at `unit_id` in the last day, for taking one back; those taken back are marked."""
    ctx.require(Permission.REDEEM, unit_id)
    since = ctx.now - RECENT
    rows = list(
        Redemption.objects.filter(Q(kind="redeem"), unit_id=unit_id, at__gte=since)
        .select_related("voucher")
        .order_by("-id")[:_MOST]
    )
    reversals = Redemption.objects.filter(kind="rollback", reverses_id__in=[row.id for row in rows])
    rolled_back = dict(reversals.values_list("reverses_id", "at"))
    return tuple(
        TakenAtTill(
            redemption_id=row.id,
            last_four=row.voucher.last_four,
            name=row.voucher.name,
            amount=Money(row.amount_minor, row.currency),
            at=row.at,
            rolled_back_at=rolled_back.get(row.id),
        )
        for row in rows
    )


def _place(row: Unit) -> TillPlace:
    return TillPlace(row.id, row.code, row.name, row.timezone, row.level)
