"""References: readable, and any single slip or swap is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.ref import ALPHABET, RefInvalid, make_ref, normal_ref

SOME = st.binary(min_size=16, max_size=16).map(lambda raw: make_ref("C", raw))


def test_a_reference_is_stable_and_grouped() -> None:
    assert make_ref("C", bytes(16)) == "C-22222-22222"
    assert make_ref("V", bytes(range(16))) == normal_ref(make_ref("V", bytes(range(16))).lower())


@given(SOME)
def test_what_people_type_is_understood(ref: str) -> None:
    assert normal_ref(f" {ref.lower().replace('-', ' ')} ") == ref
    assert normal_ref(ref.replace("-", "")) == ref


@given(SOME, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_every_single_slip_is_caught(ref: str, place: int, other: str) -> None:
    body = ref[2:].replace("-", "")
    slipped = body[:place] + other + body[place + 1 :]
    if slipped == body:
        return
    with pytest.raises(RefInvalid):
        normal_ref("C" + slipped)


@given(SOME, st.integers(0, 8))
def test_every_swap_of_neighbours_is_caught(ref: str, place: int) -> None:
    body = ref[2:].replace("-", "")
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if swapped == body:
        return
    with pytest.raises(RefInvalid):
        normal_ref("C" + swapped)


@pytest.mark.parametrize("text", ["", "C", "C-1234", "hello there", "C-22222-2222O", "22222-22222"])
def test_anything_else_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(RefInvalid) as refused:
        normal_ref(text, field="ref")
    assert refused.value.field == "ref"
