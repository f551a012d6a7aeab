"""What incidents are going to give: for how many people, worth what, and what it costs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Sum

from amends.apps.incidents.models import Incident, IncidentVerdict
from amends.core.money import Money


@dataclass(frozen=True, slots=True)
class Total:
    """For how many people something is decided, and what their gestures come to by face value."""

    people: int
    face: Money


def totals_of(rows: Collection[Incident]) -> dict[int, Total]:
    """By id of the incident; one for which nothing is decided comes to nothing."""
    sums = {
        row["incident_id"]: (row["everybody"], row["minor"])
        for row in IncidentVerdict.objects.filter(incident__in=rows, reason="")
        .values("incident_id")
        .annotate(everybody=Sum("people"), minor=Sum(F("people") * F("reserve_minor")))
    }
    found = {row.id: (*sums.get(row.id, (0, 0)), row.currency) for row in rows}
    return {key: Total(people, Money(minor, currency)) for key, (people, minor, currency) in found.items()}
