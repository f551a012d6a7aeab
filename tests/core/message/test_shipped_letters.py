"""The texts the package brings: whole with typical facts, in both languages, and nothing the rubric stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from amends.core.case.standing import Finding
from amends.core.message.correspondence import Correspondence, Grounds
from amends.core.message.held import Before, held_against, takes_responsibility
from amends.core.message.record import LetterRecord, PromisedWork, Remedy, holes_of
from amends.core.message.template import Stage, Template, fill, fill_whole, holes_in
from amends.core.message.words import LANGUAGES, all_shipped, phrase, shipped
from amends.core.money import Money

TODAY = date(2026, 5, 4)
TERMS = {"en": ("alarm",), "de": ("Wecker",)}


def a_post(language: str, **grounds: object) -> Correspondence:
    """A guest woken at night, with everything a letter may ask for."""
    record = LetterRecord(
        language=language,
        timezone="Europe/Vienna",
        customer={"en": "Ms Lindqvist", "de": "Frau Lindqvist"}[language],
        ref="C-7K4M-9QXT",
        failure={"en": "Alarm left set", "de": "Wecker noch gestellt"}[language],
        told_as={"en": "that an alarm woke you", "de": "dass ein Wecker Sie geweckt hat"}[language],
        place={"en": "Room 412", "de": "Zimmer 412"}[language],
        occurred_at=datetime(2026, 5, 3, 23, 10, tzinfo=UTC),
        unit="Harbour Hotel",
        sender="Mia Berg",
        sender_title={"en": "night desk", "de": "Nachtempfang"}[language],
        phone="+43 1 512 3456",
        happened={"en": "The last guest had set it.", "de": "Der letzte Gast hatte ihn gestellt."}[language],
        impact={"en": "two hours of sleep lost", "de": "zwei Stunden Schlaf verloren"}[language],
        next_at=datetime(2026, 5, 4, 16, tzinfo=UTC),
        owed=(
            Remedy(
                {"en": "Refund of the night", "de": "Erstattung der Nacht"}[language], Money(18900, "EUR")
            ),
        ),
        remedies=(
            Remedy({"en": "Box of chocolates", "de": "Schachtel Pralinen"}[language], Money(1200, "EUR")),
            Remedy(
                {"en": "Off your next stay", "de": "Nachlass auf den nächsten Aufenthalt"}[language],
                None,
                Decimal("12.5"),
            ),
        ),
        choices=True,
        choose_until_at=datetime(2026, 5, 18, 16, tzinfo=UTC),
        promises=(
            PromisedWork(
                "Hugo Berg",
                {"en": "handwritten note", "de": "handgeschriebene Karte"}[language],
                datetime(2026, 5, 4, 4, tzinfo=UTC),
            ),
        ),
        link_serial="aa11",
        voucher_serial="bb22",
        voucher=Remedy({"en": "Box of chocolates", "de": "Schachtel Pralinen"}[language], Money(1200, "EUR")),
        voucher_until_at=datetime(2027, 5, 4, tzinfo=UTC),
        told_by="Mia Berg",
        told_at=datetime(2026, 5, 4, 7, tzinfo=UTC),
        colleague="Leo Berg",
        what={"en": "Box of chocolates", "de": "Schachtel Pralinen"}[language],
        due_at=datetime(2026, 5, 4, 9, tzinfo=UTC),
        asked_by="Nora Berg",
        note="–",
        problem="550 no such person",
        desk_link="https://amends.example/cases/C-7K4M-9QXT",
    )
    facts = {
        "failure_terms": TERMS[language],
        "locus": "firm",
        "finding": Finding.UPHELD,
        "severity": 2,
        **grounds,
    }
    return Correspondence(
        to_address="ada@example.org",
        reply_to="hello@harbour.example",
        from_name="Mia Berg, Harbour Hotel",
        customer_name="Ada Lindqvist",
        customer_phone="",
        record=record,
        grounds=Grounds(**facts),
    )


TEXTS = [text for language in LANGUAGES for text in all_shipped(language)]


def named(text: Template) -> str:
    return f"{text.code}-{text.language}"


@pytest.mark.parametrize("text", TEXTS, ids=named)
def test_every_text_is_whole_with_typical_facts(text: Template) -> None:
    letter = fill_whole(text, holes_of(a_post(text.language).record))
    assert "{{" not in letter.body + letter.subject
    assert "\n\n\n" not in letter.body
    assert "  " not in letter.body
    assert len(letter.subject) <= 120


def test_both_languages_have_the_same_texts_with_the_same_holes() -> None:
    english, german = ({text.code: text for text in all_shipped(language)} for language in LANGUAGES)
    assert english.keys() == german.keys()
    for code, text in english.items():
        assert german[code].stage is text.stage, code
        assert holes_in(german[code].body) == holes_in(text.body), code


@pytest.mark.parametrize("text", [t for t in TEXTS if t.stage in (Stage.ACK, Stage.RESPONSE)], ids=named)
def test_first_words_and_answers_pass_the_rubric(text: Template) -> None:
    post = a_post(text.language).about(owed=(), remedies=(), promises=(), voucher=None)
    post = replace(post, grounds=replace(post.grounds, cause_known=True))
    letter = fill_whole(text, holes_of(post.record))
    result = held_against(letter.body, text.stage, post, today=TODAY, template_text=letter.body)
    assert [(hard.id, hard.text) for hard in result.hard] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "grounds"),
    [
        ("offer_upheld", {"finding": Finding.UPHELD}),
        ("offer_upheld", {"finding": Finding.PARTLY}),
        ("offer_sympathy", {"finding": Finding.NO_FAULT_SYMPATHY, "locus": "external"}),
        ("offer_sympathy", {"finding": None, "locus": "unknown"}),
        ("offer_sympathy", {"finding": None, "legal_hold": True}),
        ("incident", {"finding": None}),
        ("incident_sympathy", {"finding": None, "locus": "external"}),
        ("noticed_upheld", {"finding": Finding.UPHELD}),
        ("noticed_upheld", {"finding": None}),
        ("noticed_sympathy", {"finding": Finding.NO_FAULT_SYMPATHY, "locus": "external"}),
        ("noticed_sympathy", {"finding": None, "locus": "unknown"}),
    ],
)
def test_decisions_pass_the_rubric_in_the_form_that_fits_the_finding(
    language: str, code: str, grounds: dict[str, object]
) -> None:
    post = a_post(language, **grounds).about(voucher=None)
    ours = code == "incident" or code.endswith("_upheld")
    assert takes_responsibility(post.grounds) is ours
    text = shipped(code, language)
    assert text is not None
    letter = fill_whole(text, holes_of(post.record))
    result = held_against(letter.body, Stage.FINAL, post, today=TODAY, template_text=letter.body)
    assert [(hard.id, hard.text) for hard in result.hard] == []
    present = {part.name for part in result.components if part.is_present}
    assert {"repair", "regret"} <= present
    assert ("responsibility" in present) is ours


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["offer_upheld", "response"])
def test_a_late_letter_is_sorry_for_the_wait_by_itself(language: str, code: str) -> None:
    post = a_post(language).about(voucher=None, is_late=True)
    if code == "response":
        post = post.about(owed=(), remedies=(), promises=())
    text = shipped(code, language)
    letter = fill_whole(text, holes_of(post.record))
    late = held_against(letter.body, text.stage, post, today=TODAY, before=Before(overdue=True))
    assert [hard.id for hard in late.hard] == []
    silent = fill_whole(text, holes_of(post.about(is_late=False).record))
    stopped = held_against(silent.body, text.stage, post, today=TODAY, before=Before(overdue=True))
    assert [hard.id for hard in stopped.hard] == ["H10"]


def test_taking_responsibility_where_it_was_not_ours_is_stopped() -> None:
    post = a_post("en", locus="external", finding=None).about(voucher=None)
    letter = fill(shipped("offer_upheld", "en"), holes_of(post.record))
    result = held_against(letter.body, Stage.FINAL, post, today=TODAY)
    assert [hard.id for hard in result.hard] == ["H6"]


def test_an_untouched_template_is_stopped_after_a_failed_recovery() -> None:
    post = a_post("en", open_double_deviation=True).about(voucher=None)
    letter = fill_whole(shipped("offer_upheld", "en"), holes_of(post.record))
    stopped = held_against(letter.body, Stage.FINAL, post, today=TODAY, template_text=letter.body)
    assert [hard.id for hard in stopped.hard] == ["H14"]
    assert held_against(letter.body, Stage.FINAL, post, today=TODAY).hard == ()


def test_what_the_record_does_not_hold_leaves_its_hole_and_an_empty_line_goes_away() -> None:
    post = a_post("en").about(impact="", happened="", owed=(), promises=())
    letter = fill(shipped("response", "en"), holes_of(post.record))
    assert "{{ happened }}" in letter.body
    final = fill(shipped("offer_upheld", "en"), holes_of(post.record))
    assert "What is yours" not in final.body
    assert phrase("owed", "en") not in final.body
    assert "take responsibility for it.\n" in final.body


def test_amounts_and_times_are_written_as_the_reader_writes_them() -> None:
    assert holes_of(a_post("de").record)["voucher_name"] == "Schachtel Pralinen, 12,00 EUR"
    assert holes_of(a_post("en").record)["voucher_name"] == "Box of chocolates, 12.00 EUR"
    assert holes_of(a_post("de").record)["next_date"] == "Montag, 4. Mai, 18:00 Uhr"
    assert holes_of(a_post("en").record)["occurred"] == "Room 412, on 4 May 2026 at 01:10"


SORRY = {
    "en": "I am sorry that an alarm woke you (Room 412, on 4 May 2026 at 01:10).",
    "de": "es tut mir leid, dass ein Wecker Sie geweckt hat (Zimmer 412, am 4. Mai 2026 um 01:10 Uhr).",
}
SORRY_BY_NAME = {
    "en": "I am sorry about this: Alarm left set (Room 412, on 4 May 2026 at 01:10).",
    "de": "es tut mir leid, was geschehen ist: Wecker noch gestellt (Zimmer 412, am 4. Mai 2026 um 01:10 Uhr).",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_failed_is_part_of_the_sentence(language: str) -> None:
    post, text = a_post(language), shipped("offer_upheld", language)
    assert SORRY[language] in fill_whole(text, holes_of(post.record)).body
    assert SORRY_BY_NAME[language] in fill_whole(text, holes_of(post.about(told_as="").record)).body


def test_a_title_that_is_the_name_of_the_house_stands_once_under_a_letter() -> None:
    record = a_post("en").record
    assert holes_of(record)["sender_place"] == "night desk, Harbour Hotel"
    desk = replace(record, sender_title="service centre", unit="Service centre")
    assert holes_of(desk)["sender_place"] == "Service centre"
    assert holes_of(replace(record, sender_title=""))["sender_place"] == "Harbour Hotel"
