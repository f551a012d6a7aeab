"""What is open in a letter is said in words, and comes back as what it means."""

from __future__ import annotations

import pytest
from django.utils import translation

from amends.core.apology.forms import placeholders
from amends.core.message.template import holes_in
from amends.core.message.words import all_shipped
from amends.entrypoints.web.say_marks import meant, shown

TEXT = "We know so far: {{ happened }}\n\n{link:new}\n\nUntil {{ next_date }}. {voucher:aa11}"


def test_a_hole_and_the_link_are_words_that_a_colleague_understands():
    assert shown(TEXT) == (
        "We know so far: [… what happened]\n\n[→ their own page]\n\n"
        "Until [… by when they hear from you]. {voucher:aa11}"
    )


@pytest.mark.parametrize("text", [TEXT, "", "Nothing is open [here].", "{{ a_hole_of_theirs }}"])
def test_what_was_shown_comes_back_as_it_was_meant(text):
    assert meant(shown(text)) == text


def test_every_hole_of_a_text_that_people_write_comes_back():
    for text in all_shipped("en"):
        assert holes_in(meant(shown(text.body))) == holes_in(text.body), text.code


def test_words_that_nobody_filled_in_are_stopped_in_any_language():
    with translation.override("en"):
        left = shown(TEXT).replace("what happened", "was geschah")
    assert [found.excerpt for found in placeholders(left)] == [
        "[… was geschah]",
        "[→ their own page]",
        "[… by when they hear from you]",
    ]
