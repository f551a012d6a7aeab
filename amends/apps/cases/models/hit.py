"""Whom cases say that an incident hit: one reading for the count that is shown and for the people that are added."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from amends.apps.cases.models.cases import Case
from amends.apps.cases.models.evidence import Evidence
from amends.core.incident.sought import FactTests, Sought


def hit_by(sought: Sought, tests: FactTests, unit_ids: Collection[int]) -> dict[int, dict[str, object]]:
    """The customers with a case at one of these units that fits, and the facts asked for of their newest such case.

    Sensitive cases, those merged into others and erased customers are left out.
    """
    rows = _narrowed(sought, unit_ids).order_by("-received_at", "-id").values_list("id", "customer_id")
    if not tests.each:
        return {customer_id: {} for _, customer_id in rows}
    recorded: dict[int, dict[str, object]] = {}
    newest = (
        Evidence.objects.filter(case__in=_narrowed(sought, unit_ids), name__in=tests.names)
        .order_by("case_id", "name", "-id")
        .distinct("case_id", "name")
    )
    for case_id, name, value in newest.values_list("case_id", "name", "value"):
        recorded.setdefault(case_id, {})[name] = value
    found: dict[int, dict[str, object]] = {}
    for case_id, customer_id in rows:
        known = recorded.get(case_id, {})
        if customer_id not in found and tests.pass_on(known):
            found[customer_id] = tests.told(known)
    return found


def _narrowed(sought: Sought, unit_ids: Collection[int]) -> QuerySet[Case]:
    """The cases that fit in everything but their facts."""
    narrowing: dict[str, Any] = {
        "received_at__gte": sought.opened_from,
        "received_at__lte": sought.opened_until,
        "place__short_code": sought.place_code.strip().upper() or None,
        "failure_type__code": sought.failure_code.strip() or None,
        "customer__loyalty_tier__in": list(sought.loyalty_tiers) or None,
        "failed_at__gte": sought.failed_from,
        "failed_at__lte": sought.failed_until,
    }
    rows = Case.objects.alias(failed_at=Coalesce("occurred_at", "received_at")).filter(
        unit_id__in=list(unit_ids), is_restricted=False, merged_into=None, customer__erased_at=None
    )
    return rows.filter(**{name: value for name, value in narrowing.items() if value is not None})
