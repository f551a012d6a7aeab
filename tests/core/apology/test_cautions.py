"""Warnings, both ways: they are told, and they stop nothing."""

from __future__ import annotations

import dataclasses

import pytest

from amends.core.apology.model import CaseRecord, Draft, Stage
from amends.core.apology.rubric import check


def codes(text: str, record: CaseRecord, stage: Stage = Stage.FINAL) -> list[str]:
    return [warning.code for warning in check(Draft(text, stage), record).warnings]


def test_the_sound_letter_has_none(letter: str, record: CaseRecord) -> None:
    assert codes(letter, record) == []


def test_an_excuse_before_regret(letter: str, record: CaseRecord) -> None:
    excuse = "We were short-staffed."
    assert codes(letter.replace("I am sorry", f"{excuse} I am sorry"), record) == ["excuse_first"]
    assert codes(letter.replace("Thank you", f"{excuse} Thank you"), record) == []


def test_words_of_blame(letter: str, record: CaseRecord) -> None:
    result = check(Draft(letter + "\nAs per our policy the desk closes at 23:00.", Stage.FINAL), record)
    assert [(w.code, w.excerpt) for w in result.warnings] == [("blame", "As per our policy")]
    assert result.is_sendable


def test_a_letter_in_which_nobody_acts(record: CaseRecord) -> None:
    passive = "The alarm was not reset. The clock will be checked."
    assert "passive_only" in codes(passive, record)
    assert "passive_only" not in codes(passive + " I am sorry.", record)


def test_regret_within_the_first_three_sentences(letter: str, record: CaseRecord) -> None:
    late = letter.replace(
        "Dear Ms Huber,\n\n", "Dear Ms Huber,\n\nIt is Sunday. It rains. The house is full. "
    )
    assert codes(late, record) == ["regret_late"]


@pytest.mark.parametrize(
    ("count", "expected"), [(59, ["too_short"]), (60, []), (250, []), (251, ["too_long"])]
)
def test_length_outside_60_to_250_words(count: int, expected: list[str]) -> None:
    text = "We go on. " * (count // 3) + "We " * (count % 3)
    found = [code for code in codes(text, CaseRecord()) if code.startswith("too_")]
    assert found == expected


def test_the_graver_it_was_the_longer_it_may_be() -> None:
    text = "We go on. " * 100
    assert "too_long" in codes(text, CaseRecord(severity=3))
    assert "too_long" not in codes(text, CaseRecord(severity=4))


def test_first_words_are_short_by_nature(first_words: str, record: CaseRecord) -> None:
    assert codes(first_words, record, Stage.ACK) == []


def test_a_text_that_is_hard_to_read() -> None:
    heavy = (
        "Notwithstanding considerable organisational complications, responsibility for communicating"
        " unsatisfactory accommodation arrangements indisputably necessitates comprehensive reconsideration."
    )
    assert "hard_to_read" in codes(heavy, CaseRecord())


def test_the_same_text_again(letter: str, record: CaseRecord) -> None:
    again = dataclasses.replace(record, earlier_messages=("Something else.", letter))
    result = check(Draft(letter, Stage.FINAL), again)
    assert [w.text for w in result.warnings] == [
        "100 % of this stands in an earlier message to the same customer."
    ]


def test_one_apology_for_each_failure(letter: str, record: CaseRecord) -> None:
    twice = letter + "\nOnce more, I apologise for the alarm."
    assert codes(twice, record) == ["too_many_apologies"]
    assert codes(twice, dataclasses.replace(record, failures=2)) == []


def test_the_apology_for_the_delay_is_not_one_too_many(letter: str, record: CaseRecord) -> None:
    late = dataclasses.replace(record, overdue=True)
    assert codes(letter + "\nI am sorry that you had to wait so long.", late) == []


def test_forgiveness_is_not_asked_for_before_it_is_put_right(letter: str, record: CaseRecord) -> None:
    asking = letter + "\nPlease forgive us."
    assert codes(asking, record) == ["forgiveness_early"]
    assert codes(asking, dataclasses.replace(record, put_right=True)) == []
