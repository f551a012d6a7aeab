"""Cursors: what goes in comes out, and nothing else is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.cursor import CursorInvalid, cursor_keys, cursor_text

KEYS = st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=40)), min_size=1, max_size=4)


@given(KEYS)
def test_keys_come_back_as_they_went(keys) -> None:
    assert cursor_keys(cursor_text(*keys), len(keys)) == keys


@pytest.mark.parametrize("text", ["", "x", "!!!", "bnVsbA", cursor_text(1), cursor_text(1, 2, 3), "W3t9LDFd"])
def test_anything_else_is_refused(text) -> None:
    with pytest.raises(CursorInvalid) as refused:
        cursor_keys(text, 2)
    assert refused.value.field == "after"
