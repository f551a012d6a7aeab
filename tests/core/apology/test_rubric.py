"""The rubric as a whole: stages, languages, order, speed, and that it never fails on any text."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.apology.model import CaseRecord, Draft, Remedy, Stage
from amends.core.apology.rubric import check, is_templated, lexicon_for
from amends.core.money import Money

GERMAN_LETTER = """Sehr geehrte Frau Huber,

es tut mir leid, dass der Wecker in Ihrem Zimmer Sie um 01:10 geweckt hat. Das war unser Fehler: Wir hätten ihn nach \
der letzten Abreise zurückstellen sollen. Er hat geläutet, weil niemand die Wecker zwischen zwei Gästen prüft. Ich \
kann gut verstehen, wie ärgerlich eine solche Nacht ist, und Sie haben Ihren Schlaf verloren. Danke, dass Sie es uns \
gleich gesagt haben.

Sie können heute erst um 14:00 Uhr abreisen, und hier ist ein Gutschein für das Frühstück über 25 EUR. Wir haben \
unsere Liste geändert: Ab sofort wird jeder Wecker vor der Ankunft zurückgestellt.

Ich rufe Sie am 4. Mai an und frage, ob nun alles in Ordnung ist. Antworten Sie einfach auf diese Nachricht.

Jonas Weber, Nachtdienst"""


def german(record: CaseRecord) -> CaseRecord:
    return dataclasses.replace(
        record,
        failure_terms=("Wecker",),
        impact_terms=("Schlaf",),
        remedies=(
            Remedy("Späte Abreise", terms=("erst um 14:00 Uhr abreisen",)),
            Remedy("Gutschein", amount=Money(2500, "EUR")),
        ),
        other_items=("Zimmer-Upgrade",),
    )


def test_a_sound_german_letter_passes_with_full_score(record: CaseRecord) -> None:
    result = check(Draft(GERMAN_LETTER, Stage.FINAL, "de-AT"), german(record))
    assert result.hard == ()
    assert result.score == 1
    assert result.empathy.total == 3
    assert result.warnings == ()


def test_a_german_letter_is_stopped_for_the_same_reasons(record: CaseRecord) -> None:
    bad = (
        GERMAN_LETTER.replace("Sehr geehrte Frau Huber", "Sehr geehrte Damen und Herren")
        .replace("25 EUR", "30 EUR")
        .replace("Jonas Weber, Nachtdienst", "Ihr Team. Das wird nicht wieder vorkommen.")
    )
    unbacked = dataclasses.replace(german(record), corrective_action=False, cause_known=False)
    found = [failure.id for failure in check(Draft(bad, Stage.FINAL, "de"), unbacked).hard]
    assert found == ["H4", "H4", "H7", "H8", "H9", "H13"]


def test_a_language_without_lexicon_is_said_and_only_holes_stop_it(record: CaseRecord) -> None:
    result = check(Draft("Cher client, [NAME]", Stage.FINAL, "fr"), record)
    assert [failure.id for failure in result.hard] == ["H1"]
    assert not result.language_known
    assert [warning.code for warning in result.warnings] == ["language_unknown"]
    assert lexicon_for("fr") is None


def test_failures_come_in_the_order_of_their_numbers(record: CaseRecord) -> None:
    found = [f.id for f in check(Draft("Dear customer, sorry if {{ x }} 99 EUR", Stage.FINAL), record).hard]
    assert found == sorted(found, key=lambda name: int(name[1:]))
    assert found[:3] == ["H1", "H2", "H3"]


def test_a_template_that_a_person_rewrote_is_not_templated(letter: str) -> None:
    assert is_templated(letter, letter)
    assert is_templated(letter.replace("Jonas Weber", "Ana Gruber"), letter)
    own_words = (
        letter.replace("sorry", "so sorry").replace("This was", "It was").replace("we should", "I should")
    )
    assert not is_templated(letter[:100] + " And now, Ms Huber, something that nobody else was told.", letter)
    assert is_templated(own_words, letter)


@given(st.text(max_size=400), st.sampled_from(Stage), st.sampled_from(["en", "de", "xx"]))
def test_any_text_gets_an_answer(text: str, stage: Stage, language: str) -> None:
    result = check(Draft(text, stage, language), CaseRecord(ref="C-1", customer_name="A"))
    assert 0 <= result.score <= 1
    assert all(text[f.start : f.end].strip() == f.excerpt.strip() for f in result.hard)


@pytest.mark.parametrize(
    "piece",
    ["a", "{{", "1", "1 ", "[name ", "sorry ", "if you ", "we will ", "a.", "A. ", "@", "by 4 May ", "\n"],
)
def test_no_text_however_odd_keeps_it_busy(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    begin = time.process_time()
    check(Draft(text, Stage.FINAL), CaseRecord(ref="C-1", customer_name="A", failure_terms=("alarm clock",)))
    assert time.process_time() - begin < 2
