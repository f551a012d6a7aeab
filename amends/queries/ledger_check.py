"""Rebuilds every budget period from its transfers and every voucher from its redemptions, and names what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection

from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.vouchers.models import Voucher
from amends.core.ledger.transfer import Balance, Movement, TransferKind, fold
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import one_moment, query
from amends.queries.journal_check import Finding

_COLUMNS = tuple(column.name for column in fields(Balance))
_BATCH = 2_000

_MOVEMENTS = """
    SELECT t.kind, t.amount_minor, t.period_ids, coalesce(r.amount_minor, 0)
    FROM ledger_transfer t LEFT JOIN ledger_transfer r ON r.id = t.reserves_id ORDER BY t.id
"""
_UNKNOWN_PERIODS = """
    SELECT t.id, period_id FROM ledger_transfer t CROSS JOIN LATERAL unnest(t.period_ids) AS period_id
    WHERE NOT EXISTS (SELECT 1 FROM ledger_budgetperiod p WHERE p.id = period_id AND p.currency = t.currency)
"""
# What the till's own rows, and what the transfers, say was taken from each voucher; a voucher that has run out keeps
# in its balance what was written off.
_VOUCHERS = """
    WITH taken AS (
        SELECT voucher_id, sum(CASE kind WHEN 'redeem' THEN amount_minor ELSE -amount_minor END) AS amount
        FROM vouchers_redemption GROUP BY voucher_id
    ), moved AS (
        SELECT voucher_id,
               sum(CASE kind WHEN 'redeem' THEN amount_minor WHEN 'rollback' THEN -amount_minor ELSE 0 END) AS amount,
               sum(CASE kind WHEN 'expire' THEN amount_minor ELSE 0 END) AS expired
        FROM ledger_transfer WHERE voucher_id IS NOT NULL GROUP BY voucher_id
    )
    SELECT v.id, v.state, v.face_minor, v.balance_minor, coalesce(t.amount, 0)::bigint,
           coalesce(m.amount, 0)::bigint, coalesce(m.expired, 0)::bigint
    FROM vouchers_voucher v LEFT JOIN taken t ON t.voucher_id = v.id LEFT JOIN moved m ON m.voucher_id = v.id
    WHERE v.balance_minor <> v.face_minor - coalesce(t.amount, 0)
       OR coalesce(t.amount, 0) <> coalesce(m.amount, 0)
       OR coalesce(m.expired, 0) <> CASE WHEN v.state = 'expired' THEN v.balance_minor ELSE 0 END
       OR (v.state = 'redeemed' AND v.balance_minor <> 0)
    ORDER BY v.id
"""
# Both ways: a redemption that the journal does not tell of in these words, and an entry whose redemption is gone.
_UNTOLD = """
    WITH told AS (
        SELECT substr(stream, 9)::bigint AS voucher_id, seq,
               (body::jsonb ->> CASE event WHEN 'voucher.redeemed' THEN 'redemption_id' ELSE 'rollback_id' END)::bigint
                   AS redemption_id,
               (body::jsonb ->> 'amount_minor')::bigint AS amount,
               CASE event WHEN 'voucher.redeemed' THEN 'redeem' ELSE 'rollback' END AS kind
        FROM kernel_journalentry
        WHERE stream LIKE 'voucher:%' AND event IN ('voucher.redeemed', 'redemption.rolled_back')
    )
    SELECT r.id, r.voucher_id, told.redemption_id, told.voucher_id
    FROM vouchers_redemption r FULL JOIN told ON told.redemption_id = r.id
     AND told.voucher_id = r.voucher_id AND told.amount = r.amount_minor AND told.kind = r.kind
    WHERE r.id IS NULL OR told.redemption_id IS NULL
    ORDER BY r.id, told.redemption_id
"""


@dataclass(frozen=True, slots=True)
class LedgerChecked:
    """How many budget periods, transfers and vouchers were compared, and where they differ."""

    periods: int
    transfers: int
    vouchers: int
    findings: tuple[Finding, ...]


@query(Permission.READ_JOURNAL)
def ledger_check(ctx: Context) -> LedgerChecked:
    """Compare the columns of every budget period with the fold of its transfers, every voucher's balance with its
    redemptions and transfers, and every redemption with the journal; names each column, voucher and redemption that
    differs."""
    return _checked()


@query(Permission.SEE_LEDGER)
def ledger_audit(ctx: Context) -> LedgerChecked:
    """The same for those who answer for the money and read no journal."""
    return _checked()


def _checked() -> LedgerChecked:
    with one_moment():
        findings = (*_periods(), *_lost_transfers(), *_vouchers(), *_redemptions())
        return LedgerChecked(
            periods=BudgetPeriod.objects.count(),
            transfers=Transfer.objects.count(),
            vouchers=Voucher.objects.count(),
            findings=findings,
        )


def _periods() -> Iterator[Finding]:
    rebuilt = fold(
        Movement(TransferKind(kind), amount, tuple(period_ids), reserved)
        for kind, amount, period_ids, reserved in _rows(_MOVEMENTS)
    )
    for period in BudgetPeriod.objects.order_by("id").iterator(_BATCH):
        where = f"budget:{period.budget_id} from {period.starts_at:%Y-%m-%d}"
        expected = rebuilt.get(period.id, Balance())
        for column in _COLUMNS:
            value, wanted = getattr(period, f"{column}_minor"), getattr(expected, column)
            if value != wanted:
                yield Finding(where, f"{column} is {value}, but its transfers come to {wanted}")
        if not expected.is_sound(period.cap_minor):
            problem = f"its transfers commit {expected.committed} of a cap of {period.cap_minor}, or less than nothing"
            yield Finding(where, problem)


def _lost_transfers() -> Iterator[Finding]:
    for transfer_id, period_id in _rows(_UNKNOWN_PERIODS):
        problem = f"it moves period {period_id}, which is gone or in another currency"
        yield Finding(f"transfer:{transfer_id}", problem)


def _vouchers() -> Iterator[Finding]:
    for voucher_id, state, face, balance, taken, moved, expired in _rows(_VOUCHERS):
        where = f"voucher:{voucher_id}"
        if balance != face - taken:
            yield Finding(where, f"{balance} is left of {face}, but its redemptions come to {taken}")
        if taken != moved:
            yield Finding(where, f"its redemptions come to {taken}, but the transfers to {moved}")
        written_off = balance if state == "expired" else 0
        if expired != written_off:
            yield Finding(where, f"it is {state} with {balance} left, but {expired} was written off")
        if state == "redeemed" and balance:
            yield Finding(where, f"it says that it is used up, but {balance} is left")


def _redemptions() -> Iterator[Finding]:
    for redemption_id, voucher_id, told_id, told_voucher_id in _rows(_UNTOLD):
        if told_id is None:
            problem = f"the journal does not tell of redemption {redemption_id} as it stands"
            yield Finding(f"voucher:{voucher_id}", problem)
        else:
            problem = f"the journal tells of redemption {told_id}, but no such row stands"
            yield Finding(f"voucher:{told_voucher_id}", problem)


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
