"""Reading a text: sentences, amounts, dates, terms and overlap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.apology.english import ENGLISH
from amends.core.apology.german import GERMAN
from amends.core.apology.wording import (
    amounts,
    dates,
    has_term,
    overlap,
    percentages,
    sentences,
    telling_words,
)
from amends.core.money import Money


def test_sentences_end_with_their_mark_or_line() -> None:
    text = "Dear Mr. Huber,\nThe alarm rang at 01:10. Who set it? We know.\n\nJ. Weber"
    assert [s.text for s in sentences(text)] == [
        "Dear Mr. Huber,",
        "The alarm rang at 01:10.",
        "Who set it?",
        "We know.",
        "J. Weber",
    ]


def test_a_german_date_does_not_end_a_sentence() -> None:
    assert [s.text for s in sentences("Am 3. Mai rufe ich an. Danke.")] == [
        "Am 3. Mai rufe ich an.",
        "Danke.",
    ]


@given(st.text(alphabet="Aab .!?\n1", max_size=60))
def test_every_sentence_stands_where_it_says_it_does(text: str) -> None:
    found = sentences(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25 EUR", [(Decimal(25), ("EUR",))]),
        ("EUR 25.50", [(Decimal("25.50"), ("EUR",))]),
        ("€1,250.00", [(Decimal(1250), ("EUR",))]),
        ("1.250,00 €", [(Decimal(1250), ("EUR",))]),
        ("12,50 euros", [(Decimal("12.50"), ("EUR",))]),
        ("1,250 dollars", [(Decimal(1250), ("USD",))]),
        ("£9.76", [(Decimal("9.76"), ("GBP",))]),
        ("2 guests, 3 nights, room 412 at 01:10", []),
        ("10 EUR and 20 EUR", [(Decimal(10), ("EUR",)), (Decimal(20), ("EUR",))]),
    ],
)
def test_amounts_are_read_in_all_their_spellings(
    text: str, expected: list[tuple[Decimal, tuple[str, ...]]]
) -> None:
    assert [(m.number, m.currencies) for m in amounts(text, ENGLISH.currency_words)] == expected


def test_a_dollar_sign_may_be_any_dollar() -> None:
    (mention,) = amounts("$25", ENGLISH.currency_words)
    assert mention.is_money(Money(2500, "CAD"))
    assert not mention.is_money(Money(2500, "EUR"))


@pytest.mark.parametrize(
    ("text", "value"), [("10 %", 10), ("10%", 10), ("12.5 percent", 12.5), ("10 Prozent", 10)]
)
def test_percentages_are_read(text: str, value: float) -> None:
    assert [number for _, number in percentages(text)] == [Decimal(str(value))]


@pytest.mark.parametrize(
    "text",
    [
        "3 May 2026",
        "3rd of May",
        "May 3",
        "May 3rd, 2026",
        "2026-05-03",
        "3.5.2026",
        "03/05/2026",
        "05/03/2026",
    ],
)
def test_an_english_date_is_read(text: str) -> None:
    (mention,) = dates(text, ENGLISH.months)
    assert mention.is_date(date(2026, 5, 3))
    assert not mention.is_date(date(2026, 5, 4))


@pytest.mark.parametrize("text", ["3. Mai", "3. Mai 2026", "03.05.2026", "3.5."])
def test_a_german_date_is_read(text: str) -> None:
    (mention,) = dates(text, GERMAN.months)
    assert mention.is_date(date(2026, 5, 3))


def test_a_missing_year_fits_any_and_a_given_one_only_itself() -> None:
    (bare,) = dates("3 May", ENGLISH.months)
    (dated,) = dates("3 May 2025", ENGLISH.months)
    assert bare.is_date(date(2027, 5, 3))
    assert not dated.is_date(date(2026, 5, 3))


def test_times_and_the_verb_may_are_no_dates() -> None:
    assert list(dates("It may be 12:30 or May 12:30.", ENGLISH.months)) == []


def test_a_term_stands_as_a_word_in_any_number() -> None:
    assert has_term("Two alarm clocks rang", "alarm clock")
    assert has_term("the alarm\nclock", "Alarm clock")
    assert not has_term("alarming", "alarm")
    assert not has_term("anything", "")


def test_overlap_is_the_share_of_five_word_runs() -> None:
    one = "one two three four five six"
    assert overlap(one, one) == 1.0
    assert overlap(one, "zero one two three four five") == 0.5
    assert overlap("too short", one) == 0.0


def test_the_telling_words_of_a_note_are_its_terms() -> None:
    note = "They could not sleep the whole night, and the meeting, the MEETING after it went badly."
    assert telling_words(note) == ("sleep", "night", "meeting", "badly")
    assert telling_words("Die Nacht war sehr kurz") == ("nacht",)
