"""Every hit policy, alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from amends.core.policy.hits import Outcome, RowsContradict, decide_table
from amends.core.policy.parse import parse_policy
from amends.core.policy.values import FactValue

ROWS = """
    age    || status       | points
    >= 18  || "approved"   | 10
    < 30   || "declined"   | 40
    >= 0   || "approved"   | 20
"""


def decide(hit_policy: str, age: int | None, rows: str = ROWS) -> Outcome:
    document = parse_policy(
        {
            "name": "p",
            "currency": "EUR",
            "facts": [{"name": "age_of_booking", "type": "number", "optional": True}],
            "tables": [
                {
                    "name": "approval",
                    "hit_policy": hit_policy,
                    "outputs": [
                        {"name": "status", "type": "string", "choices": ['"approved"', '"declined"']}
                    ],
                    "rows": rows.replace("age ", "age_of_booking "),
                }
            ],
        }
    )
    facts: dict[str, FactValue] = {} if age is None else {"age_of_booking": Decimal(age)}
    return decide_table(document.tables[0], facts)


@pytest.mark.parametrize(
    ("hit_policy", "age", "rows", "values"),
    [
        ("unique", 40, None, RowsContradict),
        ("unique", -1, (2,), {"status": "declined", "points": 40}),
        ("unique", None, (), {"status": None, "points": None}),
        ("any", 40, None, RowsContradict),
        ("any", -1, (2,), {"status": "declined", "points": 40}),
        ("first", 20, (1,), {"status": "approved", "points": 10}),
        ("first", 5, (2,), {"status": "declined", "points": 40}),
        ("priority", 5, (3,), {"status": "approved", "points": 20}),
        ("priority", -1, (2,), {"status": "declined", "points": 40}),
        (
            "rule_order",
            20,
            (1, 2, 3),
            {"status": ("approved", "declined", "approved"), "points": (10, 40, 20)},
        ),
        (
            "output_order",
            20,
            (1, 3, 2),
            {"status": ("approved", "approved", "declined"), "points": (10, 20, 40)},
        ),
        ("collect", 40, (1, 3), {"status": ("approved", "approved"), "points": (10, 20)}),
        ("collect", None, (), {"status": (), "points": ()}),
        ("collect_count", 20, (1, 2, 3), {"status": 3, "points": (10, 40, 20)}),
        ("collect_count", None, (), {"status": 0, "points": ()}),
    ],
)
def test_each_hit_policy_answers_as_dmn_says(
    hit_policy: str, age: int | None, rows: tuple[int, ...] | None, values: object
) -> None:
    if rows is None:
        with pytest.raises(RowsContradict):
            decide(hit_policy, age)
        return
    outcome = decide(hit_policy, age)
    assert (outcome.rows, dict(outcome.values)) == (rows, values)


NUMBERS = """
    age    || points | status
    >= 18  || 10     | "approved"
    < 30   || 40     | "declined"
    >= 0   || 20     | "approved"
"""


@pytest.mark.parametrize(
    ("hit_policy", "total", "rows"),
    [
        ("collect_sum", 70, (1, 2, 3)),
        ("collect_min", 10, (1,)),
        ("collect_max", 40, (2,)),
        ("collect_count", 3, (1, 2, 3)),
    ],
)
def test_collect_boils_the_first_output_down_and_keeps_the_rows_that_made_it(
    hit_policy: str, total: int, rows: tuple[int, ...]
) -> None:
    outcome = decide(hit_policy, 20, NUMBERS)
    assert (dict(outcome.values)["points"], outcome.rows) == (total, rows)


def test_any_is_content_with_rows_that_agree() -> None:
    agreeing = 'age || status\n >= 18 || "approved"\n >= 0 || "approved"'
    outcome = decide("any", 20, agreeing)
    assert (outcome.rows, dict(outcome.values)) == ((1,), {"status": "approved"})
