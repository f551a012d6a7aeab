"""The sweep that notices repeat claims: whoever's cases have grown is looked at, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.signals import store as signals
from amends.core.roles import Permission
from amends.core.signals.rules import YEAR, notice
from amends.kernel import journal
from amends.kernel.context import Context
from amends.kernel.errand import errand, one_by_one
from amends.kernel.keys import current_key_id, derive

OVERLAP = 200
"""Ids are given out before rows are seen, so the last ones are looked at again; looking twice raises nothing twice."""


@dataclass(frozen=True, slots=True)
class SignalsRaised:
    """What was noticed, and how many customers were looked at."""

    signal_ids: tuple[int, ...]
    customers: int


@errand(Permission.SWEEP)
def raise_signals(ctx: Context, *, limit: int = 500) -> SignalsRaised:
    """Look at the claims of those customers who have new cases or new evidence, and raise what they show.

    1. See whose cases have grown since the last time. 2. For each, under their lock: the claims of a year, without
    their words. 3. Raise what is noticed, unless it stands already. 4. Remember how far we came.
    """
    case_id, evidence_id = signals.looked_through()
    touched = cases.touched_since(max(0, case_id - OVERLAP), max(0, evidence_id - OVERLAP), limit + OVERLAP)
    key = derive("words-print", current_key_id())

    def look_at(customer_id: int) -> tuple[int, ...]:
        customers.lock_customer(customer_id)
        claims = cases.claims_of(customer_id, ctx.now - YEAR, key)
        raised = []
        for noticed in notice(claims, signals.ended_of(customer_id), ctx.now):
            unit_id = cases.case_by_id(noticed.case_ids[-1]).unit_id
            signal_id = signals.raise_signal(ctx, customer_id, unit_id, noticed)
            if signal_id is not None:
                raised.append(signal_id)
                body = {"signal_id": signal_id, "kind": noticed.kind, "cases": noticed.case_ids}
                journal.record(ctx, f"customer:{customer_id}", "signal.raised", body)
        return tuple(raised)

    done = one_by_one(touched.customer_ids, look_at)
    if (touched.last_case_id, touched.last_evidence_id) != (case_id, evidence_id):
        with transaction.atomic():
            signals.look_on(touched.last_case_id, touched.last_evidence_id)
    return SignalsRaised(tuple(each for raised in done for each in raised), len(touched.customer_ids))
