"""The day a budget ends: by the pace and the week so far, with an interval that holds what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ledger.budget import PeriodLength, period_at
from amends.core.ledger.forecast import BudgetDays, day_it_ends

MONDAY = date(2026, 6, 1)
JUNE = BudgetDays(MONDAY, date(2026, 6, 30))


def days(*spent: int, first: date = MONDAY) -> dict[date, int]:
    return {first + timedelta(days=place): minor for place, minor in enumerate(spent)}


@pytest.mark.parametrize(
    ("length", "zone", "expected"),
    [
        (PeriodLength.MONTH, "Europe/Berlin", BudgetDays(date(2026, 3, 1), date(2026, 3, 31))),
        (PeriodLength.WEEK, "America/New_York", BudgetDays(date(2026, 3, 23), date(2026, 3, 29))),
        (PeriodLength.DAY, "Asia/Tokyo", BudgetDays(date(2026, 3, 30), date(2026, 3, 30))),
        (PeriodLength.NONE, "UTC", BudgetDays(date(1970, 1, 1), None)),
    ],
)
def test_the_days_of_a_period_are_those_of_its_own_zone(
    length: PeriodLength, zone: str, expected: BudgetDays
) -> None:
    assert BudgetDays.of(period_at(length, zone, datetime(2026, 3, 29, 15, tzinfo=UTC)), zone) == expected


def test_an_even_pace_is_carried_on_to_the_day() -> None:
    found = day_it_ends(days(*[100] * 10), 1500, JUNE, today=date(2026, 6, 11))
    assert (found.day, found.earliest, found.latest) == (date(2026, 6, 15),) * 3
    assert (found.learnt_from, found.pace, found.left_at_end) == (10, 100.0, 1500 - 3000)


def test_a_budget_that_lasts_has_no_day_and_says_what_will_be_left() -> None:
    found = day_it_ends(days(*[100] * 10), 3500, JUNE, today=date(2026, 6, 11))
    assert (found.day, found.earliest, found.latest, found.left_at_end) == (None, None, None, 500)


def test_a_budget_that_is_used_up_ends_today() -> None:
    today = date(2026, 6, 2)
    found = day_it_ends(days(80, 20), 100, JUNE, today=today)
    assert (found.day, found.earliest, found.latest, found.left_at_end) == (today, today, today, 0)


def test_two_days_foretell_nothing() -> None:
    found = day_it_ends(days(100, 100), 300, JUNE, today=date(2026, 6, 3))
    assert not found.is_known
    assert (found.day, found.earliest, found.latest, found.left_at_end) == (None, None, None, None)


def test_what_today_already_took_counts_and_the_rest_of_it_is_awaited() -> None:
    past = days(*[100] * 10)
    begun = day_it_ends(past | {date(2026, 6, 11): 60}, 1600, JUNE, today=date(2026, 6, 11))
    heavy = day_it_ends(past | {date(2026, 6, 11): 350}, 1600, JUNE, today=date(2026, 6, 11))
    assert (begun.day, heavy.day) == (date(2026, 6, 16), date(2026, 6, 14))


def test_the_week_has_a_shape() -> None:
    """Four weeks of nothing but Mondays: of the 1,000 that are left, the two Mondays after take most."""
    past = days(*[700, 0, 0, 0, 0, 0, 0] * 4, first=date(2026, 5, 4))
    found = day_it_ends(past, 1000, JUNE, today=MONDAY)
    assert found.learnt_from == 28
    assert found.day == date(2026, 6, 8)  # a Monday; at an even 100 a day it would be the 10th


def test_days_before_the_period_teach_and_do_not_count() -> None:
    past = days(*[100] * 28, first=date(2026, 5, 4))
    found = day_it_ends(past, 500, JUNE, today=MONDAY)
    assert (found.day, found.left_at_end) == (date(2026, 6, 5), 500 - 3000)


def test_a_budget_without_an_end_begins_when_it_is_first_used() -> None:
    endless = BudgetDays(date(1970, 1, 1), None)
    found = day_it_ends(days(*[100] * 5), 1000, endless, today=date(2026, 6, 6))
    assert (found.day, found.learnt_from, found.left_at_end) == (date(2026, 6, 10), 5, None)
    unused = day_it_ends({}, 1000, endless, today=date(2026, 6, 6))
    assert (unused.day, unused.learnt_from) == (None, 0)


def test_the_interval_holds_the_true_day_about_as_often_as_it_says() -> None:
    """Four hundred months of made-up chance: the day that came lies within the 90 % interval in 85 to 97 %."""
    chance, held = Random(11), 0  # noqa: S311 - nothing is guarded by it
    for _ in range(400):
        spent = [max(0, round(chance.gauss(1000, 400))) for _ in range(60)]
        found = day_it_ends(
            days(*spent[:14]), 25_000, BudgetDays(MONDAY, None), today=MONDAY + timedelta(days=14)
        )
        came = MONDAY + timedelta(days=sum(total < 25_000 for total in accumulate(spent)))
        assert found.earliest is not None
        held += found.earliest <= came and (found.latest is None or came <= found.latest)
    assert 0.85 <= held / 400 <= 0.97, held


@given(
    st.lists(st.integers(0, 5_000), min_size=3, max_size=25),
    st.integers(1, 100_000),
    st.integers(1, 100_000),
)
def test_more_money_never_ends_sooner(spent: list[int], cap: int, more: int) -> None:
    today = MONDAY + timedelta(days=len(spent))
    small, large = (day_it_ends(days(*spent), each, JUNE, today=today) for each in (cap, cap + more))
    never = date.max
    assert (small.day or never) <= (large.day or never)
    assert (small.earliest or never) <= (small.day or never) <= (small.latest or never)
