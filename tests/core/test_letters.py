"""Letters and search terms."""

from __future__ import annotations

import pytest

from amends.core.letters import plain_letters, prefix_terms, searchable


@pytest.mark.parametrize(
    ("text", "plain"), [("Ångström  Øyvind", "angstrom øyvind"), (" ADA ", "ada"), ("Straße", "strasse")]
)
def test_names_are_compared_without_case_and_accents(text, plain) -> None:
    assert plain_letters(text) == plain


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Ada L", "ada:* & l:*"),
        ("ada@example.org", "ada:* & example:* & org:*"),
        ("O'Neill & (sons)!", "o:* & neill:* & sons:*"),
        ("  ", ""),
        ("':*|_", ""),
    ],
)
def test_nothing_typed_is_an_operator(text, terms) -> None:
    assert prefix_terms(text) == terms


def test_the_parts_of_an_address_are_words() -> None:
    assert searchable("Åsa <asa@example.org> +43 1") == "asa asa example org 43 1"
