"""The country a time zone lies in: how phone numbers written without one are read."""

from __future__ import annotations

from babel.core import get_global


def region_of_zone(zone_name: str) -> str | None:
    """ISO 3166 code of the country of a zone ("Europe/Vienna" is "AT"); None for zones of no country."""
    region = get_global("zone_territories").get(zone_name)
    return region if region and region != "001" else None
