"""Vouchers whose time is over end, and what was left on them moves from liability to breakage."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.ledger import store as ledger
from amends.apps.vouchers import store as vouchers
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one


@dataclass(frozen=True, slots=True)
class VouchersExpired:
    """The vouchers this sweep ended."""

    voucher_ids: tuple[int, ...]


@errand(Permission.SWEEP)
def expire_vouchers(ctx: Context, *, limit: int = 200) -> VouchersExpired:
    """End up to `limit` vouchers whose time is over at `ctx.now`, each in a transaction of its own.

    1. List what is due, without locks. 2. For each one: claim it (skip it when a till holds it), end it,
    write what was left off through its chain of budgets. One at a time, because two chains in one transaction
    could wait for each other.
    """
    due = vouchers.running_out(ctx.now, limit)
    return VouchersExpired(one_by_one(due, lambda voucher_id: _expire(ctx, voucher_id)))


def _expire(ctx: Context, voucher_id: int) -> int | None:
    voucher = vouchers.expire(ctx, voucher_id)
    if voucher is None:
        return None
    ledger.expire(ctx, voucher.period_ids, voucher.balance, voucher_id=voucher.id, case_id=voucher.case_id)
    journal.record(
        ctx,
        f"case:{voucher.case_id}",
        "voucher.expired",
        {
            "voucher_id": voucher.id,
            "amount_minor": voucher.balance.minor,
            "currency": voucher.balance.currency,
        },
    )
    return voucher.id
