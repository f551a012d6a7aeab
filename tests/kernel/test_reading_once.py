"""Within a block equal readings ask once; outside, and after it, each asks anew."""

from __future__ import annotations

import pytest

from amends.kernel.reading_once import read_once, reading_once

ASKED: list[tuple[int, str]] = []


@read_once
def look_up(number: int, *, field: str = "") -> str:
    ASKED.append((number, field))
    if number < 0:
        raise LookupError(number)
    return f"row {number}"


@pytest.fixture(autouse=True)
def nothing_asked_yet() -> None:
    ASKED.clear()


def test_outside_a_block_every_reading_asks() -> None:
    assert (look_up(1), look_up(1)) == ("row 1", "row 1")
    assert ASKED == [(1, ""), (1, "")]


def test_inside_a_block_equal_readings_ask_once_and_the_next_block_asks_anew() -> None:
    with reading_once():
        assert [look_up(1), look_up(1), look_up(1, field="unit"), look_up(2)] == [
            *("row 1", "row 1", "row 1", "row 2")
        ]
    assert ASKED == [(1, ""), (1, "unit"), (2, "")]
    with reading_once():
        look_up(1)
    look_up(1)
    assert ASKED[3:] == [(1, ""), (1, "")]


def test_what_is_not_there_is_asked_for_again() -> None:
    with reading_once():
        for _ in range(2):
            with pytest.raises(LookupError):
                look_up(-1)
    assert ASKED == [(-1, ""), (-1, "")]
