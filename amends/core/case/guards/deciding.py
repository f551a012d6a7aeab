"""Guards of the review and of the decision."""

from __future__ import annotations

from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.standing import CaseStanding, Flag
from amends.core.text import gettext_noop


class InvestigatorInvolved(GuardNotMet):
    """From severity 3 on, whoever looks into it had no part in the failure."""

    code = "investigator_involved"
    message = gettext_noop("This one is looked into by somebody who was not there. Choose a colleague.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        small = standing.severity is not None and standing.severity <= 2
        return small or standing.investigator_independent


class SeverityTooHigh(GuardNotMet):
    """Only severity 1 or 2 is decided on the spot."""

    code = "severity_too_high"
    message = gettext_noop("Severity 3 and more is looked into before it is decided.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.severity is not None and standing.severity <= 2


class CauseUnclear(GuardNotMet):
    """The cause is not plain, so it cannot be decided on the spot."""

    code = "cause_unclear"
    message = gettext_noop("Say what caused it, or have it looked into first.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.cause_plain


class BeyondAuthority(GuardNotMet):
    """More than this person may decide alone."""

    code = "beyond_authority"
    message = gettext_noop("This is more than you may decide alone. Ask for the approval.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.within_authority


class PersonNeeded(GuardNotMet):
    """Safety, legal and special needs are never decided on the fast track."""

    code = "person_needed"
    message = gettext_noop("Safety, a legal hold or a special need: have it looked into before deciding.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        slow = {Flag.SAFETY, Flag.LEGAL_HOLD, Flag.VULNERABILITY_NEED}
        return standing.flags_set and not slow & standing.flags


class QuestionMissing(GuardNotMet):
    """Waiting for the customer without a specific question and a date."""

    code = "question_missing"
    message = gettext_noop("Ask one specific question and name the day you need the answer by.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.question_asked and standing.question_due_set


class AnswerMissing(GuardNotMet):
    """The question has no answer yet."""

    code = "answer_missing"
    message = gettext_noop("Note what they answered.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.info_answered


class RemindersMissing(GuardNotMet):
    """Two reminders come before deciding without an answer; silence never closes a case."""

    code = "reminders_missing"
    message = gettext_noop("Remind them twice before deciding on what is held.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.info_reminders >= 2


class FindingMissing(GuardNotMet):
    """The review has not said what it found."""

    code = "finding_missing"
    message = gettext_noop("Say what you found: upheld, partly, not upheld, or no fault but sympathy.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.finding is not None


class CauseClassMissing(GuardNotMet):
    """The decision names the class of the cause."""

    code = "cause_class_missing"
    message = gettext_noop("Choose what kind of cause it was.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.cause_class_set


class RemedyMissing(GuardNotMet):
    """The remedy comes from the tables, or departs from them with a reason."""

    code = "remedy_missing"
    message = gettext_noop("Choose the remedy from what the policy offers, or say why you depart from it.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.remedy_from_tables


class ApprovalMissing(GuardNotMet):
    """An approval this decision needs is not there yet."""

    code = "approval_missing"
    message = gettext_noop(
        "Somebody still has to say yes to this. Ask them, or choose something within your own grant."
    )

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.approvals_present


class NotInDanger(GuardNotMet):
    """Only danger lets something be decided before it was looked into."""

    code = "not_in_danger"
    message = gettext_noop(
        "Only danger goes before looking into it. If somebody's safety is at stake, write that down first."
    )

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.in_danger


class ReviewUnasked(GuardNotMet):
    """What is decided because of danger is looked at afterwards, without exception."""

    code = "review_unasked"
    message = gettext_noop("What is given because of danger is looked at afterwards. Ask for the review too.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.review_asked


class RootCauseMissing(GuardNotMet):
    """After a failed recovery the root cause is part of the decision."""

    code = "root_cause_missing"
    message = gettext_noop("It failed twice, so say what lies behind it before deciding again.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.root_cause_set or Flag.DOUBLE_DEVIATION not in standing.flags


class OwnerNotSenior(GuardNotMet):
    """After a failed recovery somebody fresh and of higher authority decides."""

    code = "owner_not_senior"
    message = gettext_noop(
        "It failed once already. Hand it to somebody fresh and more senior, who decides now."
    )

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return (standing.owner_fresh and standing.owner_senior) or Flag.DOUBLE_DEVIATION not in standing.flags


class ReviewerNotIndependent(GuardNotMet):
    """A review is done by another person of higher authority than the one who decided."""

    code = "reviewer_not_independent"
    message = gettext_noop("Choose a reviewer who did not decide this and has higher authority.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return _independent(standing)


class ExternalRightMissing(GuardNotMet):
    """Going outside needs a right to do so, or a deadline that has passed."""

    code = "external_right_missing"
    message = gettext_noop(
        "Name the body and the right, or the deadline that has passed, that lets this go outside."
    )

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.external_right


class RulingMissing(GuardNotMet):
    """The outside body has not ruled, or its ruling is not recorded."""

    code = "ruling_missing"
    message = gettext_noop("Record the ruling and whether it binds us.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.ruling_recorded


def _independent(standing: CaseStanding) -> bool:
    """The reviewer is somebody else, and both levels are known and rise."""
    if standing.reviewer_level is None or standing.decider_level is None:
        return False
    return standing.reviewer_differs and standing.reviewer_level > standing.decider_level
