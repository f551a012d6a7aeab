"""What is weighed and read by others is what every decision would have been told alone: for any guard, any gesture."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from copy import deepcopy

import pytest
from givens.past import BUDGETS, Life, Wish, lived
from givens.tried import BEFORE, DATA, drafts, pasts
from hypothesis import given, settings

from amends.core.backtest.past import PastDecision
from amends.core.backtest.reading import Reader, question_of
from amends.core.backtest.sharing import Hand, Piece, Read, steps_shared
from amends.core.backtest.stood import read_stood
from amends.core.backtest.sweep import Change, Sweep
from amends.core.policy.freeze import read_standing
from amends.core.policy.hits import RowsContradict
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy


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


@settings(max_examples=50)
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
@settings(max_examples=20)
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
