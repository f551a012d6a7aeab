"""Who looks after whom in the Kintsu Group: which colleague stands where at which hour."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Vienna")


@dataclass(frozen=True, slots=True)
class Site:
    """One line of business: its unit, who hears, who leads, who is asked next, and who stands at the till."""

    business: str
    unit: str
    front: str
    lead: str
    senior: str
    till: str
    night: str = ""

    def hears(self, at: datetime) -> str:
        """Who is at the desk at that hour."""
        hour = at.astimezone(ZONE).hour
        return self.night if self.night and (hour >= 22 or hour < 7) else self.front


SITES: Mapping[str, Site] = MappingProxyType(
    {
        site.business: site
        for site in (
            Site("hotel", "harbour-desk", "jonas", "mira", "greta", "til", night="nora"),
            Site("restaurant", "kiln", "rosa", "sven", "clara", "til"),
            Site("airline", "heron-centre", "amal", "lukas", "clara", "amal"),
            Site("shop", "seam-lindengasse", "ines", "tessa", "clara", "ines"),
        )
    }
)


def in_the_day(at: datetime, chance: random.Random) -> datetime:
    """`at`, or some moment of the next morning when it falls into the night."""
    local = at.astimezone(ZONE)
    if 8 <= local.hour < 20:
        return at
    morning = local.replace(hour=8, minute=0, second=0, microsecond=0)
    if local.hour >= 20:
        morning += timedelta(days=1)
    return morning.astimezone(at.tzinfo) + timedelta(minutes=chance.randrange(150))
