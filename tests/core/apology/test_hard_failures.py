"""Hard failures of form and claim, both ways: a letter that has one is stopped for it alone, its neighbour is not."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from amends.core.apology.model import CaseRecord, Draft, HardFailure, Stage
from amends.core.apology.rights import rights_of
from amends.core.apology.rubric import check


def hard(text: str, record: CaseRecord, stage: Stage = Stage.FINAL, **draft: object) -> list[HardFailure]:
    return list(check(Draft(text, stage, **draft), record).hard)  # type: ignore[arg-type]


def ids(text: str, record: CaseRecord, stage: Stage = Stage.FINAL, **draft: object) -> list[str]:
    return [failure.id for failure in hard(text, record, stage, **draft)]


def test_the_sound_letter_passes_as_answer_and_as_decision(letter: str, record: CaseRecord) -> None:
    assert ids(letter, record, Stage.RESPONSE) == []
    assert ids(letter, record, Stage.FINAL) == []


def test_the_sound_first_words_pass(first_words: str, record: CaseRecord) -> None:
    assert ids(first_words, record, Stage.ACK) == []


@pytest.mark.parametrize(
    "hole", ["{{ name }}", "[NAME]", "TBC", "<FIELD>", "[insert date]", "%(amount)s", "{first_name}", "XXX"]
)
def test_h1_a_hole_nobody_filled(letter: str, record: CaseRecord, hole: str) -> None:
    text = letter + "\n" + hole
    (failure,) = hard(text, record)
    assert (failure.id, failure.excerpt) == ("H1", hole)
    assert text[failure.start : failure.end] == hole
    assert failure.text == f"{hole} is still to be filled in."


def test_h1_marks_for_links_and_vouchers_are_no_holes(letter: str, record: CaseRecord) -> None:
    assert ids(letter + "\nYour code: {voucher:7Kq_x-1}, your page: {link:AbC9}", record) == []


@pytest.mark.parametrize(
    ("sentence", "excerpt"),
    [
        ("We are sorry if this upset you.", "sorry if"),
        ("We are sorry you feel that way.", "sorry you feel"),
        ("I am sorry, but you came late.", "sorry, but"),
        ("We regret any inconvenience.", "regret any inconvenience"),
        ("Mistakes were made.", "Mistakes were made"),
        ("I am sorry that you felt it necessary to complain.", "sorry that you felt"),
    ],
)
def test_h2_words_that_are_no_apology(letter: str, record: CaseRecord, sentence: str, excerpt: str) -> None:
    (failure,) = hard(letter + "\n" + sentence, record)
    assert (failure.id, failure.excerpt) == ("H2", excerpt)


def test_h5_what_was_ours_is_owned(letter: str, record: CaseRecord) -> None:
    vague = letter.replace("This was our mistake: we should have reset it", "It was not reset")
    assert ids(vague, record) == ["H5"]
    assert ids(vague, record, Stage.RESPONSE) == []
    assert ids(vague, dataclasses.replace(record, finding="not_upheld")) == []


@pytest.mark.parametrize("locus", ["external", "unknown", "customer", ""])
def test_h6_nothing_is_owned_before_it_is_found(letter: str, record: CaseRecord, locus: str) -> None:
    early = dataclasses.replace(record, locus=locus)
    (failure,) = hard(letter, early)
    assert (failure.id, failure.excerpt) == ("H6", "This was our mistake")


def test_h6_nothing_is_owned_under_a_legal_hold(letter: str, record: CaseRecord) -> None:
    assert ids(letter, dataclasses.replace(record, legal_hold=True)) == ["H6"]
    assert ids(letter, dataclasses.replace(record, locus="shared")) == []


def test_h7_no_cause_before_it_is_known(letter: str, record: CaseRecord) -> None:
    open_cause = dataclasses.replace(record, cause_known=False)
    (failure,) = hard(letter, open_cause)
    assert failure.id == "H7"
    assert failure.excerpt == "It rang because nobody checks the clocks between two stays."
    honest = letter.replace(
        failure.excerpt, "We do not yet know why it rang, and I will tell you as soon as we know."
    )
    assert ids(honest, open_cause) == []


def test_h8_no_promise_without_a_corrective_action(letter: str, record: CaseRecord) -> None:
    promise = letter + "\nIt will not happen again."
    assert ids(promise, record) == []
    (failure,) = hard(promise, dataclasses.replace(record, corrective_action=False))
    assert (failure.id, failure.excerpt) == ("H8", "will not happen again")


@pytest.mark.parametrize(("earlier", "found"), [(date(2025, 5, 4), ["H8"]), (date(2025, 5, 3), [])])
def test_h8_the_same_promise_is_not_made_twice_in_a_year(
    letter: str, record: CaseRecord, earlier: date, found: list[str]
) -> None:
    promise = letter + "\nIt will not happen again."
    assert ids(promise, dataclasses.replace(record, promised_not_to_repeat_on=(earlier,))) == found


def test_h10_late_means_sorry_for_the_wait_too(letter: str, record: CaseRecord) -> None:
    late = dataclasses.replace(record, overdue=True)
    assert ids(letter, late) == ["H10"]
    assert ids(letter + "\nI am sorry that you had to wait so long for this answer.", late) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The voucher is yours if you delete your review.",
        "It is a gift on condition that you keep this confidential.",
        "Take it in full and final settlement.",
        "The voucher comes instead of your refund.",
    ],
)
def test_h11_no_strings_attached(letter: str, record: CaseRecord, sentence: str) -> None:
    assert ids(letter + "\n" + sentence, record) == ["H11"]


@pytest.mark.parametrize(("before", "template", "found"), [(2, True, ["H14"]), (1, True, []), (2, False, [])])
def test_h14_the_third_apology_is_a_persons_own(
    letter: str, record: CaseRecord, before: int, template: bool, found: list[str]
) -> None:
    often = dataclasses.replace(record, apologies_90_days=before)
    failures = hard(letter, often, from_template=template)
    assert [failure.id for failure in failures] == found
    if found:
        assert "number 3" in failures[0].text


def test_h14_after_a_failed_recovery_no_template(letter: str, record: CaseRecord) -> None:
    twice = dataclasses.replace(record, open_double_deviation=True)
    assert ids(letter, twice, from_template=True) == ["H14"]
    assert ids(letter, twice, from_template=False) == []


def test_the_first_word_thanks_or_regrets(first_words: str, record: CaseRecord) -> None:
    dry = first_words.replace("Thank you for telling us about the alarm clock.", "Your alarm clock.")
    assert ids(dry, record, Stage.ACK) == ["A1"]
    assert ids(dry.replace("Your alarm", "I am sorry about the alarm"), record, Stage.ACK) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It rang because the last guest had set it.",
        "You will get a voucher.",
        "You will have 25 EUR.",
        "It will not happen again.",
        "There is 10 % for you.",
        "A room upgrade awaits.",
    ],
)
def test_the_first_word_neither_explains_nor_promises(
    first_words: str, record: CaseRecord, sentence: str
) -> None:
    assert ids(f"{first_words}\n{sentence}", record, Stage.ACK) == ["A2"]


def test_the_first_word_is_asked_for_nothing_else(first_words: str, record: CaseRecord) -> None:
    hard_case = dataclasses.replace(
        record,
        legal_hold=True,
        overdue=True,
        cause_known=False,
        apologies_90_days=9,
        rights=rights_of("uk_fca_disp"),
    )
    text = first_words.replace("Thank you for", "This was our mistake. Thank you for")
    assert ids(text, hard_case, Stage.ACK, from_template=True) == []
