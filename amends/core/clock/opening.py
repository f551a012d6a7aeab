"""Which calendar and which external rules a place goes by, from its line of business and its law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from amends.core.clock.calendar import WorkCalendar, office_hours


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """What decides which clocks a place goes by."""

    business: str
    jurisdiction: str
    zone_name: str


_ROUND_THE_CLOCK = MappingProxyType(dict.fromkeys(range(7), ((time(0), time(0)),)))
_EVERY_DAY = MappingProxyType(dict.fromkeys(range(7), ((time(8), time(22)),)))
_SHOP = MappingProxyType(dict.fromkeys(range(6), ((time(9), time(20)),)))

_HOURS: Mapping[str, Mapping[int, tuple[tuple[time, time], ...]]] = MappingProxyType(
    {"hotel": _ROUND_THE_CLOCK, "airline": _ROUND_THE_CLOCK, "restaurant": _EVERY_DAY, "shop": _SHOP}
)
_OFFICE = office_hours()

_PRESETS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("airline", "us"): "us_dot_air",
        ("airline", "eu"): "eu_261",
        ("telecom", "uk"): "uk_ofcom",
        ("bank", "uk"): "uk_fca_disp",
        ("bank", "us"): "us_cfpb",
    }
)


def calendar_for(place: PlaceRules) -> WorkCalendar:
    """The working hours of that line of business, in that zone; office hours where we know none better."""
    hours = _HOURS.get(place.business, _OFFICE)
    return WorkCalendar(f"{place.business or 'office'}.1", place.zone_name, hours)


def preset_for(place: PlaceRules) -> str:
    """The external rules that such a place goes by ("general": none of those we ship)."""
    return _PRESETS.get((place.business, place.jurisdiction), "general")
