"""What becomes of issued money: redeemed, given back, run out; and what is owed, which no budget refuses."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from amends.core.ledger.transfer import Balance, TransferKind, effect
from amends.core.money import Money
from amends.kernel.context import Context
from amends.kernel.statement import first_row

# Same locks in the same order as a reservation. An empty chain is what is owed: a transfer and no budget.
MOVE = """
    WITH held AS MATERIALIZED (
        SELECT id FROM ledger_budgetperiod WHERE id = ANY(%(period_ids)s::bigint[])
        ORDER BY depth DESC, id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE ledger_budgetperiod p
        SET redeemed_minor = p.redeemed_minor + %(redeemed)s, expired_minor = p.expired_minor + %(expired)s
        FROM held
        WHERE p.id = held.id AND p.currency = %(currency)s AND p.redeemed_minor + %(redeemed)s >= 0
          AND p.redeemed_minor + p.expired_minor + %(redeemed)s + %(expired)s <= p.issued_minor
        RETURNING p.id
    )
    INSERT INTO ledger_transfer
        (kind, amount_minor, currency, period_ids, case_id, offer_id, voucher_id, is_owed, actor, at)
    SELECT %(kind)s, %(amount)s, %(currency)s, %(period_ids)s::bigint[], %(case_id)s, %(offer_id)s, %(voucher_id)s,
           cardinality(%(period_ids)s::bigint[]) = 0, %(actor)s, %(now)s
    WHERE (SELECT count(*) FROM moved) = cardinality(%(period_ids)s::bigint[])
    RETURNING id
"""


class LedgerOutOfStep(RuntimeError):
    """A voucher had a balance that its budgets do not know of: a defect, stopped before it is written."""


def redeem(ctx: Context, period_ids: Sequence[int], amount: Money, voucher_id: int, case_id: int) -> int:
    """Part of the liability becomes cost, in the periods it was charged to; the transfer's id."""
    return _move(ctx, TransferKind.REDEEM, period_ids, amount, voucher_id=voucher_id, case_id=case_id)


def spend(ctx: Context, period_ids: Sequence[int], amount: Money, *, case_id: int, offer_id: int) -> int:
    """Liability becomes cost where nothing is redeemed at a till: work that was promised, a payment that was
    made.
    """
    return _move(ctx, TransferKind.REDEEM, period_ids, amount, case_id=case_id, offer_id=offer_id)


def rollback(ctx: Context, period_ids: Sequence[int], amount: Money, voucher_id: int, case_id: int) -> int:
    """A redemption is reversed: cost becomes liability again; the transfer's id."""
    return _move(ctx, TransferKind.ROLLBACK, period_ids, amount, voucher_id=voucher_id, case_id=case_id)


def expire(ctx: Context, period_ids: Sequence[int], amount: Money, voucher_id: int, case_id: int) -> int:
    """Liability that ran out becomes breakage, never budget again; the transfer's id."""
    return _move(ctx, TransferKind.EXPIRE, period_ids, amount, voucher_id=voucher_id, case_id=case_id)


def record_owed(ctx: Context, amount: Money, *, case_id: int, offer_id: int) -> int:
    """An entitlement passes through the ledger: seen, summed, charged to no budget; the transfer's id."""
    return _move(ctx, TransferKind.POST, (), amount, case_id=case_id, offer_id=offer_id)


def _move(
    ctx: Context,
    kind: TransferKind,
    period_ids: Sequence[int],
    amount: Money,
    *,
    case_id: int,
    offer_id: int | None = None,
    voucher_id: int | None = None,
) -> int:
    assert connection.in_atomic_block, "money moves in a command's transaction"
    change = effect(kind, amount.minor) if period_ids else Balance()
    row = first_row(
        MOVE,
        {
            "kind": kind.value,
            "amount": amount.minor,
            "currency": amount.currency,
            "period_ids": list(period_ids),
            "redeemed": change.redeemed,
            "expired": change.expired,
            "case_id": case_id,
            "offer_id": offer_id,
            "voucher_id": voucher_id,
            "actor": str(ctx.actor),
            "now": ctx.now,
        },
    )
    if row is None:
        raise LedgerOutOfStep(
            f"{kind.value} of {amount} for voucher {voucher_id} in periods {list(period_ids)}"
        )
    return int(row[0])
