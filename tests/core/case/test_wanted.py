"""The verb on the work list."""

from __future__ import annotations

import pytest

from amends.core.case.evidence import CORE_FACTS, Held
from amends.core.case.lifecycle import TERMINAL, State
from amends.core.case.standing import Answer, AnswerSource, CaseStanding, Flag
from amends.core.case.wanted import WANTED_LABELS, Wanted, next_action

KNOWN = dict.fromkeys(CORE_FACTS, Held.KNOWN)


def owned(**more: object) -> CaseStanding:
    return CaseStanding(owner_set=True, flags_set=True, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "standing", "wanted"),
    [
        (State.RECEIVED, CaseStanding(), Wanted.FIND_OWNER),
        (State.RECEIVED, owned(), Wanted.ACKNOWLEDGE),
        (State.ACKNOWLEDGED, owned(), Wanted.ASSESS),
        (State.ASSESSED, owned(severity=2, cause_plain=True, facts=KNOWN), Wanted.DECIDE),
        (State.ASSESSED, owned(severity=2, cause_plain=True), Wanted.COMPLETE_FACTS),
        (State.ASSESSED, owned(severity=4, facts=KNOWN), Wanted.INVESTIGATE),
        (State.INVESTIGATING, owned(facts=KNOWN), Wanted.DECIDE),
        (State.INVESTIGATING, owned(), Wanted.COMPLETE_FACTS),
        (State.AWAITING_CUSTOMER, owned(), Wanted.WAIT_ANSWER),
        (State.DECIDED, owned(), Wanted.TELL),
        (State.DECIDED, owned(flags=frozenset({Flag.DOUBLE_DEVIATION})), Wanted.CALL_BACK),
        (State.COMMUNICATED, owned(), Wanted.WAIT_CHOICE),
        (State.FULFILLING, owned(), Wanted.CARRY_OUT),
        (State.FULFILLED, owned(), Wanted.ASK),
        (State.VERIFYING, owned(), Wanted.WAIT_ANSWER),
        (
            State.VERIFYING,
            owned(answer=Answer.YES, answer_source=AnswerSource.SPOKEN),
            Wanted.WAIT_TAP,
        ),
        (State.VERIFYING, owned(answer=Answer.NO, answer_source=AnswerSource.LINK), Wanted.CALL_BACK),
        (State.EXTERNAL_REVIEW, owned(), Wanted.WAIT_RULING),
        (State.CLOSED, owned(), Wanted.NOTHING),
        (State.COMMUNICATED, owned(flags=frozenset({Flag.REVIEW_DUE})), Wanted.LOOK_AT_EMERGENCY),
        (State.VERIFYING, owned(flags=frozenset({Flag.REVIEW_DUE})), Wanted.LOOK_AT_EMERGENCY),
        (State.CLOSED, owned(flags=frozenset({Flag.REVIEW_DUE})), Wanted.LOOK_AT_EMERGENCY),
        (State.DECIDED, owned(flags=frozenset({Flag.REVIEW_DUE})), Wanted.TELL),
        (State.FULFILLING, owned(flags=frozenset({Flag.REVIEW_DUE})), Wanted.CARRY_OUT),
    ],
)
def test_each_state_wants_its_verb(state: State, standing: CaseStanding, wanted: Wanted) -> None:
    assert next_action(state, standing) is wanted


def test_a_reminder_that_is_due_is_what_is_wanted() -> None:
    assert next_action(State.AWAITING_CUSTOMER, owned(), reminder_due=True) is Wanted.REMIND
    assert next_action(State.COMMUNICATED, owned(), reminder_due=True) is Wanted.REMIND
    assert next_action(State.VERIFYING, owned(), reminder_due=True) is Wanted.ASK_AGAIN


def test_an_open_approval_comes_before_deciding() -> None:
    assert next_action(State.ASSESSED, owned(facts=KNOWN), approval_pending=True) is Wanted.GET_APPROVAL


def test_closing_questions_are_asked_of_a_closed_case_only() -> None:
    assert next_action(State.CLOSED, owned(), closing_questions_open=True) is Wanted.CLOSING_QUESTIONS
    assert next_action(State.FULFILLED, owned(), closing_questions_open=True) is Wanted.ASK


def test_what_has_ended_early_wants_nothing() -> None:
    assert {next_action(state, CaseStanding()) for state in TERMINAL} == {Wanted.NOTHING}


def test_every_verb_has_words() -> None:
    assert set(WANTED_LABELS) == set(Wanted)
    assert WANTED_LABELS[Wanted.ASK] == "Ask if it is right now"
