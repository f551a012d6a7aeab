"""The demonstration policy, read once, and the shortest way to facts and a standing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from amends.core.money import Money
from amends.core.policy.facts import read_facts
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import document_digest, document_text, parse_policy
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts

POLICY = Path(__file__).parents[3] / "amends/entrypoints/cli/demonstration/policy.yaml"
NOTHING = Money.zero("EUR")


@pytest.fixture(scope="session")
def document() -> PolicyDocument:
    return parse_policy(yaml.safe_load(POLICY.read_text()))


@pytest.fixture(scope="session")
def digest(document: PolicyDocument) -> str:
    return document_digest(document_text(document))


@pytest.fixture(scope="session")
def given_facts(document: PolicyDocument) -> Callable[..., Facts]:
    """A woken hotel guest, with whatever the test changes."""

    def build(**changes: object) -> Facts:
        facts: dict[str, object] = {
            "business": "hotel",
            "jurisdiction": "eu",
            "harm_class": "inconvenience",
            "criticality": "medium",
            "affected_count": 1,
            "vulnerability_need": False,
            "locus": "firm",
            "service": "accepted",
            "lost_resource": "service",
            "reperformance_possible": False,
            "double_deviation": 0,
        }
        return read_facts(document, {**facts, **changes})

    return build


@pytest.fixture(scope="session")
def given_standing() -> Callable[..., Standing]:
    """The night desk with 200 of 500 euros left, with whatever the test changes."""

    def build(**changes: object) -> Standing:
        budget = BudgetLeft(7, "Night desk", "team", Money(20_000, "EUR"), Money(50_000, "EUR"))
        fields: dict[str, object] = {
            "actor_role": "front_line",
            "actor_level": 0,
            "given_this_case": NOTHING,
            "given_90_days": NOTHING,
            "given_365_days": NOTHING,
            "today": date(2026, 3, 1),
            "budgets": (budget,),
        }
        return Standing(**{**fields, **changes})  # type: ignore[arg-type]

    return build
