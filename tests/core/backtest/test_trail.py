"""A sweep that goes on from what another one left behind is the same as one that was never disturbed."""

from __future__ import annotations

import json

from givens.past import BUDGETS, Wish, lived
from givens.tried import BEFORE, drafts, pasts
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.backtest.past import PastDecision
from amends.core.backtest.sweep import Change, Sweep
from amends.core.backtest.trail import Trail, go_on, place_of
from amends.core.policy.model import PolicyDocument


def interrupted(
    draft: PolicyDocument, past: list[PastDecision], deaths: set[int]
) -> tuple[Sweep, list[Change | None]]:
    """A new sweep takes over before each of these decisions; only JSON passes from one to the next."""
    sweep = Sweep(draft, policies=lambda _: BEFORE, budgets=BUDGETS)
    trail, changes, texts = Trail(sweep), list[Change | None](), list[str]()
    for number, each in enumerate(past):
        if number in deaths and number:
            left = trail.left(past[number - 1])
            assert left is not None
            assert place_of(left.checkpoint) == (past[number - 1].decided_at, past[number - 1].decision_id)
            texts.append(json.dumps(left.stretch))
            sweep = Sweep(draft, policies=lambda _: BEFORE)
            go_on(sweep, json.loads(json.dumps(left.checkpoint)), map(json.loads, texts))
            trail = Trail(sweep)
        changes.append(sweep.step(each))
    return sweep, changes


@settings(max_examples=25)
@given(drafts(), pasts(), st.sets(st.integers(0, 14), min_size=1))
def test_whoever_goes_on_finds_the_same(
    draft: PolicyDocument, past: list[PastDecision], deaths: set[int]
) -> None:
    alone = Sweep(draft, policies=lambda _: BEFORE, budgets=BUDGETS)
    expected = [alone.step(each) for each in past]
    sweep, changes = interrupted(draft, past, deaths)
    assert changes == expected
    assert json.dumps(sweep.result()) == json.dumps(alone.result())


def test_nothing_is_left_before_the_first_decision_and_a_stretch_once_alone() -> None:
    sweep = Sweep(BEFORE, policies=lambda _: BEFORE, budgets=BUDGETS)
    trail = Trail(sweep)
    assert trail.left(None) is None
    facts: dict[str, object] = {"business": "hotel", "harm_class": "financial", "locus": "firm"}
    (past,) = lived(BEFORE, [Wish(1, 1, 1, facts, gesture="personal_call")], {1: 0, 2: 0}).past
    sweep.step(past)
    first, second = trail.left(past), trail.left(past)
    assert first is not None
    assert second is not None
    assert [len(left.stretch["turns"]) for left in (first, second)] == [len(past.alternatives), 0]
    assert first.checkpoint == second.checkpoint
