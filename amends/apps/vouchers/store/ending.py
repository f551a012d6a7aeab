"""Ends vouchers: by time, or because another one takes their place."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from amends.apps.vouchers.models import Voucher
from amends.apps.vouchers.store.records import VoucherRecord, voucher_record
from amends.core.voucher.lifecycle import refusal_at
from amends.kernel.context import Context


def running_out(now: datetime, limit: int) -> tuple[int, ...]:
    """The ids of vouchers whose time is over at `now`, the oldest first; nothing is locked yet."""
    return tuple(Voucher.objects.running_out(now).values_list("id", flat=True)[:limit])


def expire(ctx: Context, voucher_id: int) -> VoucherRecord | None:
    """End a voucher whose time is over; what was left on it stays in `balance` for the books.

    None when it is not to be ended (used up or replaced meanwhile, given more time by a rollback) or when
    somebody else holds it at this moment: the next sweep looks again.
    """
    assert connection.in_atomic_block
    due = Voucher.objects.running_out(ctx.now).filter(id=voucher_id)
    row = due.select_for_update(skip_locked=True, no_key=True).first()
    if row is None:
        return None
    row.state, row.ended_at = Voucher.State.EXPIRED, ctx.now
    row.save(update_fields=["state", "ended_at"])
    return voucher_record(row)


def void(ctx: Context, voucher: VoucherRecord, *, reason: str) -> None:
    """End the locked `voucher` because another one takes its place; raises why not where it has ended
    already.
    """
    assert connection.in_atomic_block
    refusal = refusal_at(voucher.standing, ctx.now)
    if refusal is not None:
        raise refusal
    Voucher.objects.filter(id=voucher.id).update(
        state=Voucher.State.VOID, ended_at=ctx.now, end_reason=reason
    )
