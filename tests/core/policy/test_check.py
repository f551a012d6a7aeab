"""The check finds what was planted, and nothing where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from amends.core.policy.check import check_policy
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy

FACTS = [
    {"name": "tier", "choices": ["gold", "silver"]},
    {"name": "days", "type": "number", "least": 0, "whole": True},
    {"name": "spent", "type": "money", "least": 0, "optional": True},
]


def found(*tables: dict[str, Any], gestures: list[dict[str, Any]] | None = None) -> list[tuple[str, str]]:
    data = {
        "name": "p",
        "currency": "EUR",
        "facts": FACTS,
        "tables": list(tables),
        "gestures": gestures or [],
    }
    return [(weakness.code, str(weakness)) for weakness in check_policy(parse_policy(data))]


def table(rows: str, hit_policy: str = "unique", name: str = "verdict", **more: object) -> dict[str, Any]:
    return {"name": name, "hit_policy": hit_policy, "rows": rows, **more}


def test_the_demonstration_policy_has_no_weakness(document: PolicyDocument) -> None:
    assert check_policy(document) == []


@pytest.mark.parametrize(
    "rows",
    [
        'tier | days || v\n "gold" | - || 1\n "silver" | <= 3 || 2\n "silver" | >= 4 || 3',
        "spent || v\n null || 1\n <= 10 || 2\n > 10 || 3",
        'spent | tier || v\n - | "gold" || 1\n not(null) | "silver" || 2\n null | "silver" || 3',
    ],
)
def test_a_whole_table_has_no_weakness(rows: str) -> None:
    assert found(table(rows)) == []


@pytest.mark.parametrize(
    ("rows", "case"),
    [
        (
            'tier | days || v\n "gold" | - || 1\n "silver" | < 3 || 2\n "silver" | > 3 || 3',
            'tier "silver", days 3',
        ),
        ('tier || v\n "gold" || 1', 'tier "silver"'),
        ("spent || v\n <= 10 || 2\n > 10 || 3", "spent null"),
        ("days || v\n [1..2] || 1\n >= 3 || 2", "days 0"),
        ("spent || v\n null || 0\n < 10 || 1\n > 10 || 3", "spent 10"),
    ],
)
def test_a_gap_is_found_with_an_example(rows: str, case: str) -> None:
    gaps = [words for code, words in found(table(rows)) if code == "gap"]
    assert len(gaps) == 1
    # The example names the whole piece in which the gap lies.
    expected = "days < 1" if case == "days 0" else case
    assert gaps == [f"Table verdict has no row for: {expected}. Add a row for it."]


def test_an_overlap_is_found_with_its_rows_and_an_example() -> None:
    rows = 'tier | days || v\n "gold" | - || 1\n - | >= 3 || 2\n "silver" | < 3 || 3'
    assert found(table(rows)) == [
        (
            "overlap",
            'Table verdict: rows 1, 2 both hit for: tier "gold", days 3. Make one of them narrower.',
        )
    ]
    assert found(table(rows, "first")) == []


def test_rows_of_any_that_agree_are_no_overlap() -> None:
    rows = 'tier || v\n "gold" || 1\n - || 1'
    assert found(table(rows, "any")) == []
    assert [code for code, _ in found(table(rows.replace("- || 1", "- || 2"), "any"))] == ["overlap"]


def test_a_row_that_never_counts_is_found() -> None:
    hidden = "days || v\n >= 0 || 1\n > 5 || 2"
    assert [code for code, _ in found(table(hidden, "first"))] == ["unreachable"]
    assert found(table(hidden, "rule_order")) == []
    impossible = "days || v\n - || 1\n (1..2) || 2"
    assert [words for code, words in found(table(impossible, "rule_order")) if code == "unreachable"] == [
        "Table verdict, row 2 never counts. Take it out, or change what hides it."
    ]


def test_an_outcome_that_falls_is_found() -> None:
    rows = 'days | tier || v\n < 2 | - || 1\n [2..4] | "gold" || 3\n [2..4] | "silver" || 2\n > 4 | - || 2'
    assert found(table(rows)) == []
    assert found(table(rows, rises_with=["days"])) == [
        ("falls", 'Table verdict falls when days rises from 4 to > 4, for: tier "gold".')
    ]


def test_tables_that_compare_facts_are_named_as_not_searchable() -> None:
    assert [code for code, _ in found(table("days || v\n > spent || 1"))] == ["not_searchable"]


def gesture(**changes: object) -> dict[str, Any]:
    base = {"code": "back", "name": "Money back", "type": "immediate_money", "form": "money"}
    return {**base, "amount": {"percent": 50, "of": "spent"}, **changes}


GUARD = 'gesture_type | amount || decision\n - | - || "allow"\n - | > 50 || "L1"'


def test_a_gesture_without_end_that_nobody_approves_is_an_authority_hole() -> None:
    guard = table(GUARD, "collect", "guard")
    assert found(guard, gestures=[gesture()]) == []
    narrow = table(GUARD.replace("- | > 50", '"exchange" | > 50'), "collect", "guard")
    assert [code for code, _ in found(narrow, gestures=[gesture()])] == ["authority_hole"]
    assert found(narrow, gestures=[gesture(type="exchange"), gesture(code="ten", amount=10)]) == []


def test_a_guard_row_that_falls_silent_is_a_gap() -> None:
    guard = table('amount || decision\n < 50 || "allow"\n > 50 || "L1"', "collect", "guard")
    assert [code for code, _ in found(guard)] == ["gap"]


def test_gestures_that_fit_nowhere_are_declined_always_or_have_no_budget_are_found() -> None:
    band = table('tier || band\n "gold" || "G2"\n "silver" || "G1"', name="band")
    guard = table('gesture || decision\n - || "allow"\n "no" || "decline"', "collect", "guard")
    gestures = [
        gesture(code="high", bands=["G4"], amount=5),
        gesture(code="no", bands=["G1"], amount=5),
        gesture(code="free", bands=["G1"], amount=5, budget=False),
    ]
    codes = [code for code, _ in found(band, guard, gestures=gestures)]
    assert codes == ["never_fits", "no_budget", "empty_band", "always_declined"]
    assert [code for code, _ in found(band, gestures=gestures[1:2])] == ["empty_band", "no_guard"]


def test_every_planted_hole_in_the_demonstration_policy_is_found(pytestconfig: pytest.Config) -> None:
    source = pytestconfig.rootpath / "amends/entrypoints/cli/demonstration/policy.yaml"
    data = yaml.safe_load(source.read_text())
    for item in data["tables"]:
        if item["name"] not in {"remedy", "band"}:
            continue
        lines = item["rows"].splitlines()
        for number in range(1, len(lines)):
            rows = "\n".join(line for place, line in enumerate(lines) if place != number)
            holed = {**data, "tables": [{**t, "rows": rows} if t is item else t for t in data["tables"]]}
            assert "gap" in [weakness.code for weakness in check_policy(parse_policy(holed))]
