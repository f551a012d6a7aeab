"""Reservations: money held in every nested budget at once, then posted or let go. Each is one statement.

Periods are locked deepest first and the root last, because the root is what everybody waits for and is thus
held shortest; every movement takes them in that order, so two of them never wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.statement import first_row


class BudgetExhausted(Refusal):
    """One level of the chain has less left than the giving needs."""

    code = "budget_exhausted"
    kind = Kind.EXHAUSTED
    message = gettext_noop(
        "%(name)s does not have that much left in this period. Offer less, or ask for a yes from above."
    )


class ReservationEnded(Refusal):
    """The held money was posted or let go before."""

    code = "reservation_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("This offer was answered or ended a moment ago. Nothing was given twice.")


# How money is held, for one offer or for many at once. The ordered selection takes the locks; the guarded UPDATE then
# sees the newest row of each period, whatever the statement's snapshot said. The transfers are written only when every
# level moved.
_HOLD = """
    WITH held AS MATERIALIZED (
        SELECT id FROM ledger_budgetperiod WHERE id = ANY(%(period_ids)s::bigint[])
        ORDER BY depth DESC, id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE ledger_budgetperiod p SET reserved_minor = p.reserved_minor + %({total})s
        FROM held
        WHERE p.id = held.id AND p.currency = %(currency)s
          AND p.reserved_minor + p.issued_minor + %({total})s <= p.cap_minor
        RETURNING p.id
    ), written AS (
        INSERT INTO ledger_transfer
            (kind, amount_minor, currency, period_ids, case_id, offer_id, is_owed, actor, at)
        SELECT 'reserve', {amount}, %(currency)s, %(period_ids)s::bigint[], {case_id}, {offer_id}, false,
               %(actor)s, %(now)s
        {each}
        WHERE (SELECT count(*) FROM moved) = cardinality(%(period_ids)s::bigint[])
        RETURNING id
    )
    SELECT (SELECT {told} FROM written), (SELECT array_agg(id) FROM moved)
"""
RESERVE = _HOLD.format(
    total="amount",
    amount="%(amount)s",
    case_id="%(case_id)s",
    offer_id="%(offer_id)s",
    each="",
    told="id",
)
RESERVE_MANY = _HOLD.format(
    total="total",
    amount="held",
    case_id="held_in",
    offer_id="held_for",
    each="""FROM unnest(%(case_ids)s::bigint[], %(offer_ids)s::bigint[], %(amounts)s::bigint[])
            AS h (held_in, held_for, held)""",
    told="count(*)",
)

# Posting less than was held releases the rest; a void releases everything. The unique index lets one end
# through.
END = """
    WITH held_money AS MATERIALIZED (
        SELECT * FROM ledger_transfer
        WHERE id = %(reservation_id)s AND kind = 'reserve' AND amount_minor >= %(amount)s
    ), held AS MATERIALIZED (
        SELECT p.id FROM ledger_budgetperiod p, held_money r WHERE p.id = ANY(r.period_ids)
        ORDER BY p.depth DESC, p.id FOR NO KEY UPDATE OF p
    ), written AS (
        INSERT INTO ledger_transfer
            (kind, amount_minor, currency, period_ids, reserves_id, case_id, offer_id, is_owed, actor, at)
        SELECT %(kind)s::varchar, CASE WHEN %(kind)s::varchar = 'void' THEN r.amount_minor ELSE %(amount)s END,
               r.currency, r.period_ids, r.id, r.case_id, r.offer_id, false, %(actor)s, %(now)s
        FROM held_money r
        WHERE (SELECT count(*) FROM held) = cardinality(r.period_ids)
        ON CONFLICT DO NOTHING
        RETURNING id
    ), moved AS (
        UPDATE ledger_budgetperiod p
        SET reserved_minor = p.reserved_minor - r.amount_minor, issued_minor = p.issued_minor + %(amount)s,
            released_minor = p.released_minor + r.amount_minor - %(amount)s
        FROM held, held_money r, written
        WHERE p.id = held.id
        RETURNING p.id
    )
    SELECT (SELECT id FROM written), (SELECT count(*) FROM moved), (SELECT period_ids FROM held_money)
"""


@dataclass(frozen=True, slots=True)
class ReservationRecord:
    """Money held for one offer."""

    id: int
    amount: Money
    period_ids: tuple[int, ...]


def reserve(
    ctx: Context,
    chain: Sequence[PeriodRecord],
    amount: Money,
    *,
    case_id: int,
    offer_id: int,
    statement: str = RESERVE,
) -> int:
    """Hold `amount` in every period of `chain` (see `chain_for`) or in none; the reservation's id.

    Raises `BudgetExhausted` naming the deepest level that has too little left; the caller's transaction must
    then end, because levels below it have moved. `statement` is for the tests that take the guard away and
    must see it.
    """
    assert connection.in_atomic_block, "money moves in a command's transaction"
    assert chain, "money is held in at least one budget"
    row = first_row(
        statement,
        {
            "period_ids": [record.period_id for record in chain],
            "amount": amount.minor,
            "currency": amount.currency,
            "case_id": case_id,
            "offer_id": offer_id,
            "actor": str(ctx.actor),
            "now": ctx.now,
        },
    )
    assert row is not None, "a statement of the ledger always answers"
    transfer_id, moved = row
    if transfer_id is None:
        short = next(record for record in chain if record.period_id not in (moved or ()))
        raise BudgetExhausted(name=short.name, level=short.level, budget_id=short.budget_id)
    return int(transfer_id)


def reservation_of(offer_id: int) -> ReservationRecord | None:
    """The money held for an offer, whether or not it was posted or let go since; None where it needed none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, amount_minor, currency, period_ids FROM ledger_transfer"
            " WHERE offer_id = %s AND kind = 'reserve'",
            [offer_id],
        )
        row = cursor.fetchone()
    return None if row is None else ReservationRecord(row[0], Money(row[1], row[2]), tuple(row[3]))


def post(ctx: Context, reservation_id: int, amount: Money, *, statement: str = END) -> int:
    """Turn held money into a liability of `amount` (at most what was held; the rest is released); the
    transfer's id.

    Raises `ReservationEnded` when it was posted or let go before. `statement`: as in `reserve`.
    """
    return _end(ctx, reservation_id, "post", amount.minor, statement)


def void(ctx: Context, reservation_id: int) -> int:
    """Let all held money go; the transfer's id. Raises `ReservationEnded`."""
    return _end(ctx, reservation_id, "void", 0, END)


def _end(ctx: Context, reservation_id: int, kind: str, amount_minor: int, statement: str) -> int:
    assert connection.in_atomic_block, "money moves in a command's transaction"
    row = first_row(
        statement,
        {
            "reservation_id": reservation_id,
            "kind": kind,
            "amount": amount_minor,
            "actor": str(ctx.actor),
            "now": ctx.now,
        },
    )
    assert row is not None, "a statement of the ledger always answers"
    transfer_id, moved, period_ids = row
    assert period_ids is not None, "no reservation, or more than it holds: a defect of the caller"
    if transfer_id is None:
        raise ReservationEnded
    assert moved == len(period_ids), "a level of the chain is gone: budgets are never removed"
    return int(transfer_id)
