"""Amounts, moments and due dates in words: by language, by zone, and never by the clock of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from amends.core.money import Money
from amends.entrypoints.common import wording

NOW = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english_in_berlin() -> Iterator[None]:
    with translation.override("en"), timezone.override(ZoneInfo("Europe/Berlin")):
        yield


def plain(text: str) -> str:
    """The text with ordinary spaces, to compare it as it is read."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("en", Money(1250, "EUR"), "€12.50"),
        ("de", Money(123_450, "EUR"), "1.234,50 €"),
        ("en-us", Money(1250, "USD"), "$12.50"),
        ("ja", Money(1200, "JPY"), "¥1,200"),
        ("en", Money(1234, "KWD"), "KWD 1.234"),
        ("en", Money(-500, "GBP"), "-£5.00"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language: str, amount: Money, words: str) -> None:
    with translation.override(language):
        assert plain(wording.money_words(amount)).replace("￥", "¥") == words


def test_a_language_that_cldr_does_not_know_reads_as_english() -> None:
    with translation.override("xx-klingon"):
        assert wording.money_words(Money(1250, "EUR")) == "€12.50"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 5, 12, 12, 2, tzinfo=UTC), "14:02"),
        (datetime(2026, 5, 12, 21, 59, tzinfo=UTC), "23:59"),
        (datetime(2026, 5, 12, 22, 0, tzinfo=UTC), "tomorrow 00:00"),
        (datetime(2026, 5, 13, 4, 0, tzinfo=UTC), "tomorrow 06:00"),
        (datetime(2026, 5, 11, 10, 0, tzinfo=UTC), "yesterday 12:00"),
        (datetime(2026, 5, 16, 10, 0, tzinfo=UTC), "Sat 12:00"),
        (datetime(2026, 5, 6, 10, 0, tzinfo=UTC), "Wed 12:00"),
        (datetime(2026, 5, 3, 10, 0, tzinfo=UTC), "3 May 12:00"),
        (datetime(2025, 12, 3, 10, 0, tzinfo=UTC), "3 Dec 2025 11:00"),
        (date(2026, 5, 12), "today"),
        (date(2026, 8, 31), "31 Aug"),
        (date(2027, 8, 31), "31 Aug 2027"),
    ],
)
def test_a_moment_is_said_in_the_readers_zone_with_its_day_when_that_is_not_today(
    at: datetime | date, words: str
) -> None:
    assert plain(wording.when_words(at, now=NOW)) == words


def test_the_whole_moment_names_weekday_year_and_zone() -> None:
    said = wording.full_words(NOW)
    assert said.startswith("Tuesday")
    assert "2026" in said
    assert "14:00" in said
    assert "Central European" in said
    assert wording.full_words(date(2026, 8, 31)) == "Monday, 31 August 2026"


@pytest.mark.parametrize(
    ("minutes", "words", "state"),
    [
        (-20, "late by 20 min", "late"),
        (-1, "late by 1 min", "late"),
        (-140, "late by 2 h 20 min", "late"),
        (-3 * 1440, "late by 3 days", "late"),
        (0, "now", "soon"),
        (12, "in 12 min", "soon"),
        (60, "in 1 h", "soon"),
        (61, "in 1 h 1 min", "ok"),
        (120, "in 2 h", "ok"),
        (11 * 60 + 30, "in 11 h", "ok"),
        (47 * 60, "in 47 h", "ok"),
        (48 * 60, "in 2 days", "ok"),
    ],
)
def test_a_due_time_is_said_as_how_late_or_how_soon(minutes: int, words: str, state: str) -> None:
    due_at = NOW + timedelta(minutes=minutes)
    assert plain(wording.due_words(due_at, now=NOW)) == words
    assert wording.due_state(due_at, now=NOW) == state


def test_half_a_minute_past_is_now_in_words_and_late_in_state() -> None:
    due_at = NOW - timedelta(seconds=30)
    assert wording.due_words(due_at, now=NOW) == "now"
    assert wording.due_state(due_at, now=NOW) == "late"


def test_no_due_time_says_so_and_is_never_late() -> None:
    assert wording.due_words(None, now=NOW) == "no due time"
    assert wording.due_state(None, now=NOW) == "ok"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_every_span_stays_on_one_line_and_names_a_unit(span: timedelta) -> None:
    said = wording.span_words(span)
    assert " " not in said
    assert any(unit in said for unit in ("min", "h", "day"))


@given(st.datetimes(), st.datetimes())
def test_the_same_moment_and_now_always_say_the_same(at: datetime, now: datetime) -> None:
    at, now = (moment.replace(year=max(2, min(moment.year, 9998)), day=1, tzinfo=UTC) for moment in (at, now))
    assert wording.when_words(at, now=now) == wording.when_words(at, now=now)
    assert wording.due_words(at, now=now).startswith(("late", "in ", "now"))
