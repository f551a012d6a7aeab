"""Calendars and presets by line of business."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from amends.core.clock.opening import PlaceRules, calendar_for, preset_for
from amends.core.clock.presets import PRESETS

VIENNA = "Europe/Vienna"
SUNDAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("business", "works"),
    [("hotel", True), ("airline", True), ("restaurant", True), ("shop", False), ("", False)],
)
def test_who_works_on_a_sunday(business, works) -> None:
    assert calendar_for(PlaceRules(business, "eu", VIENNA)).is_working_day(SUNDAY) is works


def test_a_hotel_never_closes() -> None:
    calendar = calendar_for(PlaceRules("hotel", "eu", VIENNA))
    assert calendar.closes_at(SUNDAY) == datetime(2026, 5, 3, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("business", ["airline", "bank", "telecom", "hotel"])
@pytest.mark.parametrize("jurisdiction", ["uk", "us", "eu", "default"])
def test_every_preset_named_is_one_we_ship(business, jurisdiction) -> None:
    assert preset_for(PlaceRules(business, jurisdiction, VIENNA)) in PRESETS


def test_an_american_flight_goes_by_american_rules() -> None:
    assert preset_for(PlaceRules("airline", "us", VIENNA)) == "us_dot_air"
    assert preset_for(PlaceRules("hotel", "us", VIENNA)) == "general"
