"""Zones and their countries."""

from __future__ import annotations

import pytest

from amends.core.region import region_of_zone


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Europe/Vienna", "AT"), ("America/New_York", "US"), ("Asia/Tokyo", "JP"), ("UTC", None)],
)
def test_a_zone_lies_in_its_country(zone, region) -> None:
    assert region_of_zone(zone) == region
