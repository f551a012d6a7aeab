"""Tests of recorded facts by which people are sought: read like cells of a table, kept as a list would tell them."""

from __future__ import annotations

import pytest
from givens.policy import demonstration

from amends.core.incident.sought import Sought, TooManyTests, fact_tests
from amends.core.policy.facts import FactUnknown
from amends.core.policy.notation import CellUnreadable
from amends.core.policy.parse import parse_policy

DOCUMENT = parse_policy(demonstration())


@pytest.mark.parametrize(
    ("name", "test", "value", "passes"),
    [
        ("duration_hours", ">= 4", 4, True),
        ("duration_hours", ">= 4", "4", True),
        ("duration_hours", ">= 4", 3.5, False),
        ("duration_hours", ">= 4", None, False),
        ("duration_hours", ">= 4", "a while", False),
        ("duration_hours", "not(4)", None, False),
        ("duration_hours", "[2..5]", 5, True),
        ("duration_hours", "]2..5[", 5, False),
        ("business", "hotel, airline", "hotel", True),
        ("business", '"hotel"', "airline", False),
        ("business", "not(hotel)", "airline", True),
    ],
)
def test_a_fact_passes_its_test_or_not(name: str, test: str, value: object, passes: bool) -> None:
    tests = fact_tests(DOCUMENT, Sought(facts={name: test}))

    assert tests.pass_on({name: value}) is passes


def test_what_was_not_recorded_passes_nothing_and_no_test_passes_everything() -> None:
    assert not fact_tests(DOCUMENT, Sought(facts={"duration_hours": ">= 0"})).pass_on({})
    assert fact_tests(DOCUMENT, Sought(facts={"duration_hours": " "})).pass_on({})


@pytest.mark.parametrize(("value", "kept"), [(4, "4"), ("9.50", "9.5"), (10, "10"), (0.25, "0.25")])
def test_numbers_that_are_equal_are_kept_alike(value: object, kept: str) -> None:
    tests = fact_tests(DOCUMENT, Sought(facts={"duration_hours": ">= 0"}))

    assert tests.told({"duration_hours": value, "other": 1}) == {"duration_hours": kept}


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"shoe_size": "44"}, FactUnknown),
        ({"duration_hours": ">= four"}, CellUnreadable),
        ({f"fact_{n}": "1" for n in range(7)}, TooManyTests),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(facts: dict[str, str], refusal: type) -> None:
    with pytest.raises(refusal) as refused:
        fact_tests(DOCUMENT, Sought(facts=facts))

    assert refused.value.field == "facts"


def test_only_what_is_said_about_cases_makes_it_a_search_of_cases() -> None:
    assert not Sought(unit_code="harbour", loyalty_tiers=("gold",), facts={"duration_hours": ""}).by_cases
    assert Sought(place_code="H412").by_cases
    assert Sought(place_code="H412", facts={"duration_hours": "> 1"}).as_data() == {
        "place": "H412",
        "facts": {"duration_hours": "> 1"},
    }
