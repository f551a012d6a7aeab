"""Guards from the first word to the assessment, and for the early ways out."""

from __future__ import annotations

from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.standing import CaseStanding
from amends.core.text import gettext_noop


class RefMissing(GuardNotMet):
    """A case without its unique reference."""

    code = "ref_missing"
    message = gettext_noop("The case needs its reference before it can be opened.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.ref_issued


class SourceRowMissing(GuardNotMet):
    """A past case brought in without the row it came from."""

    code = "source_row_missing"
    message = gettext_noop("Keep the row this past case came from, then bring it in.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.source_row_kept


class OwnerMissing(GuardNotMet):
    """Nobody has the case."""

    code = "owner_missing"
    message = gettext_noop("Choose who has this case, so that the customer has a name to turn to.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.owner_set


class NotYetAcknowledged(GuardNotMet):
    """Neither a written acknowledgement that passed the rubric nor a spoken one on record."""

    code = "not_yet_acknowledged"
    message = gettext_noop("Tell them we have it: send the message, or note who told them and when.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.acknowledged_in_writing or standing.acknowledged_spoken


class NotClassified(GuardNotMet):
    """Failure type, category or place is open."""

    code = "not_classified"
    message = gettext_noop("Choose what went wrong and where.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.classified


class SeverityMissing(GuardNotMet):
    """Severity is not between 1 and 5."""

    code = "severity_missing"
    message = gettext_noop("Set the severity, from 1 to 5.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.severity is not None and 1 <= standing.severity <= 5


class CriticalityMissing(GuardNotMet):
    """How much the occasion mattered to them is open."""

    code = "criticality_missing"
    message = gettext_noop("Say how much the occasion mattered to them: low, medium or high.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.criticality_set


class FlagsUnset(GuardNotMet):
    """Nobody looked at the flags."""

    code = "flags_unset"
    message = gettext_noop("Look at safety, legal and special needs, and mark what applies, or none.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.flags_set


class PresetMissing(GuardNotMet):
    """Which rules and clocks apply is open."""

    code = "preset_missing"
    message = gettext_noop("Choose which rules and deadlines apply.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.preset_chosen


class ReclassifyReasonMissing(GuardNotMet):
    """Called something else than a complaint without a reason."""

    code = "reclassify_reason_missing"
    message = gettext_noop("Give the reason why this is not a complaint; in doubt it is one.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.reclassify_reason


class DissatisfactionExpressed(GuardNotMet):
    """They are dissatisfied, so it is a complaint."""

    code = "dissatisfaction_expressed"
    message = gettext_noop("They say they are not satisfied, so it stays a complaint.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.no_dissatisfaction


class ReclassificationUntold(GuardNotMet):
    """The customer does not know that this is no longer a complaint."""

    code = "reclassification_untold"
    message = gettext_noop("Tell the customer first that this goes on as a question or as feedback.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.reclassification_told


class NotTheSameCase(GuardNotMet):
    """Two cases are one only when customer and incident are the same."""

    code = "not_the_same_case"
    message = gettext_noop("Only cases of the same customer and the same incident become one.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.same_customer and standing.same_incident


class WithdrawalWordsMissing(GuardNotMet):
    """A customer takes a complaint back in their own words."""

    code = "withdrawal_words_missing"
    message = gettext_noop("Write down how the customer took it back, in their own words.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.withdrawal_words
