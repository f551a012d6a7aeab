"""The vectors: sentences, and what of an apology each of them holds. The first tests of the lexicon, not the last."""

from __future__ import annotations

import pytest

from amends.core.apology.english import ENGLISH
from amends.core.apology.german import GERMAN
from amends.core.apology.lexicon import Lexicon
from amends.core.apology.model import CaseRecord, Draft, Stage
from amends.core.apology.reading import read

PARTS = (
    "regret responsibility repair explanation forbearance forgiveness feeling thanks_for_raising non_apology blame"
    " excuse condition replaces_owed cause never_again delay".split()
)


def parts_of(text: str, lexicon: Lexicon) -> set[str]:
    """The names of all parts found; regret and responsibility only where they are not taken back."""
    reading = read(Draft(text, Stage.FINAL, lexicon.language), CaseRecord(), lexicon)
    found = {name for name in PARTS if getattr(lexicon, name).search(text)}
    found -= {"regret"} if not reading.regrets else set()
    found -= {"responsibility"} if not reading.responsibilities else set()
    return found


ENGLISH_VECTORS: list[tuple[str, set[str]]] = [
    ("I am sorry that the alarm woke you.", {"regret"}),
    ("We apologise for the noise in the night.", {"regret"}),
    ("This was our mistake.", {"responsibility"}),
    ("We take full responsibility.", {"responsibility"}),
    ("We should have called you on Monday.", {"responsibility"}),
    ("This was not our fault.", set()),
    ("We are not sorry.", set()),
    ("We will refund the 25 EUR today.", {"repair"}),
    ("I have already replaced the lamp.", {"repair"}),
    ("It rang because nobody checks the clocks.", {"explanation", "cause"}),
    ("We found that the parcel was left in the van.", {"explanation"}),
    ("From now on every clock is reset.", {"forbearance"}),
    ("It will not happen again.", {"forbearance", "never_again"}),
    ("Please forgive us.", {"forgiveness"}),
    ("I understand how frustrating this was.", {"feeling"}),
    ("Thank you for telling us.", {"thanks_for_raising"}),
    ("We are sorry if you were upset.", {"non_apology", "feeling"}),
    ("I am sorry you feel that way.", {"non_apology"}),
    ("I am sorry, but the desk was closed.", {"non_apology"}),
    ("We apologise for any inconvenience.", {"non_apology"}),
    ("Mistakes were made.", {"non_apology"}),
    ("If we made a mistake, tell us.", set()),
    ("You should have read the terms.", {"blame"}),
    ("As per our policy we cannot do that.", {"blame"}),
    ("We were short-staffed that night.", {"excuse"}),
    ("You get 50 EUR if you remove your review.", {"condition"}),
    ("The voucher is yours if you keep this between us.", {"condition"}),
    ("This is in full and final settlement.", {"condition"}),
    ("Here is a voucher instead of your refund.", {"repair", "replaces_owed"}),
    ("I am sorry that you had to wait so long.", {"regret", "delay"}),
    ("We did not keep our word and we let you down.", {"responsibility"}),
]

GERMAN_VECTORS: list[tuple[str, set[str]]] = [
    ("Es tut mir leid, dass Sie geweckt wurden.", {"regret"}),
    ("Das war unser Fehler.", {"responsibility"}),
    ("Wir übernehmen dafür die volle Verantwortung.", {"responsibility"}),
    ("Wir hätten Sie am Montag anrufen sollen.", {"responsibility"}),
    ("Das war nicht unser Fehler.", set()),
    ("Wir erstatten Ihnen heute 25 EUR.", {"repair"}),
    ("Das ist passiert, weil niemand die Wecker prüft.", {"explanation", "cause"}),
    ("Ab sofort prüfen wir jeden Wecker.", {"forbearance"}),
    ("Das wird nicht wieder vorkommen.", {"forbearance", "never_again"}),
    ("Ich verstehe, wie ärgerlich das war.", {"feeling"}),
    ("Danke, dass Sie uns das gesagt haben.", {"thanks_for_raising"}),
    ("Es tut uns leid, falls Sie verärgert waren.", {"non_apology"}),
    ("Wir bitten etwaige Unannehmlichkeiten zu entschuldigen.", {"non_apology"}),
    ("Es wurden Fehler gemacht.", {"non_apology"}),
    ("Sie hätten die Bedingungen lesen sollen.", {"blame"}),
    ("Wegen Personalmangel dauerte es.", {"excuse"}),
    ("Sie erhalten 50 EUR, wenn Sie die Bewertung löschen.", {"repair", "condition"}),
    ("Hier ist ein Gutschein anstelle der Erstattung.", {"repair", "replaces_owed"}),
]


@pytest.mark.parametrize(("text", "parts"), ENGLISH_VECTORS)
def test_an_english_sentence_holds_exactly_these_parts(text: str, parts: set[str]) -> None:
    assert parts_of(text, ENGLISH) == parts


@pytest.mark.parametrize(("text", "parts"), GERMAN_VECTORS)
def test_a_german_sentence_holds_exactly_these_parts(text: str, parts: set[str]) -> None:
    assert parts_of(text, GERMAN) == parts


def test_both_languages_name_every_month() -> None:
    assert set(ENGLISH.months.values()) == set(GERMAN.months.values()) == set(range(1, 13))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I will call you on 6 May.", True),
        ("You hear from me by Wednesday, 6 May, 14:00.", True),
        ("Housekeeping'll bring it at 06:00.", True),
        ("I call you tomorrow.", True),
        ("Your choice is open until 17 May.", True),
        ("The answer comes within two working days.", True),
        ("It happened on 3 May 2026 at 01:10.", False),
        ("You may be tired today.", False),
        ("I will call you.", False),
    ],
)
def test_an_english_next_step_has_an_act_to_come_and_its_time(text: str, found: bool) -> None:
    assert (ENGLISH.next_step.search(text) is not None) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ich rufe Sie am 6. Mai an.", True),
        ("Sie hören von mir bis Mittwoch, 6. Mai, 14:00.", True),
        ("Morgen melde ich mich.", True),
        ("Ihre Wahl ist offen bis 17. Mai.", True),
        ("Es tut mir leid: der Wecker, am 3. Mai 2026 um 01:10.", False),
        ("Ich rufe Sie an.", False),
    ],
)
def test_a_german_next_step_has_an_act_to_come_and_its_time(text: str, found: bool) -> None:
    assert (GERMAN.next_step.search(text) is not None) is found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sehr geehrte Frau Huber,", "Frau Huber"),
        ("Guten Tag, Frau Huber,", "Frau Huber"),
        ("Liebe Kundin,", "Kundin"),
        ("Guten Tag,\n\nes tut mir leid.", None),
        ("Guten Tag, es tut mir leid.", None),
    ],
)
def test_a_german_greeting_gives_the_name(text: str, name: str | None) -> None:
    found = GERMAN.greeting.search(text)
    assert (found["name"] if found else None) == name
