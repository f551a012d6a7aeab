"""A till takes value from a voucher, once for each of its own sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.ledger import store as ledger
from amends.apps.units import store as units
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.store import RedemptionRecord, TillReferenceTaken, VoucherRecord
from amends.core.money import Money, require_currency
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.core.voucher.lifecycle import VoucherNotAccepted, VoucherNotGoodHere, amount_to_take
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context

LONGEST_TILL_REF = 80


class TillReferenceUnusable(Refusal):
    """The till's number of the sale is missing or too long to keep."""

    code = "till_reference_unusable"
    kind = Kind.INVALID
    message = gettext_noop("Say the till's own number of this sale, with at most %(most)s characters.")


class SaleTakenBack(Refusal):
    """The same sale was redeemed before and then taken back."""

    code = "sale_taken_back"
    kind = Kind.CONFLICT
    message = gettext_noop("This sale was taken back (%(at)s). A new sale needs a new number.")


@dataclass(frozen=True, slots=True)
class VoucherRedeemed:
    """What was taken and what is left; `repeated` when the till had asked for the same sale before."""

    redemption_id: int
    last_four: str
    name: str
    taken: Money
    left: Money
    redeemed_at: datetime
    repeated: bool


@command(Permission.REDEEM)
def redeem_voucher(
    ctx: Context,
    *,
    code: str,
    unit_id: int,
    amount_minor: int | None,
    till_ref: str,
    currency: str | None = None,
) -> VoucherRedeemed:
    """Take `amount_minor` (None: all that is left) from the voucher with `code` at `unit_id`, for the sale
    `till_ref`.

    The same `till_ref` at the same unit is the same sale: it spends once, and asking again gives the first
    answer. 1. Lock the voucher. 2. Was this sale redeemed before? 3. Is the voucher good here and now? 4.
    Take, from the voucher and then through its chain of budgets. Raises `VoucherNotAccepted` for every code
    that is not ours, `VoucherNotGoodHere`, `TillReferenceUnusable`, `TillReferenceTaken`, `SaleTakenBack`,
    `AmountCurrencyDiffers` where the till names a `currency` that is not the voucher's, and what
    `amount_to_take` raises.
    """
    ctx.require(Permission.REDEEM, unit_id)
    till_ref = till_ref.strip()
    if not 0 < len(till_ref) <= LONGEST_TILL_REF:
        raise TillReferenceUnusable(field="till_ref", most=LONGEST_TILL_REF)
    voucher = vouchers.lock_by_code(code)
    if voucher is None:
        raise VoucherNotAccepted(field="code")
    require_currency(currency, voucher.balance.currency, field="amount")
    earlier = vouchers.redemption_at(unit_id, till_ref)
    if earlier is not None:
        return _as_before(voucher, earlier, amount_minor)
    _require_good_at(voucher, unit_id)
    asked = None if amount_minor is None else Money(amount_minor, voucher.balance.currency)
    amount = amount_to_take(voucher.standing, asked, ctx.now)
    taken = vouchers.redeem(ctx, voucher, unit_id=unit_id, amount=amount, till_ref=till_ref)
    ledger.redeem(ctx, voucher.period_ids, amount, voucher_id=voucher.id, case_id=voucher.case_id)
    journal.record(
        ctx,
        f"voucher:{voucher.id}",
        "voucher.redeemed",
        {
            "redemption_id": taken.id,
            "amount_minor": amount.minor,
            "balance_minor": taken.balance_after.minor,
            "currency": amount.currency,
            "unit_id": unit_id,
            "till_ref": till_ref,
        },
    )
    return _answer(voucher, taken, repeated=False)


def _require_good_at(voucher: VoucherRecord, unit_id: int) -> None:
    """A voucher is good at its unit and everywhere below it."""
    if voucher.unit_id == unit_id or voucher.unit_id in units.unit(unit_id, field="unit_id").lineage:
        return
    raise VoucherNotGoodHere(field="code", place=units.unit(voucher.unit_id).name)


def _as_before(
    voucher: VoucherRecord, earlier: RedemptionRecord, amount_minor: int | None
) -> VoucherRedeemed:
    """The first answer again, when everything asked is what was asked then."""
    same_amount = amount_minor == earlier.amount.minor or (amount_minor is None and not earlier.balance_after)
    if earlier.voucher_id != voucher.id or not same_amount:
        raise TillReferenceTaken(field="till_ref")
    if earlier.rolled_back_at is not None:
        raise SaleTakenBack(field="till_ref", at=earlier.rolled_back_at)
    return _answer(voucher, earlier, repeated=True)


def _answer(voucher: VoucherRecord, redemption: RedemptionRecord, *, repeated: bool) -> VoucherRedeemed:
    return VoucherRedeemed(
        redemption_id=redemption.id,
        last_four=voucher.last_four,
        name=voucher.name,
        taken=redemption.amount,
        left=redemption.balance_after,
        redeemed_at=redemption.at,
        repeated=repeated,
    )
