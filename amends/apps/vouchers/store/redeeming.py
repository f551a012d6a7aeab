"""Takes value from vouchers and gives it back: the hot path of the tills, so its statements are written
out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection

from amends.apps.vouchers.store.records import RedemptionRecord, RollbackRecord, VoucherRecord
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.core.voucher.lifecycle import expiry_after_rollback
from amends.kernel.context import Context
from amends.kernel.statement import first_row


class TillReferenceTaken(Refusal):
    """The till's number of this sale was used for another voucher or amount."""

    code = "till_reference_taken"
    kind = Kind.CONFLICT
    message = gettext_noop("The till used this number for another sale. Nothing was taken now.")


class RedemptionUnknown(Refusal):
    """There is no such redemption, or not where this actor redeems."""

    code = "redemption_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such redemption here.")


class RedemptionRolledBackBefore(Refusal):
    """It was taken back already."""

    code = "redemption_rolled_back_before"
    kind = Kind.CONFLICT
    message = gettext_noop("This redemption was taken back before. The voucher has its value already.")


class VoucherMovedOn(Refusal):
    """Somebody else used it between the look and the taking; the lock makes this a last line, not a normal
    case."""

    code = "voucher_moved_on"
    kind = Kind.CONFLICT
    message = gettext_noop("It was used elsewhere a moment ago. Check it again.")


# The guard repeats what core decided on the locked row: the database has the last word on every cent.
GUARD = "state = 'issued' AND balance_minor >= %(amount)s AND (expires_at IS NULL OR expires_at > %(now)s)"
REDEEM = """
    WITH spent AS (
        UPDATE vouchers_voucher SET
            balance_minor = balance_minor - %(amount)s,
            state = CASE WHEN balance_minor = %(amount)s THEN 'redeemed' ELSE state END,
            ended_at = CASE WHEN balance_minor = %(amount)s THEN %(now)s::timestamptz END
        WHERE id = %(voucher_id)s AND {guard}
        RETURNING id, balance_minor, currency
    )
    INSERT INTO vouchers_redemption
        (voucher_id, kind, unit_id, amount_minor, currency, balance_after_minor, till_ref, reason, actor, at)
    SELECT id, 'redeem', %(unit_id)s, %(amount)s, currency, balance_minor, %(till_ref)s, '', %(actor)s,
    %(now)s FROM spent RETURNING id, balance_after_minor
"""
_GIVE_BACK = """
    WITH given_back AS (
        UPDATE vouchers_voucher SET
            balance_minor = balance_minor + %(amount)s,
            state = 'issued', ended_at = NULL, expires_at = %(expires_at)s::timestamptz
        WHERE id = %(voucher_id)s AND state IN ('issued', 'redeemed')
        RETURNING id, balance_minor, currency
    )
    INSERT INTO vouchers_redemption
        (voucher_id, kind, reverses_id, unit_id, amount_minor, currency, balance_after_minor, till_ref,
        reason,
         actor, at)
    SELECT id, 'rollback', %(reverses_id)s, %(unit_id)s, %(amount)s, currency, balance_minor, %(till_ref)s,
        %(reason)s, %(actor)s, %(now)s
    FROM given_back
    RETURNING id, balance_after_minor
"""
_READ = """
    SELECT r.id, r.voucher_id, r.unit_id, r.amount_minor, r.balance_after_minor, r.currency, r.till_ref, r.at,
    b.at FROM vouchers_redemption r LEFT JOIN vouchers_redemption b ON b.reverses_id = r.id AND b.kind =
    'rollback' WHERE r.kind = 'redeem' AND
"""


def redeem(
    ctx: Context, voucher: VoucherRecord, *, unit_id: int, amount: Money, till_ref: str, guard: str = GUARD
) -> RedemptionRecord:
    """Take `amount` from the locked `voucher` at `unit_id` for the sale `till_ref`.

    Raises `TillReferenceTaken` when the same reference was used at the same moment for another voucher.
    """
    assert connection.in_atomic_block
    values = {
        "voucher_id": voucher.id,
        "amount": amount.minor,
        "now": ctx.now,
        "unit_id": unit_id,
        "till_ref": till_ref,
        "actor": str(ctx.actor),
    }
    redemption_id, balance = _move(REDEEM.format(guard=guard), values)
    left = Money(balance, amount.currency)
    return RedemptionRecord(redemption_id, voucher.id, unit_id, amount, left, till_ref, ctx.now)


def roll_back(
    ctx: Context, voucher: VoucherRecord, redemption: RedemptionRecord, *, reason: str
) -> RollbackRecord:
    """Give what `redemption` took back to the locked `voucher`; read `redemption` under that lock."""
    assert connection.in_atomic_block
    if redemption.rolled_back_at is not None:
        raise RedemptionRolledBackBefore(field="redemption_id")
    expires_at = expiry_after_rollback(voucher.expires_at, ctx.now)
    values = {
        "voucher_id": voucher.id,
        "amount": redemption.amount.minor,
        "now": ctx.now,
        "expires_at": expires_at,
        "reverses_id": redemption.id,
        "unit_id": redemption.unit_id,
        "till_ref": redemption.till_ref,
        "reason": reason,
        "actor": str(ctx.actor),
    }
    rollback_id, balance = _move(_GIVE_BACK, values)
    return RollbackRecord(
        id=rollback_id,
        redemption_id=redemption.id,
        unit_id=redemption.unit_id,
        amount=redemption.amount,
        balance_after=Money(balance, redemption.amount.currency),
        expires_at=expires_at,
        at=ctx.now,
    )


def redemption_at(unit_id: int, till_ref: str) -> RedemptionRecord | None:
    """The redemption that this till reference stands for at this unit; read it under the voucher's lock."""
    return _read("r.unit_id = %s AND r.till_ref = %s", [unit_id, till_ref])


def redemption(redemption_id: int) -> RedemptionRecord:
    """The redemption with that id; raises `RedemptionUnknown`. Read it again under the voucher's lock to act
    on it."""
    found = _read("r.id = %s", [redemption_id])
    if found is None:
        raise RedemptionUnknown(field="redemption_id")
    return found


def _move(statement: str, values: Mapping[str, Any]) -> tuple[int, int]:
    try:
        row = first_row(statement, values)
    except IntegrityError as error:
        if "a_till_reference_spends_once" in str(error):
            raise TillReferenceTaken(field="till_ref") from error
        raise
    if row is None:
        raise VoucherMovedOn(field="code")
    return row[0], row[1]


def _read(condition: str, values: list[Any]) -> RedemptionRecord | None:
    row = first_row(_READ + condition, values)
    if row is None:
        return None
    redemption_id, voucher_id, unit_id, amount, left, currency, till_ref, at, rolled_back_at = row
    return RedemptionRecord(
        id=redemption_id,
        voucher_id=voucher_id,
        unit_id=unit_id,
        amount=Money(amount, currency),
        balance_after=Money(left, currency),
        till_ref=till_ref,
        at=at,
        rolled_back_at=rolled_back_at,
    )
