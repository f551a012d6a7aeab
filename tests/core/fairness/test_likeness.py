"""What makes two cases alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from amends.core.fairness.likeness import likeness_key
from amends.core.policy.parse import parse_policy

DOCUMENT = parse_policy(
    {
        "name": "P",
        "currency": "EUR",
        "facts": [
            {"name": "failure"},
            {"name": "price", "type": "money"},
            {"name": "wait_minutes", "type": "number"},
            {"name": "failure_date", "type": "date"},
            {"name": "wait", "type": "duration"},
        ],
    }
)
CASE: dict[str, Any] = {"failure": "late", "price": 61.2, "wait_minutes": 2, "failure_date": "2026-05-04"}


def key(**changed: Any) -> str | None:
    return likeness_key(DOCUMENT, json.dumps({**CASE, **changed}))


@pytest.mark.parametrize(
    "changed", [{"failure_date": "2026-05-09"}, {"price": 98.99}, {"unknown_now": 1}, {"wait": None}]
)
def test_the_day_and_the_cents_make_no_other_case(changed: dict[str, Any]) -> None:
    assert key(**changed) == key()


@pytest.mark.parametrize(
    "changed", [{"failure": "cold"}, {"price": 102}, {"price": None}, {"wait_minutes": 3}, {"wait": "PT2H"}]
)
def test_what_the_policy_asks_about_does(changed: dict[str, Any]) -> None:
    assert key(**changed) != key()


def test_what_can_no_longer_be_read_is_compared_with_nothing() -> None:
    assert key(price="dear") is None
