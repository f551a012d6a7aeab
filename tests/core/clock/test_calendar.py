"""Working days and working time: weekends, holidays, clock changes, and calendars that make no sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.clock.calendar import (
    ALWAYS_OPEN,
    CalendarNeverOpen,
    HolidaysUnknown,
    WorkCalendar,
    ZoneUnknown,
    office_hours,
    public_holidays,
)

VIENNA = WorkCalendar("vienna-1", "Europe/Vienna", country="AT")
LONDON = WorkCalendar("london-1", "Europe/London", country="GB", subdivision="ENG")
NIGHTS = WorkCalendar("bar-1", "Europe/Vienna", {4: ((time(18), time(0)),), 5: ((time(18), time(0)),)})

INSTANTS = st.integers(0, 3 * 365 * 86_400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_weekend_and_a_public_holiday_are_not_worked() -> None:
    assert not VIENNA.is_working_day(date(2026, 5, 2))  # Saturday
    assert not VIENNA.is_working_day(date(2026, 5, 1))  # national holiday
    assert VIENNA.is_working_day(date(2026, 5, 4))


def test_ones_own_closed_days_are_not_worked() -> None:
    stocktaking = WorkCalendar("x", "UTC", closed_dates=frozenset({date(2026, 5, 4)}))
    assert not stocktaking.is_working_day(date(2026, 5, 4))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 4, 30), 1, date(2026, 5, 4)),  # holiday on Friday, then a weekend
        (date(2026, 5, 2), 1, date(2026, 5, 4)),  # a Saturday is day 0
        (date(2026, 5, 2), 3, date(2026, 5, 6)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
        (date(2026, 5, 4), 10, date(2026, 5, 19)),  # Ascension Day between
    ],
)
def test_the_day_itself_is_day_zero(day: date, count: int, expected: date) -> None:
    assert VIENNA.working_day_after(day, count) == expected


def test_hours_follow_the_zone_through_the_clock_change() -> None:
    before, after = date(2026, 3, 27), date(2026, 3, 30)
    assert VIENNA.spans(before) == ((utc("2026-03-27T08:00"), utc("2026-03-27T16:00")),)
    assert VIENNA.spans(after) == ((utc("2026-03-30T07:00"), utc("2026-03-30T15:00")),)


def test_an_end_at_midnight_is_the_end_of_the_day() -> None:
    friday = date(2026, 5, 8)
    assert NIGHTS.spans(friday) == ((utc("2026-05-08T16:00"), utc("2026-05-08T22:00")),)
    assert NIGHTS.end_of_day(friday) == utc("2026-05-08T21:59:59")


def test_working_time_jumps_over_night_and_weekend() -> None:
    friday_four = utc("2026-05-08T14:00")  # 16:00 in Vienna, one hour left
    assert VIENNA.add_working_time(friday_four, timedelta(hours=3)) == utc("2026-05-11T09:00")
    assert VIENNA.working_time_between(friday_four, utc("2026-05-11T09:00")) == timedelta(hours=3)


def test_time_before_opening_counts_from_opening() -> None:
    assert VIENNA.add_working_time(utc("2026-05-11T02:00"), timedelta(hours=1)) == utc("2026-05-11T08:00")


def test_the_clock_that_runs_through_counts_every_hour() -> None:
    start = utc("2026-12-31T23:30")
    assert ALWAYS_OPEN.add_working_time(start, timedelta(hours=50)) == start + timedelta(hours=50)
    assert ALWAYS_OPEN.working_time_between(start, start + timedelta(days=9)) == timedelta(days=9)


@given(INSTANTS, st.integers(0, 60 * 60 * 200))
def test_adding_working_time_is_measured_back_exactly(start: datetime, seconds: int) -> None:
    left = timedelta(seconds=seconds)
    end = VIENNA.add_working_time(start, left)
    assert VIENNA.working_time_between(start, end) == left
    assert end >= start


@given(INSTANTS, INSTANTS)
def test_working_time_never_exceeds_time(one: datetime, two: datetime) -> None:
    start, end = sorted((one, two))
    assert timedelta(0) <= LONDON.working_time_between(start, end) <= end - start
    assert LONDON.working_time_between(end, start) == timedelta(0)


def test_a_calendar_without_a_working_day_is_refused() -> None:
    never = WorkCalendar("never", "UTC", {})
    with pytest.raises(CalendarNeverOpen) as refused:
        never.working_day_after(date(2026, 5, 4), 1)
    assert refused.value.params == {"name": "never", "after": "2026-05-04"}


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneUnknown) as refused:
        WorkCalendar("x", "Europe/Atlantis")
    assert str(refused.value) == "There is no time zone Europe/Atlantis. Write it like Europe/Vienna."


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(HolidaysUnknown):
        public_holidays("XX", 2026)


def test_hours_that_run_backwards_are_a_defect() -> None:
    with pytest.raises(ValueError, match="weekday 0"):
        WorkCalendar("x", "UTC", {0: ((time(17), time(9)),)})


def test_office_hours_are_monday_to_friday() -> None:
    assert dict(office_hours()) == dict.fromkeys(range(5), ((time(9), time(17)),))
