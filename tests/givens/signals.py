"""A signal about the customer of a case, as the sweep would have raised it just now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from amends.apps.cases.models import Case
from amends.apps.signals.models import Signal


def a_signal(case_ref: str, kind: str = "many_claims", **columns: object) -> Signal:
    """One that stands, with this case as its evidence."""
    case, now = Case.objects.get(ref=case_ref), datetime.now(UTC)
    given = {
        "customer_id": case.customer_id,
        "unit_id": case.unit_id,
        "kind": kind,
        "state": "raised",
        "case_ids": [case.id],
        "visits": 4,
        "days": 90,
        "raised_at": now,
        "expires_at": now + timedelta(days=30),
    }
    return Signal.objects.create(**{**given, **columns})
