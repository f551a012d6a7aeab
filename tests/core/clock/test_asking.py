"""When to ask: by severity, never at night, and how often before silence counts as silence."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.clock.asking import (
    ASK_PLANS,
    QuietHours,
    ask_again_at,
    ask_plan,
    follow_up_at,
    is_exhausted,
    out_of_quiet,
)
from amends.core.clock.calendar import ZoneUnknown

VIENNA = "Europe/Vienna"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("severity", "days"), [(1, 7), (2, 5), (3, 3), (4, 2), (5, 1), (None, 3)])
def test_the_graver_it_was_the_sooner_we_ask(severity: int | None, days: int) -> None:
    noon = utc("2026-05-04T12:00")
    assert follow_up_at(severity, noon, VIENNA) == noon + timedelta(days=days)


def test_a_guest_in_the_house_is_asked_at_nine_the_same_morning() -> None:
    notes_delivered = utc("2026-05-04T04:00")  # 06:00 in Vienna
    asked = follow_up_at(2, notes_delivered, VIENNA, after=timedelta(hours=1))
    assert asked == utc("2026-05-04T07:00")  # 09:00 in Vienna


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-05-04T01:00", "2026-05-04T07:00"),  # 03:00 in Vienna
        ("2026-05-04T06:59", "2026-05-04T07:00"),
        ("2026-05-04T07:00", "2026-05-04T07:00"),
        ("2026-05-04T18:59", "2026-05-04T18:59"),
        ("2026-05-04T19:00", "2026-05-05T07:00"),  # 21:00 in Vienna
        ("2026-10-24T20:00", "2026-10-25T08:00"),  # the clocks go back that night
    ],
)
def test_nobody_is_asked_between_nine_in_the_evening_and_nine_in_the_morning(at: str, expected: str) -> None:
    assert out_of_quiet(utc(at), VIENNA) == utc(expected)


def test_quiet_hours_may_lie_within_one_day_or_nowhere() -> None:
    siesta = QuietHours(time(13), time(16))
    assert out_of_quiet(utc("2026-05-04T12:00"), VIENNA, siesta) == utc("2026-05-04T14:00")
    never = QuietHours(time(9), time(9))
    assert out_of_quiet(utc("2026-05-04T01:00"), VIENNA, never) == utc("2026-05-04T01:00")


@given(
    st.integers(0, 15 * 365 * 86_400).map(lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
)
def test_the_time_to_ask_is_never_quiet_never_earlier_and_less_than_a_day_later(at: datetime) -> None:
    asked = out_of_quiet(at, VIENNA)
    assert not QuietHours().covers(asked.astimezone(ZoneInfo(VIENNA)).time())
    assert at <= asked <= at + timedelta(hours=13)


def test_asking_again_waits_for_the_gap() -> None:
    assert ask_again_at(4, utc("2026-05-04T12:00"), VIENNA) == utc("2026-05-06T12:00")


def test_more_attempts_the_graver_it_was() -> None:
    attempts = [ASK_PLANS[severity].attempts for severity in range(1, 6)]
    assert attempts == sorted(attempts)
    assert min(attempts) >= 2


def test_a_customer_with_one_route_is_not_asked_on_two() -> None:
    assert ask_plan(4, routes=1).channels == 1
    assert ask_plan(4, routes=3).channels == 2
    assert ask_plan(4, routes=0).channels == 1


def test_silence_counts_only_after_all_attempts_on_enough_channels() -> None:
    plan = ask_plan(4, routes=2)
    assert not is_exhausted(plan, 3, 2)
    assert not is_exhausted(plan, 4, 1)
    assert is_exhausted(plan, 4, 2)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneUnknown):
        out_of_quiet(utc("2026-05-04T12:00"), "Mars/Olympus")
