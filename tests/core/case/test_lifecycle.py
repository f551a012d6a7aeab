"""The lifecycle, proved by program: counts, reachability, ends, and that no path goes round its evidence."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.case.evidence import CORE_FACTS, CoreFact, Held
from amends.core.case.guards.facts import FactsUnconfirmed, FiveFactsIncomplete
from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.lifecycle import (
    ENDS,
    STATE_LABELS,
    STEPS,
    TERMINAL,
    TRANSITIONS,
    Event,
    State,
    Transition,
    TransitionNotAllowed,
    next_state,
)
from amends.core.case.outcome import Outcome, outcome_after
from amends.core.case.standing import Answer, AnswerSource, CaseStanding, Finding, Flag


def reachable(
    start: State | None, keep: Callable[[Transition], bool] = lambda transition: True
) -> set[State | None]:
    """Every state that the kept transitions lead to from `start`."""
    seen: set[State | None] = {start}
    while True:
        more = {t.target for t in TRANSITIONS if keep(t) and seen & set(t.sources)} - seen
        if not more:
            return seen
        seen |= more


def test_there_are_15_states_and_42_transitions() -> None:
    assert len(State) == 15
    assert sum(len(t.sources) for t in TRANSITIONS) == 42
    assert set(STATE_LABELS) == set(State)


def test_one_event_from_one_state_leads_to_one_state() -> None:
    pairs = [(source, t.event) for t in TRANSITIONS for source in t.sources]
    assert len(pairs) == len(set(pairs)) == len(STEPS)
    assert {t.event for t in TRANSITIONS} == set(Event)


def test_every_state_can_be_reached() -> None:
    assert reachable(None) == {None, *State}


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_reach_an_end(state: State) -> None:
    assert reachable(state) & ENDS


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_nothing_leaves_a_terminal_state(state: State) -> None:
    assert reachable(state) == {state}


@pytest.mark.parametrize(("source", "event"), sorted(STEPS, key=str))
def test_every_step_is_taken_when_its_evidence_is_there(
    source: State | None, event: Event, standing_for: Callable[[Event], CaseStanding]
) -> None:
    assert next_state(source, event, standing_for(event)) is STEPS[source, event].target


@pytest.mark.parametrize(
    ("source", "event"), [pair for pair in itertools.product([None, *State], Event) if pair not in STEPS]
)
def test_a_step_outside_the_table_is_refused(
    source: State | None, event: Event, standing_for: Callable[[Event], CaseStanding]
) -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        next_state(source, event, standing_for(event))
    assert refused.value.code == "transition_not_allowed"
    assert refused.value.params["event"] == event


@pytest.mark.parametrize(("source", "event"), sorted(STEPS, key=str))
def test_without_evidence_no_step_is_taken(source: State | None, event: Event) -> None:
    with pytest.raises(GuardNotMet):
        next_state(source, event, CaseStanding())


def test_without_the_fact_guards_nothing_is_ever_decided() -> None:
    round_the_facts = reachable(None, lambda t: not {FiveFactsIncomplete, FactsUnconfirmed} & set(t.guards))
    assert State.DECIDED not in round_the_facts
    assert State.COMMUNICATED not in round_the_facts


STANDINGS = st.builds(
    CaseStanding,
    **{f.name: st.booleans() for f in dataclasses.fields(CaseStanding) if f.default is False},
    severity=st.none() | st.integers(1, 5),
    flags=st.frozensets(st.sampled_from(Flag)),
    facts=st.dictionaries(st.sampled_from(CoreFact), st.sampled_from(Held)),
    finding=st.none() | st.sampled_from(Finding),
    answer=st.none() | st.sampled_from(Answer),
    answer_source=st.none() | st.sampled_from(AnswerSource),
    reviewer_level=st.none() | st.integers(0, 3),
    decider_level=st.none() | st.integers(0, 3),
    attempts_made=st.integers(0, 4),
    attempts_required=st.none() | st.integers(0, 3),
    channels_required=st.none() | st.integers(0, 2),
    closed_days_ago=st.none() | st.integers(0, 120),
)


@given(st.lists(st.tuples(st.sampled_from(Event), STANDINGS), max_size=30))
def test_no_walk_reaches_recovered_or_decided_without_its_evidence(
    walk: list[tuple[Event, CaseStanding]],
) -> None:
    state: State | None = None
    outcome: Outcome | None = None
    for event, standing in walk:
        try:
            after = next_state(state, event, standing)
        except (TransitionNotAllowed, GuardNotMet):
            continue
        before, outcome = outcome, outcome_after(event, outcome, standing)
        if outcome is Outcome.RECOVERED and before is not Outcome.RECOVERED:
            assert standing.answer is Answer.YES
            assert standing.answer_verified
        if after is State.DECIDED and state is not State.FULFILLING:
            assert set(standing.facts) == set(CORE_FACTS)
        state = after
