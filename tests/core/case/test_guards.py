"""Each guard: what is missing is refused by its own name, and nothing else is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from amends.core.case.evidence import CORE_FACTS, CoreFact, Held
from amends.core.case.guards.deciding import OwnerNotSenior, RootCauseMissing
from amends.core.case.guards.facts import FactsOnlyAssumed, FactsUnconfirmed
from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.lifecycle import (
    STEPS,
    TRANSITIONS,
    Event,
    State,
    next_state,
    unmet_guards,
)
from amends.core.case.standing import Answer, CaseStanding, Finding, Flag

KNOWN = dict.fromkeys(CORE_FACTS, Held.KNOWN)
DECIDING = [
    Event.FAST_TRACK,
    Event.DECIDE,
    Event.DECIDE_IN_DANGER,
    Event.INFO_TIMEOUT,
    Event.EXTERNAL_OUTCOME,
]

CASES: list[tuple[State | None, Event, dict[str, object], str]] = [
    (None, Event.OPEN, {"ref_issued": False}, "ref_missing"),
    (None, Event.IMPORT_PAST, {"source_row_kept": False}, "source_row_missing"),
    (State.RECEIVED, Event.ACKNOWLEDGE, {"acknowledged_in_writing": False}, "not_yet_acknowledged"),
    (State.RECEIVED, Event.ACKNOWLEDGE, {"owner_set": False}, "owner_missing"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"classified": False}, "not_classified"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"severity": 6}, "severity_missing"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"severity": None}, "severity_missing"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"criticality_set": False}, "criticality_missing"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"flags_set": False}, "flags_unset"),
    (State.ACKNOWLEDGED, Event.ASSESS, {"preset_chosen": False}, "preset_missing"),
    (State.ASSESSED, Event.RECLASSIFY, {"reclassify_reason": False}, "reclassify_reason_missing"),
    (State.ASSESSED, Event.RECLASSIFY, {"no_dissatisfaction": False}, "dissatisfaction_expressed"),
    (State.ASSESSED, Event.RECLASSIFY, {"reclassification_told": False}, "reclassification_untold"),
    (State.INVESTIGATING, Event.MERGE, {"same_customer": False}, "not_the_same_case"),
    (State.INVESTIGATING, Event.MERGE, {"same_incident": False}, "not_the_same_case"),
    (
        State.ASSESSED,
        Event.INVESTIGATE,
        {"severity": 3, "investigator_independent": False},
        "investigator_involved",
    ),
    (State.ASSESSED, Event.FAST_TRACK, {"severity": 3}, "severity_too_high"),
    (State.ASSESSED, Event.FAST_TRACK, {"flags": frozenset({Flag.SAFETY})}, "person_needed"),
    (State.ASSESSED, Event.FAST_TRACK, {"flags": frozenset({Flag.LEGAL_HOLD})}, "person_needed"),
    (State.ASSESSED, Event.FAST_TRACK, {"flags": frozenset({Flag.VULNERABILITY_NEED})}, "person_needed"),
    (State.ASSESSED, Event.FAST_TRACK, {"flags_set": False}, "person_needed"),
    (State.ASSESSED, Event.FAST_TRACK, {"cause_plain": False}, "cause_unclear"),
    (State.ASSESSED, Event.FAST_TRACK, {"within_authority": False}, "beyond_authority"),
    (State.INVESTIGATING, Event.REQUEST_INFO, {"question_due_set": False}, "question_missing"),
    (State.AWAITING_CUSTOMER, Event.INFO_RECEIVED, {"info_answered": False}, "answer_missing"),
    (State.AWAITING_CUSTOMER, Event.INFO_TIMEOUT, {"info_reminders": 1}, "reminders_missing"),
    (State.ASSESSED, Event.DECIDE_IN_DANGER, {"in_danger": False}, "not_in_danger"),
    (State.INVESTIGATING, Event.DECIDE_IN_DANGER, {"review_asked": False}, "review_unasked"),
    (State.INVESTIGATING, Event.DECIDE, {"finding": None}, "finding_missing"),
    (State.INVESTIGATING, Event.DECIDE, {"cause_class_set": False}, "cause_class_missing"),
    (State.INVESTIGATING, Event.DECIDE, {"remedy_from_tables": False}, "remedy_missing"),
    (State.INVESTIGATING, Event.DECIDE, {"approvals_present": False}, "approval_missing"),
    (State.DECIDED, Event.COMMUNICATE, {"rubric_passed": False}, "not_told"),
    (State.COMMUNICATED, Event.ACCEPT, {"accepted": False}, "acceptance_missing"),
    (State.COMMUNICATED, Event.EXECUTE_UNCONDITIONAL, {"unconditional": False}, "acceptance_needed"),
    (State.COMMUNICATED, Event.NO_REMEDY_DUE, {"finding": Finding.UPHELD}, "something_owed"),
    (State.COMMUNICATED, Event.NO_REMEDY_DUE, {"nothing_owed": False}, "something_owed"),
    (State.COMMUNICATED, Event.REQUEST_REVIEW, {"reviewer_differs": False}, "reviewer_not_independent"),
    (State.COMMUNICATED, Event.REQUEST_REVIEW, {"reviewer_level": 1}, "reviewer_not_independent"),
    (State.CLOSED, Event.REFER_EXTERNAL, {"external_right": False}, "external_right_missing"),
    (State.EXTERNAL_REVIEW, Event.EXTERNAL_OUTCOME, {"ruling_recorded": False}, "ruling_missing"),
    (State.FULFILLING, Event.FULFIL, {"remedies_proven": False}, "remedy_unproven"),
    (State.FULFILLING, Event.FULFIL_FAILED, {"fulfilment_cause": False}, "fulfilment_cause_missing"),
    (State.FULFILLED, Event.FOLLOW_UP, {"follow_up_made": False}, "follow_up_missing"),
    (State.VERIFYING, Event.CONFIRM_NOT_RECOVERED, {"owner_fresh": False}, "owner_not_fresh"),
    (State.VERIFYING, Event.CONFIRM_NOT_RECOVERED, {"answer": Answer.YES}, "answer_not_no"),
    (State.VERIFYING, Event.CONFIRM_RECOVERED, {"answer": Answer.PARTLY}, "answer_not_yes"),
    (State.VERIFYING, Event.CONFIRM_RECOVERED, {"answer_source": None}, "answer_not_yes"),
    (State.VERIFYING, Event.NO_RESPONSE, {"attempts_made": 2}, "attempts_missing"),
    (State.VERIFYING, Event.NO_RESPONSE, {"channels_tried": 1}, "attempts_missing"),
    (State.VERIFYING, Event.NO_RESPONSE, {"attempts_required": None}, "attempts_missing"),
    (State.VERIFYING, Event.NO_RESPONSE, {"answer": Answer.NO}, "answer_there"),
    (State.CLOSED, Event.REOPEN, {"reopen_reason": False}, "reopen_reason_missing"),
    (State.CLOSED, Event.REOPEN, {"closed_days_ago": 91}, "reopen_window_past"),
    (State.RECEIVED, Event.WITHDRAW, {"withdrawal_words": False}, "withdrawal_words_missing"),
    (State.COMMUNICATED, Event.DECLINE, {"declined": False}, "decline_missing"),
    (State.COMMUNICATED, Event.LAPSE, {"offer_reminded": False}, "offer_still_open"),
]


@pytest.mark.parametrize("event", DECIDING)
@pytest.mark.parametrize("fact", CORE_FACTS)
def test_deciding_without_one_core_fact_names_it(
    event: Event, fact: CoreFact, standing_for: Callable[[Event], CaseStanding]
) -> None:
    held = {name: how for name, how in KNOWN.items() if name is not fact}
    source = next(s for s, e in STEPS if e is event)
    with pytest.raises(GuardNotMet) as refused:
        next_state(source, event, dataclasses.replace(standing_for(event), facts=held))
    assert refused.value.code in ("five_facts_incomplete", "facts_unconfirmed")
    assert refused.value.params["facts"] == (fact,)
    assert refused.value.field == fact


@pytest.mark.parametrize("event", [Event.INFO_TIMEOUT, Event.EXTERNAL_OUTCOME, Event.DECIDE_IN_DANGER])
def test_deciding_on_what_is_held_takes_no_default(
    event: Event, standing_for: Callable[[Event], CaseStanding]
) -> None:
    held = {**KNOWN, CoreFact.IMPACT: Held.ASSUMED, CoreFact.REMEDY_SOUGHT: Held.UNKNOWN_WITH_REASON}
    source = next(s for s, e in STEPS if e is event)
    with pytest.raises(FactsUnconfirmed) as refused:
        next_state(source, event, dataclasses.replace(standing_for(event), facts=held))
    assert refused.value.params["facts"] == ("impact",)


def test_assumed_facts_suffice_for_a_small_case_and_not_for_a_large_one(full: CaseStanding) -> None:
    held = dict.fromkeys(CORE_FACTS, Held.ASSUMED)
    small = dataclasses.replace(full, facts=held, severity=2)
    large = dataclasses.replace(full, facts=held, severity=3)
    assert next_state(State.ASSESSED, Event.FAST_TRACK, small) is State.DECIDED
    assert next_state(State.INVESTIGATING, Event.DECIDE, small) is State.DECIDED
    with pytest.raises(FactsOnlyAssumed):
        next_state(State.INVESTIGATING, Event.DECIDE, large)


@pytest.mark.parametrize(("state", "event", "lacking", "code"), CASES)
def test_a_missing_piece_is_refused_by_its_own_name(
    state: State | None,
    event: Event,
    lacking: dict[str, object],
    code: str,
    standing_for: Callable[[Event], CaseStanding],
) -> None:
    standing = dataclasses.replace(standing_for(event), **lacking)  # type: ignore[arg-type]
    assert [refusal.code for refusal in unmet_guards(state, event, standing)] == [code]
    with pytest.raises(GuardNotMet) as refused:
        next_state(state, event, standing)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)


def test_every_guard_has_its_own_code_and_a_test() -> None:
    guards = {guard for t in TRANSITIONS for guard in t.guards}
    codes = [guard.code for guard in guards]
    assert len(codes) == len(set(codes))
    tested = {case[3] for case in CASES} | {
        "five_facts_incomplete",
        "facts_only_assumed",
        "facts_unconfirmed",
        "root_cause_missing",
        "owner_not_senior",
    }
    assert set(codes) == tested


@pytest.mark.parametrize("event", [Event.DECIDE, Event.INFO_TIMEOUT, Event.FAST_TRACK])
def test_after_a_failed_recovery_a_fresh_senior_owner_names_the_root_cause(
    event: Event, standing_for: Callable[[Event], CaseStanding]
) -> None:
    source = next(s for s, e in STEPS if e is event)
    failed = dataclasses.replace(
        standing_for(event),
        flags=frozenset({Flag.DOUBLE_DEVIATION}),
        owner_senior=False,
        root_cause_set=False,
    )
    kinds = {type(refusal) for refusal in unmet_guards(source, event, failed)}
    assert kinds == {OwnerNotSenior, RootCauseMissing}


def test_a_spoken_answer_replaces_the_text(full: CaseStanding) -> None:
    spoken = dataclasses.replace(full, rubric_passed=False, told_spoken=True)
    assert next_state(State.DECIDED, Event.COMMUNICATE, spoken) is State.COMMUNICATED
    heard = dataclasses.replace(full, acknowledged_in_writing=False, acknowledged_spoken=True)
    assert next_state(State.RECEIVED, Event.ACKNOWLEDGE, heard) is State.ACKNOWLEDGED
