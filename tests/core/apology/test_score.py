"""The score and, apart from it, empathy: what each part adds, and that nothing else does."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from amends.core.apology.model import CaseRecord, Draft, Empathy, Stage
from amends.core.apology.rubric import check
from amends.core.apology.score import WEIGHTS

PARTS = {
    "responsibility": "This was our mistake.",
    "repair": "We will refund your bill.",
    "regret": "I am sorry.",
    "explanation": "We found that nobody had checked.",
    "forbearance": "From now on a colleague checks.",
}


def score(text: str, record: CaseRecord) -> Decimal:
    return check(Draft(text, Stage.RESPONSE), record).score


def test_the_weights_follow_lewicki_and_sum_to_one() -> None:
    assert dict(WEIGHTS) == {
        "responsibility": Decimal("0.30"),
        "repair": Decimal("0.25"),
        "regret": Decimal("0.15"),
        "explanation": Decimal("0.15"),
        "forbearance": Decimal("0.15"),
    }
    assert sum(WEIGHTS.values()) == 1


@pytest.mark.parametrize("part", list(PARTS))
def test_each_part_adds_its_weight_alone(part: str) -> None:
    assert score(PARTS[part], CaseRecord()) == WEIGHTS[part]
    rest = " ".join(text for name, text in PARTS.items() if name != part)
    assert score(rest, CaseRecord()) == 1 - WEIGHTS[part]


def test_a_whole_apology_scores_one_and_says_where_each_part_is(letter: str, record: CaseRecord) -> None:
    result = check(Draft(letter, Stage.FINAL), record)
    assert result.score == 1
    assert {part.name: part.excerpt for part in result.components} == {
        "responsibility": "This was our mistake",
        "repair": "here is a breakfast voucher",
        "regret": "sorry",
        "explanation": "because nobody",
        "forbearance": "We have changed",
    }


def test_asking_for_forgiveness_adds_nothing() -> None:
    assert score("Please forgive us.", CaseRecord()) == 0


def test_naming_the_approved_remedy_is_repair(record: CaseRecord) -> None:
    assert score("Late check-out until 14:00.", record) == WEIGHTS["repair"]
    assert score("{voucher:AbC-9}", record) == WEIGHTS["repair"]


def test_a_non_apology_is_no_regret() -> None:
    assert score("We are sorry if you were upset.", CaseRecord()) == 0


def test_other_weights_may_be_tried() -> None:
    only_regret = {"regret": Decimal(1)}
    assert check(Draft("I am sorry.", Stage.RESPONSE), CaseRecord(), only_regret).score == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You lost your sleep.", Empathy(True, False, False)),
        ("I see how exhausting it was.", Empathy(False, True, False)),
        ("Thank you for telling us.", Empathy(False, False, True)),
        ("You will hear from us.", Empathy(False, False, False)),
    ],
)
def test_empathy_names_impact_feeling_and_thanks(text: str, expected: Empathy, record: CaseRecord) -> None:
    assert check(Draft(text, Stage.RESPONSE), record).empathy == expected


def test_empathy_is_counted_apart(letter: str, record: CaseRecord) -> None:
    result = check(Draft(letter, Stage.FINAL), record)
    assert result.empathy.total == 3
    cold = dataclasses.replace(record, impact_terms=())
    assert check(Draft(letter, Stage.FINAL), cold).score == result.score
