"""A till takes a redemption back: the voucher has its value again, and so have the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.ledger import store as ledger
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.store import RedemptionUnknown
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.core.voucher.lifecycle import require_reopenable
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context


class ReasonMissing(Refusal):
    """Nobody said why."""

    code = "reason_missing"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words why it is taken back (at most %(most)s characters).")


LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class RedemptionRolledBack:
    """What went back to the voucher, and until when it can be used now."""

    redemption_id: int
    last_four: str
    name: str
    given_back: Money
    left: Money
    expires_at: datetime | None
    rolled_back_at: datetime


@command(Permission.REDEEM)
def roll_back_redemption(ctx: Context, *, redemption_id: int, reason: str) -> RedemptionRolledBack:
    """Give back what the redemption took, once; the voucher is then good for at least one more day.

    Takes the same locks in the same order as redeeming. Raises `RedemptionUnknown` (also for one at a unit
    where this actor does not redeem), `RedemptionRolledBackBefore`, `ReasonMissing`, and `VoucherExpired` or
    `VoucherVoid` where the voucher itself has ended: then it can be replaced.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonMissing(field="reason", most=LONGEST_REASON)
    known = vouchers.redemption(redemption_id)
    if not ctx.may(Permission.REDEEM, known.unit_id):
        raise RedemptionUnknown(field="redemption_id")
    voucher = vouchers.lock_voucher(known.voucher_id)
    redemption = vouchers.redemption(redemption_id)
    require_reopenable(voucher.standing)
    given = vouchers.roll_back(ctx, voucher, redemption, reason=reason)
    ledger.rollback(ctx, voucher.period_ids, given.amount, voucher_id=voucher.id, case_id=voucher.case_id)
    journal.record(
        ctx,
        f"voucher:{voucher.id}",
        "redemption.rolled_back",
        {
            "redemption_id": redemption.id,
            "rollback_id": given.id,
            "amount_minor": given.amount.minor,
            "balance_minor": given.balance_after.minor,
            "currency": given.amount.currency,
            "unit_id": given.unit_id,
        },
    )
    return RedemptionRolledBack(
        redemption_id=redemption.id,
        last_four=voucher.last_four,
        name=voucher.name,
        given_back=given.amount,
        left=given.balance_after,
        expires_at=given.expires_at,
        rolled_back_at=given.at,
    )
