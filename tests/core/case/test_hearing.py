"""What may be written down when a failure is heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from amends.core.case.hearing import (
    EARLIEST,
    Channel,
    ChannelUnknown,
    HappenedTooEarly,
    HappensLater,
    TooLong,
    known_channel,
    not_later,
    one_line,
    within,
)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_texts_lose_their_outer_spaces_and_what_no_database_keeps() -> None:
    assert within(" a\x00b\ud800 c \n", 9, field="words") == "ab c"


def test_a_text_too_long_is_refused_at_its_field() -> None:
    with pytest.raises(TooLong) as refused:
        within("x" * 10, 9, field="words")
    assert (refused.value.field, refused.value.params["most"]) == ("words", 9)
    assert within("x" * 9 + "  ", 9, field="words") == "x" * 9


def test_a_time_may_not_lie_ahead_but_for_a_clock_that_runs_fast() -> None:
    assert not_later(NOW + timedelta(minutes=4), NOW) == NOW + timedelta(minutes=4)
    assert not_later(None, NOW) is None
    with pytest.raises(HappensLater):
        not_later(NOW + timedelta(minutes=6), NOW)


def test_a_time_may_not_lie_before_anything_that_anybody_remembers() -> None:
    assert not_later(EARLIEST, NOW) == EARLIEST
    vienna_in_year_one = datetime(1, 1, 1, tzinfo=ZoneInfo("Europe/Vienna"))  # before the year 1 in UTC
    for early in (EARLIEST - timedelta(seconds=1), vienna_in_year_one):
        with pytest.raises(HappenedTooEarly) as refused:
            not_later(early, NOW, field="told_at")
        assert (refused.value.field, refused.value.params["year"]) == ("told_at", early.year)


def test_only_known_channels_are_heard() -> None:
    assert known_channel("phone") is Channel.PHONE
    with pytest.raises(ChannelUnknown):
        known_channel("pigeon")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada\r\nBcc: x@example.org ", "Ada Bcc: x@example.org"),
        ("\x1b[31mAda\x07", "[31mAda"),
        ("Ada\u202egro\u2028", "Ada gro"),
        ("مها 😀 Ødegård", "مها 😀 Ødegård"),
        ("\x00\t\x9b", ""),
    ],
)
def test_a_name_is_one_line_that_moves_nothing(typed: str, kept: str) -> None:
    assert one_line(typed, 30, field="name") == kept


def test_a_name_that_is_too_long_is_refused_at_its_field() -> None:
    with pytest.raises(TooLong) as refused:
        one_line("a\nb", 2, field="name")
    assert (refused.value.field, refused.value.params["most"]) == ("name", 2)
