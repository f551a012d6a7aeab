"""Givens for the case: a standing in which every guard finds its evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from amends.core.case.evidence import CORE_FACTS, Held
from amends.core.case.lifecycle import Event
from amends.core.case.standing import Answer, AnswerSource, CaseStanding, Finding

KNOWN = dict.fromkeys(CORE_FACTS, Held.KNOWN)

FULL = CaseStanding(
    ref_issued=True,
    source_row_kept=True,
    owner_set=True,
    acknowledged_in_writing=True,
    classified=True,
    severity=2,
    criticality_set=True,
    flags_set=True,
    preset_chosen=True,
    reclassify_reason=True,
    no_dissatisfaction=True,
    reclassification_told=True,
    same_customer=True,
    same_incident=True,
    withdrawal_words=True,
    investigator_independent=True,
    question_asked=True,
    question_due_set=True,
    info_answered=True,
    info_reminders=2,
    facts=KNOWN,
    cause_plain=True,
    cause_class_set=True,
    root_cause_set=True,
    within_authority=True,
    finding=Finding.NOT_UPHELD,
    remedy_from_tables=True,
    approvals_present=True,
    in_danger=True,
    review_asked=True,
    owner_fresh=True,
    owner_senior=True,
    rubric_passed=True,
    accepted=True,
    unconditional=True,
    nothing_owed=True,
    declined=True,
    offer_ended=True,
    offer_reminded=True,
    remedies_proven=True,
    fulfilment_cause=True,
    reviewer_differs=True,
    reviewer_level=2,
    decider_level=1,
    external_right=True,
    ruling_recorded=True,
    follow_up_made=True,
    attempts_made=3,
    attempts_required=3,
    channels_tried=2,
    channels_required=2,
    closed_days_ago=90,
    reopen_reason=True,
)
"""Evidence for everything but the customer's answer, which three events see in three ways."""

ANSWERED = {
    Event.CONFIRM_RECOVERED: {"answer": Answer.YES, "answer_source": AnswerSource.LINK},
    Event.CONFIRM_NOT_RECOVERED: {"answer": Answer.PARTLY, "answer_source": AnswerSource.LINK},
}


@pytest.fixture
def full() -> CaseStanding:
    """Evidence for everything but the customer's answer."""
    return FULL


@pytest.fixture
def standing_for() -> Callable[[Event], CaseStanding]:
    """Everything that an event could ask for, the customer's answer included."""
    return lambda event: dataclasses.replace(FULL, **ANSWERED.get(event, {}))  # type: ignore[arg-type]
