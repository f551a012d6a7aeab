"""A day and a time typed into a form, read in the zone of the place where it happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

from amends.core.case.hearing import EARLIEST


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time, where it has one."""

    input_type = "datetime-local"


class MomentField(forms.CharField):
    """`2026-05-04T01:10`, with a space or a T, with seconds or without, in `zone_name`; cleans to aware UTC or None.

    An hour that the clocks show twice is read as its first showing, one that they skip as if they had not yet.
    """

    widget = MomentInput(format="%Y-%m-%dT%H:%M")

    def __init__(self, *, zone_name: str = "UTC", **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.zone_name = zone_name

    def clean(self, value: Any) -> datetime | None:
        """The moment in UTC; raises ValidationError with how to write it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            local = None
        if local is None or local.year < EARLIEST.year or local.year > 9000:
            raise forms.ValidationError(
                _("Write the day and the time like 2026-05-04 01:10."), code="invalid"
            )
        aware = local if local.tzinfo is not None else local.replace(tzinfo=ZoneInfo(self.zone_name))
        return aware.astimezone(UTC)


def moment_text(at: datetime, zone_name: str) -> str:
    """A moment as the field shows it in that zone."""
    return at.astimezone(ZoneInfo(zone_name)).strftime("%Y-%m-%dT%H:%M")
