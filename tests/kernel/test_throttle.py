"""Throttles: so many in a window, counted in the database, forgotten afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.kernel.models import ThrottleWindow
from amends.kernel.throttle import TooManyAttempts, take

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def attempt(at: datetime, who: str = "192.0.2.1") -> int:
    return take("code", who, now=at, limit=3, window_seconds=60).remaining


def test_the_fourth_attempt_in_a_minute_is_refused_and_says_when(db):
    assert [attempt(NOON + timedelta(seconds=s)) for s in (0, 1, 2)] == [2, 1, 0]

    with pytest.raises(TooManyAttempts) as refused:
        attempt(NOON + timedelta(seconds=20))

    assert refused.value.params["retry_after"] == 40


def test_a_new_window_begins_afresh_and_others_are_not_counted(db):
    for second in range(3):
        attempt(NOON + timedelta(seconds=second))

    assert attempt(NOON + timedelta(seconds=60)) == 2
    assert attempt(NOON + timedelta(seconds=3), who="192.0.2.2") == 2


def test_the_address_itself_is_not_kept(db):
    attempt(NOON)

    assert "192.0.2.1" not in ThrottleWindow.objects.get().subject
