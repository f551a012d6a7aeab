"""The only writer of group attributes and consistency reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q

from amends.apps.fairness.models import ConsistencyReport, GroupAttribute
from amends.kernel.context import Context

LEASE_MINUTES = 15
"""A report that was taken so long ago and is not there was lost with its worker."""

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """One report to be computed."""

    id: int
    unit_id: int
    since_date: date
    until_date: date


def keep_attributes(ctx: Context, values: Mapping[tuple[int, str], str]) -> int:
    """Keep attributes by (customer, name); an empty one is taken away. How many are kept."""
    assert connection.in_atomic_block
    rows = [
        GroupAttribute(
            customer_id=customer_id, name=name, value=value, imported_by=str(ctx.actor), imported_at=ctx.now
        )
        for (customer_id, name), value in sorted(values.items())
        if value
    ]
    GroupAttribute.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["customer", "name"],
        update_fields=["value", "imported_by", "imported_at"],
    )
    by_name: dict[str, list[int]] = {}
    for (customer_id, name), value in values.items():
        if not value:
            by_name.setdefault(name, []).append(customer_id)
    for name, customer_ids in by_name.items():
        GroupAttribute.objects.filter(name=name, customer_id__in=customer_ids).delete()
    return len(rows)


def ask_report(ctx: Context, *, unit_id: int, since_date: date, until_date: date) -> int:
    """The report of that unit and span, to be computed (again); its id."""
    assert connection.in_atomic_block
    row, _ = ConsistencyReport.objects.update_or_create(
        unit_id=unit_id,
        since_date=since_date,
        until_date=until_date,
        defaults={"asked_by": str(ctx.actor), "asked_at": ctx.now, "taken_at": None},
    )
    return row.id


def take_report(now: datetime) -> ReportAsked | None:
    """The report that was asked for first and that nobody computes; it is the caller's from now on."""
    assert connection.in_atomic_block
    waits = Q(computed_at=None) | Q(computed_at__lt=F("asked_at"))
    free = Q(taken_at=None) | Q(taken_at__lt=now - timedelta(minutes=LEASE_MINUTES))
    waiting = ConsistencyReport.objects.filter(waits & free).order_by("asked_at", "id")
    row = waiting.select_for_update(skip_locked=True, no_key=True).first()
    if row is None:
        return None
    row.taken_at = now
    row.save(update_fields=["taken_at"])
    return ReportAsked(row.id, row.unit_id, row.since_date, row.until_date)


def keep_figures(report_id: int, figures: Mapping[str, Any], now: datetime) -> None:
    """The figures of a report, computed at `now`."""
    assert connection.in_atomic_block
    ConsistencyReport.objects.filter(id=report_id).update(
        figures=dict(figures), computed_at=now, taken_at=None
    )
