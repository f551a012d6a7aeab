"""Budgets: local midnights bound their periods, the tightest level decides, the pace tells the day it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.budget import (
    BEGINNING,
    Fullness,
    Period,
    PeriodLength,
    PeriodRecord,
    carried_cap,
    day_it_ends,
    fullness,
    period_at,
    tightest,
    who_pays,
)
from amends.core.money import Money

L = PeriodLength


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("length", "zone", "at", "starts_at", "ends_at"),
    [
        (L.DAY, "Europe/Berlin", utc(2026, 7, 1, 22, 30), utc(2026, 7, 1, 22), utc(2026, 7, 2, 22)),
        (L.DAY, "Europe/Berlin", utc(2026, 3, 29, 12), utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)),
        (L.WEEK, "UTC", utc(2026, 11, 21, 9), utc(2026, 11, 16), utc(2026, 11, 23)),
        (L.MONTH, "America/New_York", utc(2026, 12, 1, 4, 59), utc(2026, 11, 1, 4), utc(2026, 12, 1, 5)),
        (L.MONTH, "UTC", utc(2026, 12, 31, 23), utc(2026, 12, 1), utc(2027, 1, 1)),
        (L.NONE, "UTC", utc(2026, 12, 31, 23), BEGINNING, None),
    ],
)
def test_a_period_is_bounded_by_local_midnights(
    length: PeriodLength, zone: str, at: datetime, starts_at: datetime, ends_at: datetime | None
) -> None:
    assert period_at(length, zone, at) == Period(starts_at, ends_at)


@given(
    length=st.sampled_from(L),
    zone=st.sampled_from(["UTC", "Europe/Lisbon", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_every_moment_lies_in_exactly_one_period(length: PeriodLength, zone: str, at: datetime) -> None:
    period = period_at(length, zone, at)
    assert period.covers(at)
    assert period_at(length, zone, period.starts_at) == period
    if period.ends_at is not None:
        assert not period.covers(period.ends_at)
        assert period_at(length, zone, period.ends_at).starts_at == period.ends_at


def record(depth: int, cap: int, committed: int) -> PeriodRecord:
    return PeriodRecord(
        depth, None, "site", "", depth, "EUR", cap, committed, 80, Period(utc(2026, 11, 1), utc(2026, 12, 1))
    )


def test_the_tightest_budget_is_the_one_with_the_least_left() -> None:
    chain = (record(2, 900, 100), record(1, 700, 600), record(0, 9000, 8900))
    assert tightest(chain) == chain[1]
    assert tightest(()) is None


@pytest.mark.parametrize(
    ("committed", "expected"),
    [(0, "healthy"), (79, "healthy"), (80, "soft"), (99, "soft"), (100, "full"), (120, "full")],
)
def test_fullness_turns_at_the_soft_mark_and_at_the_cap(committed: int, expected: str) -> None:
    assert fullness(committed, 100, 80) is Fullness(expected)


def test_what_was_not_promised_and_what_ran_out_is_carried_over() -> None:
    assert carried_cap(1000, previous_cap=1000, previous_committed=600, previous_expired=50) == 1450
    assert carried_cap(1000, previous_cap=500, previous_committed=600, previous_expired=0) == 1000


def test_the_day_it_ends_follows_the_pace_so_far() -> None:
    month = Period(utc(2026, 11, 1), utc(2026, 12, 1))
    assert day_it_ends(month, 1000, 500, utc(2026, 11, 11)) == utc(2026, 11, 21)
    assert day_it_ends(month, 1000, 100, utc(2026, 11, 11)) is None
    assert day_it_ends(month, 1000, 0, utc(2026, 11, 11)) is None
    assert day_it_ends(month, 1000, 1000, utc(2026, 11, 11)) == utc(2026, 11, 11)
    assert day_it_ends(month, 1000, 10, utc(2026, 11, 1, 1)) is None
    assert day_it_ends(month, 1000, 90, utc(2026, 11, 1, 3)) is None  # in three days, not in three hours
    assert day_it_ends(month, 1000, 600, utc(2026, 11, 1, 3)) == utc(2026, 11, 3, 3)


def test_what_lasts_longer_than_the_calendar_has_no_end() -> None:
    endless = period_at(L.NONE, "UTC", utc(2026, 7, 10))
    month = period_at(L.MONTH, "UTC", utc(2026, 7, 10))

    assert day_it_ends(endless, 10**15, 1, utc(2026, 7, 10)) is None
    assert day_it_ends(month, 10**15, 1, utc(2026, 7, 10)) is None


@given(left=st.lists(st.integers(0, 50), max_size=5), amount=st.integers(1, 50))
def test_those_pay_at_and_above_whom_nobody_is_short(left: list[int], amount: int) -> None:
    chain = [_level(number, each) for number, each in enumerate(left)]
    paying = who_pays(chain, Money(amount, "EUR"))
    below = chain[: len(chain) - len(paying)]
    assert [*below, *paying] == chain
    assert all(each.left.minor >= amount for each in paying)
    assert not below or below[-1].left.minor < amount


def _level(number: int, left: int) -> PeriodRecord:
    """A budget of which that much is left."""
    period = Period(BEGINNING, None)
    return PeriodRecord(number, number, "team", f"b{number}", 9 - number, "EUR", left, 0, 80, period)


@pytest.mark.parametrize(
    ("committed", "percent", "how"), [(799, 79, "healthy"), (800, 80, "soft"), (1000, 100, "full")]
)
def test_how_full_it_is(committed: int, percent: int, how: str) -> None:
    record = PeriodRecord(1, 1, "team", "b", 0, "EUR", 1_000, committed, 80, Period(BEGINNING, None))
    assert (record.used_percent, record.fullness) == (percent, how)
