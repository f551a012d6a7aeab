"""The one text of a value: what digests and replay rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.money import Money
from amends.core.policy.values import canonical_text

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Pair:
    second: object
    first: object


@given(PLAIN)
def test_plain_values_are_json_with_sorted_keys_and_no_spaces(value: object) -> None:
    assert canonical_text(value) == json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def test_what_json_does_not_know_has_one_text_too() -> None:
    value = {
        Colour.RED: (Decimal("12.50"), Money(150, "EUR")),
        "pair": Pair(timedelta(days=1, hours=2), Colour.RED),
        "at": [date(2026, 5, 4), datetime(2026, 5, 4, 1, tzinfo=UTC)],
    }
    assert canonical_text(value) == (
        '{"at":["2026-05-04","2026-05-04T01:00:00+00:00"],"pair":{"first":"red","second":"P1DT2H"},'
        '"red":[12.5,{"currency":"EUR","minor":150}]}'
    )


def test_what_has_no_text_is_refused_every_time() -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match="no canonical text for object"):
            canonical_text({"x": object()})
