"""Reads the columns of budgets in tests."""

from __future__ import annotations

from givens.giving import Desk

from amends.apps.ledger.models import BudgetPeriod


def columns(desk: Desk) -> set[tuple[int, ...]]:
    """(reserved, issued, redeemed, expired, released) of every level: alike while one chain alone is charged."""
    rows = BudgetPeriod.objects.filter(budget_id__in=desk.budget_ids.values())
    return set(
        rows.values_list(
            "reserved_minor", "issued_minor", "redeemed_minor", "expired_minor", "released_minor"
        )
    )
