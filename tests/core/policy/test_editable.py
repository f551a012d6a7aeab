"""A policy as people edit it says no more than needed and is read back equal."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from givens.tables import documents
from hypothesis import given, settings

from amends.core.policy.editable import block, editable
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy

ROOT = Path(__file__).parents[3]
POLICIES = [
    *sorted((ROOT / "examples/policies").glob("*.yaml")),
    ROOT / "amends/entrypoints/cli/demonstration/policy.yaml",
]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_policy_is_read_back_equal(path: Path) -> None:
    document = parse_policy(yaml.safe_load(path.read_text()))
    assert parse_policy(editable(document)) == document


@settings(max_examples=100, deadline=None)
@given(documents())
def test_any_table_is_read_back_equal(document: PolicyDocument) -> None:
    assert parse_policy(editable(document)) == document


def test_what_would_be_so_anyhow_is_left_out_and_columns_stand_below_each_other() -> None:
    policy = parse_policy(
        {
            "name": "p",
            "currency": "EUR",
            "facts": [{"name": "wait", "type": "number", "optional": True}, {"name": "tier"}],
            "amounts": {"small": Decimal("0.1"), "exact": "123456789012.123456789012"},
            "tables": [
                {"name": "answer", "rows": 'wait | tier || points\n> 10 | "gold" || 3\n<= 10 | - || 10'}
            ],
        }
    )
    assert editable(policy) == {
        "name": "p",
        "currency": "EUR",
        "facts": [{"name": "wait", "type": "number", "optional": True}, {"name": "tier"}],
        "amounts": {"small": 0.1, "exact": "123456789012.123456789012"},
        "tables": [
            {
                "name": "answer",
                "hit_policy": "unique",
                "rows": 'wait  | tier   || points\n> 10  | "gold" || 3\n<= 10 | -      || 10\n',
            }
        ],
    }
    assert block(policy.tables[0]) == editable(policy)["tables"][0]["rows"]  # type: ignore[index]
