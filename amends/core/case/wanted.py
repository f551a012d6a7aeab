"""What a case wants next, as a verb for the work list ("Call back", "Decide", "Ask if it is right now")."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amends.core.case.evidence import missing_facts
from amends.core.case.lifecycle import Event, State, unmet_guards
from amends.core.case.standing import Answer, CaseStanding, Flag
from amends.core.text import gettext_noop


class Wanted(StrEnum):
    """The next act; `nothing` means that nobody has to do anything now."""

    FIND_OWNER = "find_owner"
    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    INVESTIGATE = "investigate"
    COMPLETE_FACTS = "complete_facts"
    GET_APPROVAL = "get_approval"
    DECIDE = "decide"
    REMIND = "remind"
    WAIT_ANSWER = "wait_answer"
    TELL = "tell"
    CALL_BACK = "call_back"
    WAIT_CHOICE = "wait_choice"
    CARRY_OUT = "carry_out"
    ASK = "ask"
    ASK_AGAIN = "ask_again"
    WAIT_TAP = "wait_tap"
    WAIT_RULING = "wait_ruling"
    LOOK_AT_EMERGENCY = "look_at_emergency"
    CLOSING_QUESTIONS = "closing_questions"
    NOTHING = "nothing"


WANTED_LABELS: Mapping[Wanted, str] = MappingProxyType(
    {
        Wanted.FIND_OWNER: gettext_noop("Find an owner"),
        Wanted.ACKNOWLEDGE: gettext_noop("Say we have it"),
        Wanted.ASSESS: gettext_noop("Assess"),
        Wanted.INVESTIGATE: gettext_noop("Look into it"),
        Wanted.COMPLETE_FACTS: gettext_noop("Complete the facts"),
        Wanted.GET_APPROVAL: gettext_noop("A yes is wanted"),
        Wanted.DECIDE: gettext_noop("Decide"),
        Wanted.REMIND: gettext_noop("Remind them"),
        Wanted.WAIT_ANSWER: gettext_noop("Wait for their answer"),
        Wanted.TELL: gettext_noop("Tell them"),
        Wanted.CALL_BACK: gettext_noop("Call back"),
        Wanted.WAIT_CHOICE: gettext_noop("Wait for their choice"),
        Wanted.CARRY_OUT: gettext_noop("Keep the promise"),
        Wanted.ASK: gettext_noop("Ask if it is right now"),
        Wanted.ASK_AGAIN: gettext_noop("Ask again"),
        Wanted.WAIT_TAP: gettext_noop("Wait for their own yes"),
        Wanted.WAIT_RULING: gettext_noop("Wait for the ruling"),
        Wanted.LOOK_AT_EMERGENCY: gettext_noop("Look at what was given in danger"),
        Wanted.CLOSING_QUESTIONS: gettext_noop("Answer the closing questions"),
        Wanted.NOTHING: gettext_noop("Nothing to do"),
    }
)

_PLAIN = {
    State.RECEIVED: Wanted.ACKNOWLEDGE,
    State.ACKNOWLEDGED: Wanted.ASSESS,
    State.FULFILLING: Wanted.CARRY_OUT,
    State.FULFILLED: Wanted.ASK,
    State.EXTERNAL_REVIEW: Wanted.WAIT_RULING,
}

_WAITING = frozenset({Wanted.WAIT_ANSWER, Wanted.WAIT_CHOICE, Wanted.WAIT_RULING})


def next_action(
    state: State,
    standing: CaseStanding,
    *,
    approval_pending: bool = False,
    reminder_due: bool = False,
    closing_questions_open: bool = False,
) -> Wanted:
    """The one next act for a case; its label is in `WANTED_LABELS`.

    What somebody owes the customer comes first. The review of an emergency comes before all waiting, and before the
    closing questions.

    `approval_pending`: somebody was asked and has not decided. `reminder_due`: a reminder's time has come.
    `closing_questions_open`: the closing task of a closed case is not done.
    """
    review_due = Flag.REVIEW_DUE in standing.flags
    if state in (State.RECLASSIFIED, State.MERGED, State.WITHDRAWN):
        return Wanted.LOOK_AT_EMERGENCY if review_due else Wanted.NOTHING
    if state is State.CLOSED and review_due:
        return Wanted.LOOK_AT_EMERGENCY
    if state is State.CLOSED:
        return Wanted.CLOSING_QUESTIONS if closing_questions_open else Wanted.NOTHING
    if not standing.owner_set:
        return Wanted.FIND_OWNER
    if approval_pending and state in (State.ASSESSED, State.INVESTIGATING, State.AWAITING_CUSTOMER):
        return Wanted.GET_APPROVAL
    found = _by_state(state, standing, reminder_due)
    return Wanted.LOOK_AT_EMERGENCY if review_due and found in _WAITING else found


def _by_state(state: State, standing: CaseStanding, reminder_due: bool) -> Wanted:
    if state in _PLAIN:
        return _PLAIN[state]
    if state in (State.ASSESSED, State.INVESTIGATING):
        return _towards_a_decision(state, standing)
    if state is State.DECIDED:
        return Wanted.CALL_BACK if Flag.DOUBLE_DEVIATION in standing.flags else Wanted.TELL
    if state is State.VERIFYING:
        return _while_asking(standing, reminder_due)
    waiting = Wanted.WAIT_ANSWER if state is State.AWAITING_CUSTOMER else Wanted.WAIT_CHOICE
    return Wanted.REMIND if reminder_due else waiting


def _towards_a_decision(state: State, standing: CaseStanding) -> Wanted:
    if state is State.ASSESSED:
        slow = {"severity_too_high", "person_needed", "cause_unclear", "owner_not_senior"}
        blocking = {guard.code for guard in unmet_guards(state, Event.FAST_TRACK, standing)}
        if slow & blocking:
            return Wanted.INVESTIGATE
    return Wanted.COMPLETE_FACTS if missing_facts(standing.facts) else Wanted.DECIDE


def _while_asking(standing: CaseStanding, reminder_due: bool) -> Wanted:
    if standing.answer is Answer.YES and not standing.answer_verified:
        return Wanted.WAIT_TAP
    if standing.answer in (Answer.PARTLY, Answer.NO):
        return Wanted.CALL_BACK
    return Wanted.ASK_AGAIN if reminder_due else Wanted.WAIT_ANSWER
