"""Working hours and holidays of one place: counting working days and open time across clock changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays as holiday_tables

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

SEARCH_DAYS = 400
"""How far ahead a working day is looked for: a calendar with none in over a year is a mistake."""

Span = tuple[datetime, datetime]


class ZoneUnknown(Refusal):
    """A time zone that is not in the database of zones."""

    code = "zone_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no time zone %(zone)s. Write it like Europe/Vienna.")


class HolidaysUnknown(Refusal):
    """A country or part of one whose public holidays are not known."""

    code = "holidays_unknown"
    kind = Kind.INVALID
    message = gettext_noop("We have no holidays for %(place)s. Write the country like AT, its part like 9.")


class CalendarNeverOpen(Refusal):
    """A calendar that has no working day within the next year."""

    code = "calendar_never_open"
    kind = Kind.INVALID
    message = gettext_noop("The calendar %(name)s has no working day in the year after %(after)s.")


def zone(name: str, *, field: str | None = "timezone") -> ZoneInfo:
    """The zone called `name` in the IANA database; raises `ZoneUnknown` at `field`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ZoneUnknown(field=field, zone=name[:60]) from None


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int, subdivision: str = "") -> frozenset[date]:
    """Public holidays of a country (ISO 3166 code) in one year; raises `HolidaysUnknown` at `country`.

    From the tables of the `holidays` package, which its maintainers keep by law and custom.
    """
    try:
        table = holiday_tables.country_holidays(country, subdiv=subdivision or None, years=year)
    except (NotImplementedError, ValueError):
        place = f"{country} {subdivision}".strip()
        raise HolidaysUnknown(field="country", place=place[:60]) from None
    return frozenset(day for day in table if day.year == year)


def office_hours(
    opens: time = time(9), closes: time = time(17)
) -> Mapping[int, tuple[tuple[time, time], ...]]:
    """Monday to Friday, the same hours each day."""
    return MappingProxyType(dict.fromkeys(range(5), ((opens, closes),)))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When work is done, in `zone_name`'s local time.

    `hours` maps the weekday (0 is Monday) to its open spans; a missing weekday is closed. An end of
    00:00 means midnight at the end of that day. `country` adds its public holidays, `closed_dates` one's
    own. `name` goes with every deadline the calendar made, so put its version into it.
    """

    name: str
    zone_name: str = "UTC"
    hours: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=office_hours)
    country: str = ""
    subdivision: str = ""
    closed_dates: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone(self.zone_name)
        for weekday, spans in self.hours.items():
            if not 0 <= weekday <= 6 or any(_not_after(end, start) for start, end in spans):
                raise ValueError(f"opening hours of weekday {weekday} do not run forward")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the place."""
        return zone(self.zone_name)

    def local_date(self, at: datetime) -> date:
        """The calendar day that `at` (aware) falls on at this place."""
        return at.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        """Whether anything is open on that day."""
        if day in self.closed_dates or not self.hours.get(day.weekday()):
            return False
        return not self.country or day not in public_holidays(self.country, day.year, self.subdivision)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of one day as UTC instants, in order; none on a closed day."""
        if not self.is_working_day(day):
            return ()
        spans = sorted(self.hours[day.weekday()])
        return tuple((self._utc(day, start), self._utc(day, end, is_end=True)) for start, end in spans)

    def closes_at(self, day: date) -> datetime:
        """When that working day ends, UTC: its close, or its last second where it is closed or open through the night.

        The midnight after would be read as the day after.
        """
        spans = self.spans(day)
        return min(spans[-1][1], self.end_of_day(day)) if spans else self.end_of_day(day)

    def end_of_day(self, day: date) -> datetime:
        """The last second of that day at this place, UTC."""
        return (self._utc(day, time(0), is_end=True)) - timedelta(seconds=1)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is day 0 whether it is worked or not."""
        if count == 0:
            return day
        return next(found for number, found in enumerate(self._working_days(day), 1) if number == count)

    def add_working_time(self, start: datetime, left: timedelta) -> datetime:
        """The instant at which `left` of open time has run since `start`, UTC."""
        if left <= timedelta(0):
            return start.astimezone(UTC)
        for opens, closes in self._spans_from(start):
            begins = max(opens, start.astimezone(UTC))
            if closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        raise AssertionError("unreachable: the search for a working day is bounded")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much open time lies between two instants; nothing when `end` is not later."""
        total = timedelta(0)
        if end <= start:
            return total
        day, last = self.local_date(start), self.local_date(end)
        while day <= last:
            for opens, closes in self.spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta(0))
            day += timedelta(days=1)
        return total

    def _working_days(self, after: date) -> Iterator[date]:
        """Working days after `after`; raises `CalendarNeverOpen` when a year goes by without one."""
        day, gap = after, 0
        while gap < SEARCH_DAYS:
            day, gap = day + timedelta(days=1), gap + 1
            if self.is_working_day(day):
                yield day
                gap = 0
        raise CalendarNeverOpen(name=self.name, after=(day - timedelta(days=gap)).isoformat())

    def _spans_from(self, start: datetime) -> Iterable[Span]:
        today = self.local_date(start)
        yield from self.spans(today)
        for day in self._working_days(today):
            yield from self.spans(day)

    def _utc(self, day: date, at: time, *, is_end: bool = False) -> datetime:
        """A local time as a UTC instant; an end at 00:00 is the midnight after."""
        if is_end and at == time(0):
            day += timedelta(days=1)
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def _not_after(end: time, start: time) -> bool:
    return end != time(0) and end <= start


ALWAYS_OPEN = WorkCalendar(
    "always-open", "UTC", MappingProxyType(dict.fromkeys(range(7), ((time(0), time(0)),)))
)
"""Every hour counts: for clocks that run through."""
