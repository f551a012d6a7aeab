"""The API with all its routes in place."""

from __future__ import annotations

from amends.entrypoints.api import (
    back_tests,
    budgets,
    case,
    case_vouchers,
    cases,
    complaints,
    consistency,
    customers,
    endings,
    envelope,
    events,
    incidents,
    involved,
    offers,
    policies,
    policy_drafts,
    policy_merges,
    reviews,
    vouchers,
    waiting,
    words,
)
from amends.entrypoints.api.root import api, nowhere
from amends.entrypoints.api.route import ROUTER

NOUNS = (
    complaints,
    events,
    cases,
    case,
    involved,
    envelope,
    offers,
    waiting,
    words,
    reviews,
    endings,
    vouchers,
    case_vouchers,
    budgets,
    customers,
    consistency,
    incidents,
    back_tests,
    policies,
    policy_drafts,
    policy_merges,
)
"""In the order in which a complaint goes its way, and the document tells of it."""

api.add_router("", ROUTER)

__all__ = ["NOUNS", "api", "nowhere"]
