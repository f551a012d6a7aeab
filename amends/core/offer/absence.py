"""From which day to which day somebody is away, and when that begins and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from amends.core.clock.calendar import zone
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

LONGEST_DAYS = 366
"""Longer than that is no absence: somebody else should hold the role."""


class AbsenceInvalid(Refusal):
    """Days that do not run forward, are over already, or go on for more than a year."""

    code = "absence_invalid"
    kind = Kind.INVALID
    message = gettext_noop("The last day is not before the first one, not over yet, and within a year of it.")


def absence(first: date, last: date, zone_name: str, now: datetime) -> tuple[datetime, datetime]:
    """When an absence from `first` to `last`, both included, begins and ends (UTC), in local days of that zone.

    Raises `AbsenceInvalid` at *until_date*.
    """
    local = zone(zone_name)
    if last < first or last < now.astimezone(local).date() or (last - first).days > LONGEST_DAYS:
        raise AbsenceInvalid(field="until_date")
    starts_at = datetime.combine(first, time.min, local)
    ends_at = datetime.combine(last + timedelta(days=1), time.min, local)
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
