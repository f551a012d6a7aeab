"""Codes can be read aloud, typed badly and told apart; slips are caught without asking the database."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from amends.core.voucher.code import (
    ALPHABET,
    check_character,
    derive_code,
    group,
    last_four,
    lookup_hash,
    read_code,
)

KEY = bytes(range(32))
bodies = st.text(alphabet=ALPHABET, min_size=11, max_size=11)


def test_a_serial_always_gives_the_same_code() -> None:
    assert derive_code(KEY, "serial-1") == derive_code(KEY, "serial-1") == "464H4QQRPGDC"


def test_another_key_gives_another_code() -> None:
    assert derive_code(KEY, "serial-1") != derive_code(b"k" * 32, "serial-1")


def test_the_alphabet_has_no_vowels_and_no_pairs_that_are_misread() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 23
    assert not set(ALPHABET) & set("AEIOU01L5SBZ")


@given(st.text(max_size=40))
def test_every_derived_code_is_read_back(serial: str) -> None:
    code = derive_code(KEY, serial)
    assert len(code) == 12
    assert read_code(code) == code
    assert read_code(group(code).lower()) == code
    assert read_code(f" {code[:5]} {code[5:]}\r\n") == code
    assert read_code(f"https://amends.example/r#{code}") == code


@given(bodies)
def test_every_single_wrong_character_is_caught(body: str) -> None:
    code = body + check_character(body)
    for place in range(12):
        for other in ALPHABET:
            if other != code[place]:
                assert read_code(code[:place] + other + code[place + 1 :]) is None


@given(bodies)
def test_every_swap_of_two_characters_is_caught(body: str) -> None:
    code = body + check_character(body)
    for first, second in combinations(range(12), 2):
        if code[first] != code[second]:
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert read_code("".join(swapped)) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_code_or_nothing(text: str) -> None:
    code = read_code(text)
    assert code is None or (len(code) == 12 and set(code) <= set(ALPHABET))


def test_characters_that_can_only_be_one_other_are_read_as_it() -> None:
    code = "8" + "2" * 10
    code += check_character(code)
    assert read_code("B" + "Z" * 10 + code[-1]) == code


def test_staff_see_the_last_four() -> None:
    assert last_four("QDWJGKY26WTX") == "6WTX"
    assert group("QDWJGKY26WTX") == "QDWJ-GKY2-6WTX"


def test_the_lookup_hash_needs_its_key() -> None:
    assert lookup_hash(KEY, "QDWJGKY26WTX") != lookup_hash(b"k" * 32, "QDWJGKY26WTX")
    assert len(lookup_hash(KEY, "QDWJGKY26WTX")) == 64
