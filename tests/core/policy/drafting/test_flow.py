"""Nested entries in one cell: written as in a policy file, and read back as they were."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.policy.drafting.flow import FlowUnreadable, flow_text, items_text, read_flow, read_items

SCALARS = st.one_of(st.none(), st.booleans(), st.text(max_size=20))
NAMES = st.text(max_size=10)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert read_flow(flow_text([value])) == [value]


@given(st.lists(SCALARS, max_size=5))
def test_items_without_brackets_are_read_back(items: list[object]) -> None:
    assert read_items(items_text(items)) == items


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"percent": Decimal("20.50"), "of": "price"}, "{percent: 20.5, of: price}"),
        ({"business": '"hotel"'}, "{business: '\"hotel\"'}"),
        (["G2", "G3"], "[G2, G3]"),
        ("Store credit, 20 %", '"Store credit, 20 %"'),
        (None, ""),
        ("true", '"true"'),
    ],
)
def test_it_looks_as_in_a_file(value: object, text: str) -> None:
    assert flow_text(value) == text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("percent: 20, of: price", {"percent": "20", "of": "price"}),
        ("{rate: 5, per: [delay_hours, passengers]}", {"rate": "5", "per": ["delay_hours", "passengers"]}),
        ("12.50", "12.50"),
    ],
)
def test_braces_may_be_left_out_and_numbers_stay_as_they_are_typed(typed: str, value: object) -> None:
    assert read_flow(typed) == value


@pytest.mark.parametrize("typed", ["{rate: 5", "[a, ", "{a}", '"open', "[" * 40, "a]", ""])
def test_what_is_not_whole_is_unreadable(typed: str) -> None:
    with pytest.raises(FlowUnreadable):
        read_flow(typed)


@given(st.text(max_size=60))
def test_anything_typed_is_read_or_unreadable(typed: str) -> None:
    for read in (read_flow, read_items):
        try:
            read(typed)
        except FlowUnreadable:
            continue
