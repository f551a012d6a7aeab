"""Any draft and any past that can be thought of: guards, ceilings, gestures and amounts at random."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from givens.past import Wish, lived
from hypothesis import reject
from hypothesis import strategies as st

import amends.entrypoints.cli
from amends.core.backtest.past import Alternative, PastDecision
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, parse_policy

POLICY = Path(amends.entrypoints.cli.__file__).parent / "demonstration" / "policy.yaml"
DATA: dict[str, Any] = yaml.safe_load(POLICY.read_text())
BEFORE = parse_policy(DATA)
CODES = ["personal_call", "handwritten_note", "chocolates", "late_check_out", "breakfast", "room_upgrade",
         "night_part", "night_back", "goodwill_credit"]  # fmt: skip
FACTS = st.fixed_dictionaries(
    {
        "business": st.just("hotel"),
        "jurisdiction": st.just("eu"),
        "harm_class": st.sampled_from(["inconvenience", "financial", "distress", "safety"]),
        "duration_hours": st.integers(0, 12),
        "criticality": st.sampled_from(["low", "medium", "high"]),
        "affected_count": st.integers(1, 3),
        "vulnerability_need": st.booleans(),
        "locus": st.sampled_from(["firm", "firm", "firm", "unknown", "customer"]),
        "service": st.sampled_from(["accepted", "rejected"]),
        "lost_resource": st.sampled_from(["service", "goods"]),
        "price": st.none() | st.integers(20, 400) | st.decimals(20, 400, places=2),
        "reperformance_possible": st.booleans(),
        "double_deviation": st.integers(0, 2),
    }
)
WISHES = st.lists(
    st.builds(
        Wish,
        customer=st.integers(1, 3),
        case=st.integers(1, 4),
        hours_later=st.integers(1, 24 * 20),
        facts=FACTS,
        gesture=st.none() | st.sampled_from(CODES),
        answer=st.sampled_from(["kept", "kept", "declined", "refused"]),
        role=st.sampled_from(["front_line", "lead"]),
    ),
    min_size=1,
    max_size=14,
)
CAPS = st.fixed_dictionaries({1: st.integers(0, 600_00), 2: st.integers(0, 900_00)})


def borders(*numbers: int) -> st.SearchStrategy[str]:
    """A cell about a number: above, from, below, within, exactly, missing, or whatever."""
    number = st.sampled_from(numbers)
    return st.one_of(
        st.just("-"),
        st.tuples(st.sampled_from([">", ">=", "<", "<="]), number).map(lambda cell: f"{cell[0]} {cell[1]}"),
        st.tuples(number, number).map(lambda ends: f"[{min(ends)}..{max(ends)})"),
        number.map(lambda one: f"not({one})"),
        st.just("null"),
    )


def words(*choices: str) -> st.SearchStrategy[str]:
    one = st.sampled_from(choices).map(json.dumps)
    return st.one_of(st.just("-"), one, one.map(lambda text: f"not({text})"))


EUROS = borders(0, 18, 40, 44, 60, 88, 120, 200, 500)
GUARD_CELLS = {
    "gesture": words(*CODES),
    "gesture_type": words("psychological", "exchange", "immediate_money"),
    "gesture_form": words("item", "money", "upgrade"),
    "gesture_band": words("G1", "G2", "G3"),
    "amount": EUROS,
    "true_cost": borders(4, 5, 13, 20, 35),
    "case_total": EUROS,
    "percent_of_price": borders(10, 25, 44, 50, 100),
    "given_this_case": EUROS,
    "given_90_days": EUROS,
    "given_365_days": EUROS,
    "count_90_days": borders(0, 1, 2, 3),
    "actor_role": words("front_line", "lead"),
    "actor_level": borders(0, 1),
    "budget_left": EUROS,
    "budget_used_percent": borders(10, 50, 80, 100),
    "signals": words("often"),
    "signal_count": borders(0, 1),
    "harm_class": words("distress", "financial"),
    "severity": borders(1, 2, 3),
    "price": EUROS,
}


@st.composite
def guards(draw: st.DrawFn) -> dict[str, Any]:
    """Any guard table: up to six columns of all that a guard can look at."""
    inputs = draw(st.lists(st.sampled_from(sorted(GUARD_CELLS)), min_size=1, max_size=6, unique=True))
    answers = st.sampled_from(["allow", "allow", "L1", "L2", "decline"])
    rules = [
        {"when": [draw(GUARD_CELLS[name]) for name in inputs], "then": [f'"{draw(answers)}"', f'"row_{row}"']}
        for row in range(draw(st.integers(1, 6)))
    ]
    hit_policy = draw(st.sampled_from(["collect", "collect", "first", "unique"]))
    rules.append({"when": ["-"] * len(inputs), "then": ['"allow"', '"within"']})
    if "case_total" in inputs and "given_90_days" in inputs and draw(st.booleans()):
        rules[0]["when"][inputs.index("case_total")] = "> given_90_days"
    outputs = [{"name": "decision", "type": "string"}, {"name": "code", "type": "string"}]
    return {"name": "guard", "hit_policy": hit_policy, "inputs": inputs, "outputs": outputs, "rules": rules}


AMOUNTS = st.one_of(
    st.integers(0, 150),
    st.just({"percent": 30, "of": "price"}),
    st.just({"rate": 30, "per": ["affected_count"]}),
    st.builds(
        lambda least, more: {"open": {"least": least, "most": least + more}},
        st.integers(1, 60),
        st.integers(0, 60),
    ),
)
GESTURES = st.fixed_dictionaries(
    {},
    optional={
        "amount": AMOUNTS,
        "cooldown_days": st.integers(1, 60),
        "max_per_case": st.integers(1, 2),
        "budget": st.booleans(),
        "valid_from": st.sampled_from(["2026-03-05", "2026-05-01"]),
        "valid_to": st.sampled_from(["2026-03-20", "2026-06-01"]),
        "bands": st.sampled_from(["G1..G5", "G3..G5"]),
    },
)


@st.composite
def drafts(draw: st.DrawFn) -> PolicyDocument:
    """The demonstration policy with another guard, another ceiling and other gestures."""
    data = deepcopy(DATA)
    changed = draw(st.dictionaries(st.sampled_from(CODES), st.none() | GESTURES, max_size=5))
    data["gestures"] = [
        {**gesture, **(changed.get(gesture["code"]) or {})}
        for gesture in data["gestures"]
        if changed.get(gesture["code"], {}) is not None
    ]
    if draw(st.booleans()):
        data["tables"] = [table for table in data["tables"] if table["name"] != "guard"]
        data["tables"] += draw(st.lists(guards(), max_size=1))
    data["ceiling"] = draw(
        st.sampled_from([None, DATA["ceiling"], {"percent": 40, "of": "price", "approver": "L1"}])
    )
    if draw(st.integers(0, 3)) == 0:
        data["tables"][0]["rows"] = data["tables"][0]["rows"].replace(">= 8", ">= 3")
    try:
        return parse_policy({name: value for name, value in data.items() if value is not None})
    except PolicyInvalid:  # words and calls are worth no money, and days must not run backwards
        reject()


@st.composite
def pasts(draw: st.DrawFn) -> list[PastDecision]:
    """A life, and what it does not have by itself: second alternatives, grants, signals, guesses, earlier gifts."""
    found = []
    for past in lived(BEFORE, draw(WISHES), draw(CAPS)).past:
        data = json.loads(past.frozen, parse_float=Decimal)
        if draw(st.integers(0, 3)) == 0:
            data["standing"]["signals"] = ["often"]
        if draw(st.integers(0, 4)) == 0:
            data["standing"]["grant_per_case"] = {"currency": "EUR", "minor": 5_000}
        if draw(st.integers(0, 4)) == 0:
            data["sources"]["harm_class"] = "assumed"
        if draw(st.integers(0, 4)) == 0:
            data["standing"]["last_given_days"][draw(st.sampled_from(CODES))] = draw(st.integers(0, 200))
        if draw(st.integers(0, 9)) == 0:
            data["standing"]["budgets"] = draw(st.sampled_from([None, []]))
        more = (Alternative(draw(st.sampled_from(CODES)), 4_000, 500, True),) if past.alternatives else ()
        found.append(
            replace(
                past,
                frozen=json.dumps(data, default=float),
                alternatives=(*past.alternatives, *(more if draw(st.booleans()) else ())),
            )
        )
    return found
