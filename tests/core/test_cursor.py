"""Cursors: what goes in comes out, and nothing else is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.cursor import CursorInvalid, cursor_keys, cursor_moment, cursor_text

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
IDS = st.integers(-(2**63) + 1, 2**63 - 1)
KEYS = st.lists(st.one_of(st.none(), IDS, TEXTS), min_size=1, max_size=4)


@given(KEYS)
def test_keys_come_back_as_they_went(keys) -> None:
    assert cursor_keys(cursor_text(*keys), len(keys)) == keys


@pytest.mark.parametrize("text", ["", "x", "!!!", "bnVsbA", cursor_text(1), cursor_text(1, 2, 3), "W3t9LDFd"])
def test_anything_else_is_refused(text) -> None:
    with pytest.raises(CursorInvalid) as refused:
        cursor_keys(text, 2)
    assert refused.value.field == "after"


@pytest.mark.parametrize("key", [2**63, -(2**63), "a\x00b", "\ud800", True, 1.5, ["x"]])
def test_keys_that_no_row_can_have_are_refused(key) -> None:
    with pytest.raises(CursorInvalid):
        cursor_keys(cursor_text(key), 1)


@pytest.mark.parametrize("key", [None, 7, "", "soon", "2026-05-04", "2026-05-04T23:10:00"])
def test_a_moment_has_its_zone(key) -> None:
    with pytest.raises(CursorInvalid):
        cursor_moment(key)
    assert cursor_moment("2026-05-04T23:10:00+00:00").year == 2026
