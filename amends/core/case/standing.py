"""Where a case stands: the evidence that the guards of the lifecycle look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from amends.core.case.evidence import CoreFact, Held


class Flag(StrEnum):
    """What is true of a case beside its state."""

    DOUBLE_DEVIATION = "double_deviation"  # a recovery of this very failure failed
    REPEAT_FAILURE = "repeat_failure"  # a new failure of the same customer
    SAFETY = "safety"
    LEGAL_HOLD = "legal_hold"
    VULNERABILITY_NEED = "vulnerability_need"
    REGULATED = "regulated"
    PUBLIC_CHANNEL = "public_channel"
    REVIEW_DUE = "review_due"  # given because of danger, and nobody has looked at it yet


class Answer(StrEnum):
    """What the customer says when asked whether it is right now."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class AnswerSource(StrEnum):
    """How the answer came: their own link, their own written reply, or spoken and noted by somebody."""

    LINK = "link"
    REPLY = "reply"
    SPOKEN = "spoken"


class Finding(StrEnum):
    """What the review found."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    NO_FAULT_SYMPATHY = "no_fault_sympathy"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """What is held about a case at this moment, as far as a guard may ask.

    Every field starts at "not there", so that a step whose evidence was forgotten is refused.
    """

    # opening and acknowledging
    ref_issued: bool = False
    source_row_kept: bool = False  # a past case was brought in and its row is stored
    owner_set: bool = False
    acknowledged_in_writing: bool = False  # a message that passed the rubric at stage ACK
    acknowledged_spoken: bool = False  # told by whom and when is recorded

    # assessing
    classified: bool = False  # failure type, category and place
    severity: int | None = None  # 1..5
    criticality_set: bool = False
    flags_set: bool = False  # somebody looked at the flags, even if none applies
    preset_chosen: bool = False  # which jurisdiction's clocks apply
    flags: frozenset[Flag] = frozenset()

    # leaving early
    reclassify_reason: bool = False
    no_dissatisfaction: bool = False
    reclassification_told: bool = False
    same_customer: bool = False
    same_incident: bool = False
    withdrawal_words: bool = False

    # reviewing
    investigator_independent: bool = False  # had no part in the failure
    question_asked: bool = False
    question_due_set: bool = False
    info_answered: bool = False
    info_reminders: int = 0

    # deciding
    facts: Mapping[CoreFact, Held] = field(default_factory=dict)
    cause_plain: bool = False
    cause_class_set: bool = False
    root_cause_set: bool = False
    within_authority: bool = False
    finding: Finding | None = None
    remedy_from_tables: bool = False  # recommended by the tables, or overridden with a reason
    approvals_present: bool = False
    in_danger: bool = False  # somebody said that safety is at stake, and a person acts
    review_asked: bool = False  # whoever would have been asked looks at it afterwards
    owner_fresh: bool = False  # not the one who had it when the recovery failed; an empty chair is fresh
    owner_senior: bool = False  # of higher authority than the one before, or of the highest there is

    # telling and giving
    rubric_passed: bool = False  # stage FINAL, no hard failure (amounts and rights included)
    told_spoken: bool = False
    accepted: bool = False
    unconditional: bool = False  # every remedy can be carried out without an acceptance
    nothing_owed: bool = False
    declined: bool = False
    offer_ended: bool = False
    offer_reminded: bool = False
    remedies_proven: bool = False  # each one: voucher delivered, promise kept, payment reference held
    fulfilment_cause: bool = False  # why the remedy could not be carried out

    # review and outside bodies
    reviewer_differs: bool = False
    reviewer_level: int | None = None
    decider_level: int | None = None
    external_right: bool = False
    ruling_recorded: bool = False

    # asking and closing
    follow_up_made: bool = False
    answer: Answer | None = None
    answer_source: AnswerSource | None = None
    answer_confirmed: bool = False  # the one tap that confirms a spoken answer
    attempts_made: int = 0
    attempts_required: int | None = None
    channels_tried: int = 0
    channels_required: int | None = None
    closed_days_ago: int | None = None
    reopen_window_days: int = 90
    reopen_reason: bool = False
    same_issue: bool = False

    @property
    def answer_verified(self) -> bool:
        """The answer is the customer's own: by their link or reply, or spoken and confirmed by their tap."""
        if self.answer is None or self.answer_source is None:
            return False
        return self.answer_source is not AnswerSource.SPOKEN or self.answer_confirmed
