"""What is weighed and read by others is what every decision would have been told alone: for any guard, any gesture."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from givens.past import BUDGETS, Life, Wish, lived
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from amends.core.backtest.past import Alternative, PastDecision
from amends.core.backtest.reading import Reader, question_of
from amends.core.backtest.sharing import Hand, Piece, Read, steps_shared
from amends.core.backtest.stood import read_stood
from amends.core.backtest.sweep import Change, Sweep
from amends.core.policy.freeze import read_standing
from amends.core.policy.hits import RowsContradict
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, parse_policy

POLICY = Path(__file__).parents[3] / "amends/entrypoints/cli/demonstration/policy.yaml"
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


def here(
    make: type[Hand], given: tuple[str], pieces: Iterable[Piece]
) -> Generator[list[Read] | None, None, None]:
    """A hand in this very process."""
    hand = make(*given)
    for piece in pieces:
        yield hand(piece)


def alone(document: PolicyDocument, past: list[PastDecision]) -> tuple[Sweep, list[Change | None]]:
    """Every question judged by itself, as giving does it."""
    sweep = Sweep(document, policies=lambda _: BEFORE, budgets=BUDGETS)
    reader = Reader(document, lambda _: BEFORE)
    return sweep, [sweep.take(each, reader.read(*question_of(each))._replace(merits=None)) for each in past]


def by_hands(document: PolicyDocument, past: list[PastDecision]) -> tuple[Sweep, list[Change | None]]:
    """Read by somebody else and put through the form in which it travels."""
    sweep = Sweep(document, policies=lambda _: BEFORE, budgets=BUDGETS)
    return sweep, [change for _, change in steps_shared(sweep, past, here)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts(), pasts())
def test_what_is_weighed_is_what_a_judge_says(draft: PolicyDocument, past: list[PastDecision]) -> None:
    plain, expected = alone(draft, past)
    weighed = Sweep(draft, policies=lambda _: BEFORE, budgets=BUDGETS)
    assert [weighed.step(each) for each in past] == expected
    assert weighed.result() == plain.result()
    shared, found = by_hands(draft, past)
    assert found == expected
    assert shared.result() == plain.result()


@given(pasts())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_standing_in_whole_numbers_is_the_same_standing(past: list[PastDecision]) -> None:
    for each in past:
        data = json.loads(each.frozen)["standing"]
        assert read_stood(data).standing() == read_standing(data)


def test_alike_questions_are_judged_once() -> None:
    """Twenty breakfasts from budgets that shrink are one question."""
    facts: dict[str, object] = {
        "business": "hotel", "harm_class": "financial", "locus": "firm", "criticality": "medium", "price": 180,
        "affected_count": 1, "lost_resource": "service", "service": "accepted", "double_deviation": 0,
        "vulnerability_need": False, "reperformance_possible": False,
    }  # fmt: skip
    wishes = [Wish(n, n, 1, facts, gesture="breakfast") for n in range(20)]
    life = lived(BEFORE, wishes, {1: 100_000, 2: 1_000_000})
    sweep = Sweep(BEFORE, policies=lambda _: BEFORE, budgets=BUDGETS)
    assert [sweep.step(past) for past in life.past] == [None] * 20
    assert len(sweep.reader.judgements.said) == 1


def test_a_past_that_cannot_be_read_says_so_in_its_turn() -> None:
    """Two rows of the policy of then contradict each other for one of its decisions."""
    data = deepcopy(DATA)
    table = {
        "name": "extra", "hit_policy": "unique", "inputs": ["affected_count"], "outputs": ["more"],
        "rules": [{"when": [">= 2"], "then": [1]}, {"when": [">= 3"], "then": [2]}],
    }  # fmt: skip
    data["tables"].insert(0, table)
    document = parse_policy(data)
    facts = {"business": "hotel", "affected_count": 1}
    life = Life(BEFORE, {1: 0, 2: 0})
    first = life.live(Wish(1, 1, 1, facts))
    second = life.live(Wish(1, 2, 1, facts | {"affected_count": 3}))
    sweep = Sweep(BEFORE, policies=lambda _: document, budgets=BUDGETS)
    steps = steps_shared(sweep, [first, second], here)
    assert next(steps) == (first, None)
    with pytest.raises(RowsContradict):
        next(steps)


def test_where_nobody_reads_the_sweep_does_it_itself() -> None:
    facts = {"business": "hotel", "affected_count": 1}
    life = Life(BEFORE, {1: 0, 2: 0})
    past = [life.live(Wish(1, 1, 1, facts))]
    sweep = Sweep(BEFORE, policies=lambda _: BEFORE, budgets=BUDGETS)

    def nobody(
        make: type[Hand], given: tuple[str], pieces: Iterable[Piece]
    ) -> Generator[list[Read] | None, None, None]:
        for _ in pieces:
            yield None

    assert list(steps_shared(sweep, past, nobody)) == [(past[0], None)]
