"""The chain of budget periods that a giving is charged to; periods begin with the first giving in them."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from amends.apps.ledger.models import Budget, BudgetPeriod
from amends.core.ledger.budget import PeriodRecord


def chain_begun(unit_id: int, at: datetime) -> tuple[PeriodRecord, ...] | None:
    """The nested budgets of a giving at `unit_id` by nobody in person, deepest first; None where a period of them has
    yet to begin (`chain_for` begins it). A reading, like that of `chain_for`.
    """
    chain = Budget.chain(unit_id=unit_id, user_id=None, at=at)
    return None if any(record.period_id is None for record in chain) else chain


def chain_for(unit_id: int, user_id: int | None, at: datetime) -> tuple[PeriodRecord, ...]:
    """The nested budgets of a giving at `unit_id` by `user_id`, deepest first; empty where no budget is open.

    Periods that have not begun yet are made, so every record has a `period_id`. Nothing is locked: what is
    left is a reading, and `reserve` alone decides.
    """
    assert connection.in_atomic_block, "periods begin in the transaction that charges them"
    chain = Budget.chain(unit_id=unit_id, user_id=user_id, at=at)
    missing = [record for record in chain if record.period_id is None]
    if not missing:
        return chain
    BudgetPeriod.objects.bulk_create(
        [
            BudgetPeriod(
                budget_id=record.budget_id,
                starts_at=record.period.starts_at,
                ends_at=record.period.ends_at,
                currency=record.currency,
                depth=record.depth,
                cap_minor=record.cap_minor,
            )
            for record in missing
        ],
        ignore_conflicts=True,  # somebody else began the same period at the same moment
    )
    return Budget.chain(unit_id=unit_id, user_id=user_id, at=at)
