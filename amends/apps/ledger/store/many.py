"""Many reservations at once: held, posted or let go in one guarded statement over the chain that they share.

Each person keeps a reservation of their own, so that whatever comes later (a choice, a decline, an expiry, a second
attempt to give) meets the same rules as for one gesture alone: a reservation ends once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from amends.apps.ledger.store.reservations import RESERVE_MANY, ReservationEnded
from amends.core.ledger.budget import PeriodRecord
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.bulk import run
from amends.kernel.context import Context


class BudgetTooSmall(Refusal):
    """One level of the chain has less left than all of it together needs."""

    code = "budget_too_small"
    kind = Kind.EXHAUSTED
    message = gettext_noop(
        "%(name)s lacks %(missing)s for everybody: %(left)s of the %(needed)s is left in this period. "
        "Nothing is held. Raise its cap, or give less."
    )


@dataclass(frozen=True, slots=True)
class Holding:
    """Money for one offer that will be made."""

    case_id: int
    offer_id: int
    amount_minor: int


# All of what is held becomes a liability (`post`) or is free again (`void`). A reservation that was ended before is
# left out by the unique index, and then the counts differ.
END_MANY = """
    WITH held_money AS MATERIALIZED (
        SELECT * FROM ledger_transfer WHERE kind = 'reserve' AND offer_id = ANY(%(offer_ids)s::bigint[])
    ), written AS (
        INSERT INTO ledger_transfer
            (kind, amount_minor, currency, period_ids, reserves_id, case_id, offer_id, is_owed, actor, at)
        SELECT %(kind)s::varchar, r.amount_minor, r.currency, r.period_ids, r.id, r.case_id, r.offer_id, false,
               %(actor)s, %(now)s
        FROM held_money r
        ON CONFLICT DO NOTHING
        RETURNING amount_minor, period_ids
    ), sums AS (
        SELECT period_id, sum(amount_minor)::bigint AS amount
        FROM written CROSS JOIN LATERAL unnest(period_ids) AS period_id GROUP BY period_id
    ), held AS MATERIALIZED (
        SELECT p.id FROM ledger_budgetperiod p WHERE p.id IN (SELECT period_id FROM sums)
        ORDER BY p.depth DESC, p.id FOR NO KEY UPDATE OF p
    ), moved AS (
        UPDATE ledger_budgetperiod p
        SET reserved_minor = p.reserved_minor - s.amount,
            issued_minor = p.issued_minor + CASE WHEN %(kind)s::varchar = 'post' THEN s.amount ELSE 0 END,
            released_minor = p.released_minor + CASE WHEN %(kind)s::varchar = 'void' THEN s.amount ELSE 0 END
        FROM held JOIN sums s ON s.period_id = held.id
        WHERE p.id = held.id
        RETURNING p.id
    )
    SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM sums), (SELECT count(*) FROM moved)
"""


def lock_periods(period_ids: Iterable[int]) -> None:
    """Lock these periods in the one order of all movements, where several chains move in one transaction."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    run(
        "SELECT 1 FROM ledger_budgetperiod WHERE id = ANY(%(ids)s::bigint[])"
        " ORDER BY depth DESC, id FOR NO KEY UPDATE",
        {"ids": list(period_ids)},
    )


def reserve_many(
    ctx: Context,
    chain: Sequence[PeriodRecord],
    holdings: Sequence[Holding],
    *,
    statement: str = RESERVE_MANY,
) -> None:
    """Hold the money for all of them in every period of `chain`, or for none of them in any.

    Raises `BudgetTooSmall` naming the deepest level that has too little left; the caller's transaction must then end.
    `statement` is for the tests that take the guard away and must see it.
    """
    assert connection.in_atomic_block, "money moves in a command's transaction"
    assert chain, "money is held in at least one budget"
    total = sum(holding.amount_minor for holding in holdings)
    rows = run(
        statement,
        {
            "period_ids": [record.period_id for record in chain],
            "total": total,
            "currency": chain[0].currency,
            "case_ids": [holding.case_id for holding in holdings],
            "offer_ids": [holding.offer_id for holding in holdings],
            "amounts": [holding.amount_minor for holding in holdings],
            "actor": str(ctx.actor),
            "now": ctx.now,
        },
    )
    written, moved = rows[0]
    if written == len(holdings):
        return
    short = next(record for record in chain if record.period_id not in (moved or ()))
    left = max(0, short.left.minor)
    raise BudgetTooSmall(
        name=short.name,
        needed=Money(total, short.currency),
        left=Money(left, short.currency),
        missing=Money(total - left, short.currency),
    )


def post_many(ctx: Context, offer_ids: Sequence[int]) -> None:
    """Turn what is held for each of these offers into a liability; raises `ReservationEnded` for all of them when one
    was ended before."""
    _end_many(ctx, "post", offer_ids)


def void_many(ctx: Context, offer_ids: Sequence[int]) -> None:
    """Let go what is held for each of these offers; raises `ReservationEnded` as `post_many` does."""
    _end_many(ctx, "void", offer_ids)


def _end_many(ctx: Context, kind: str, offer_ids: Sequence[int]) -> None:
    assert connection.in_atomic_block, "money moves in a command's transaction"
    if not offer_ids:
        return
    values = {"kind": kind, "offer_ids": list(offer_ids), "actor": str(ctx.actor), "now": ctx.now}
    written, periods, moved = run(END_MANY, values)[0]
    if written != len(offer_ids):
        raise ReservationEnded
    assert moved == periods, "a level of the chain is gone: budgets are never removed"


# What is owed passes through the ledger and is charged to no budget; work that is promised is cost at once.
OWED_MANY = """
    INSERT INTO ledger_transfer (kind, amount_minor, currency, period_ids, case_id, offer_id, is_owed, actor, at)
    SELECT 'post', h.amount, h.currency, '{}'::bigint[], h.case_id, h.offer_id, true, %(actor)s, %(now)s
    FROM unnest(%(case_ids)s::bigint[], %(offer_ids)s::bigint[], %(amounts)s::bigint[], %(currencies)s::text[])
        AS h (case_id, offer_id, amount, currency)
"""


def record_owed_many(ctx: Context, owed: Sequence[tuple[int, int, Money]]) -> None:
    """Entitlements of many pass through the ledger: (case, offer, amount) each; charged to no budget."""
    assert connection.in_atomic_block, "money moves in a command's transaction"
    if owed:
        run(
            OWED_MANY,
            {
                "case_ids": [case_id for case_id, _, _ in owed],
                "offer_ids": [offer_id for _, offer_id, _ in owed],
                "amounts": [amount.minor for _, _, amount in owed],
                "currencies": [amount.currency for _, _, amount in owed],
                "actor": str(ctx.actor),
                "now": ctx.now,
            },
        )


SPEND_MANY = """
    WITH spent AS (
        SELECT * FROM unnest(%(case_ids)s::bigint[], %(offer_ids)s::bigint[], %(amounts)s::bigint[])
            AS h (case_id, offer_id, amount)
    ), held AS MATERIALIZED (
        SELECT id FROM ledger_budgetperiod WHERE id = ANY(%(period_ids)s::bigint[])
        ORDER BY depth DESC, id FOR NO KEY UPDATE
    ), moved AS (
        UPDATE ledger_budgetperiod p SET redeemed_minor = p.redeemed_minor + (SELECT sum(amount) FROM spent)
        FROM held WHERE p.id = held.id
    )
    INSERT INTO ledger_transfer (kind, amount_minor, currency, period_ids, case_id, offer_id, is_owed, actor, at)
    SELECT 'redeem', amount, %(currency)s, %(period_ids)s::bigint[], case_id, offer_id, false, %(actor)s, %(now)s
    FROM spent
"""


def spend_many(ctx: Context, period_ids: Sequence[int], spent: Sequence[tuple[int, int, Money]]) -> None:
    """Liability becomes cost where nothing is redeemed at a till: (case, offer, amount) each, after their post."""
    assert connection.in_atomic_block, "money moves in a command's transaction"
    if spent:
        run(
            SPEND_MANY,
            {
                "period_ids": list(period_ids),
                "currency": spent[0][2].currency,
                "case_ids": [case_id for case_id, _, _ in spent],
                "offer_ids": [offer_id for _, offer_id, _ in spent],
                "amounts": [amount.minor for _, _, amount in spent],
                "actor": str(ctx.actor),
                "now": ctx.now,
            },
        )
