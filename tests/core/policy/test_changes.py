"""What changed between two policies, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from amends.core.policy.changes import policy_changes
from amends.core.policy.parse import parse_policy

POLICY: dict[str, Any] = {
    "name": "p",
    "currency": "EUR",
    "facts": [{"name": "wait", "type": "number", "optional": True}, {"name": "price", "type": "money"}],
    "amounts": {"small": 5},
    "tables": [
        {
            "name": "answer",
            "hit_policy": "first",
            "inputs": ["wait"],
            "outputs": ["say", "level"],
            "rules": [
                {"when": ["> 60"], "then": ['"sorry"', 3], "note": "long"},
                {"when": ["> 30"], "then": ['"soon"', 2], "note": "middling"},
                {"when": ["-"], "then": ['"fine"', 1]},
            ],
        }
    ],
    "gestures": [
        {
            "code": "tea",
            "name": "Tea",
            "type": "exchange",
            "form": "item",
            "amount": 4,
            "needs_acceptance": False,
        }
    ],
}


def edited(change: Any) -> list[str]:
    after = copy.deepcopy(POLICY)
    change(after)
    return [str(one) for one in policy_changes(parse_policy(POLICY), parse_policy(after))]


def rules(data: Any) -> Any:
    return data["tables"][0]["rules"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: None, []),
        (lambda p: p.update(currency="USD"), ["currency was EUR and is USD."]),
        (lambda p: p["facts"].append({"name": "tier"}), ["New: the fact “tier”."]),
        (
            lambda p: p["facts"][1].update(label="The bill"),
            ["The fact “price”: label was – and is The bill."],
        ),
        (lambda p: p["amounts"].update(small=6), ["The amount “small”: amount was 5 and is 6."]),
        (lambda p: p["amounts"].pop("small"), ["Gone: the amount “small”."]),
        (
            lambda p: p["gestures"][0].update(max_per_case=1),
            ["The gesture “tea”: max_per_case was – and is 1."],
        ),
        (
            lambda p: rules(p)[0].update(when=["> 45"]),
            ["Table answer, row 1: wait was > 60 and is > 45."],
        ),
        (
            lambda p: rules(p)[1].update(note="so so"),
            ["Table answer, row 2: remark was middling and is so so."],
        ),
        (
            lambda p: rules(p).insert(0, {"when": ["> 120"], "then": ['"call"', 5]}),
            ['Table answer, new row 1: wait > 120, say "call", level 5.'],
        ),
        (
            lambda p: rules(p).pop(1),
            ['Table answer, row 2 is gone: wait > 30, say "soon", level 2, remark middling.'],
        ),
        (lambda p: rules(p).append(rules(p).pop(0)), ["Table answer: row 1 is row 3 now."]),
        (
            lambda p: p["tables"][0].update(hit_policy="rule_order"),
            ["The table “answer”: hit_policy was first and is rule_order."],
        ),
    ],
)
def test_a_change_is_said_in_a_sentence(change: Any, words: list[str]) -> None:
    assert edited(change) == words


def test_order_is_no_change_where_it_means_nothing() -> None:
    before, after = copy.deepcopy(POLICY), copy.deepcopy(POLICY)
    for policy in (before, after):
        policy["tables"][0]["hit_policy"] = "collect"
    rules(after).reverse()
    assert policy_changes(parse_policy(before), parse_policy(after)) == ()
