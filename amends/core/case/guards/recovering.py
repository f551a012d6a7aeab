"""Guards from telling the decision to the customer's own answer."""

from __future__ import annotations

from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.standing import Answer, CaseStanding, Finding
from amends.core.text import gettext_noop


class SomethingOwed(GuardNotMet):
    """Going on without a remedy needs a finding that nothing is owed."""

    code = "something_owed"
    message = gettext_noop("Something is owed or was upheld here, so give it or record why not.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        clear = standing.finding in (Finding.NOT_UPHELD, Finding.NO_FAULT_SYMPATHY)
        return clear and standing.nothing_owed


class AnswerNotYes(GuardNotMet):
    """Only the customer's own yes, with how it came, says that it is right now."""

    code = "answer_not_yes"
    message = gettext_noop("Only the customer's own yes closes this as put right. Ask them.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.answer is Answer.YES and standing.answer_source is not None


class AnswerNotNo(GuardNotMet):
    """Another round starts when the customer says partly or no."""

    code = "answer_not_no"
    message = gettext_noop("Another round starts when the customer says partly or no.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.answer in (Answer.PARTLY, Answer.NO) and standing.answer_source is not None


class NotTold(GuardNotMet):
    """Neither a message that passed the rubric nor a spoken account is on record."""

    code = "not_told"
    message = gettext_noop("Tell them what was decided: send the message, or note who told them and when.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.rubric_passed or standing.told_spoken


class AcceptanceMissing(GuardNotMet):
    """The customer has not said yes to the offer."""

    code = "acceptance_missing"
    message = gettext_noop("Note how the customer accepted, or let them choose by their link.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.accepted


class AcceptanceNeeded(GuardNotMet):
    """Part of the offer waits for the customer's choice."""

    code = "acceptance_needed"
    message = gettext_noop("Part of this is theirs to choose, so wait for their choice.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.unconditional


class DeclineMissing(GuardNotMet):
    """The customer has not said no to the offer."""

    code = "decline_missing"
    message = gettext_noop("Write down the customer's own no before the offer is taken back.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.declined


class OfferStillOpen(GuardNotMet):
    """The offer has not ended, or nobody reminded them."""

    code = "offer_still_open"
    message = gettext_noop("The offer still stands. Remind them, and wait until it ends.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.offer_ended and standing.offer_reminded


class RemedyUnproven(GuardNotMet):
    """A remedy has no proof that it arrived."""

    code = "remedy_unproven"
    message = gettext_noop(
        "Add the proof for each part: the voucher delivered, the promise kept, the payment reference."
    )

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.remedies_proven


class FulfilmentCauseMissing(GuardNotMet):
    """It could not be carried out and nobody said why."""

    code = "fulfilment_cause_missing"
    message = gettext_noop("Say why it could not be carried out.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.fulfilment_cause


class FollowUpMissing(GuardNotMet):
    """Nobody asked the customer yet."""

    code = "follow_up_missing"
    message = gettext_noop("Ask them, by a call or a message, whether it is right now.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.follow_up_made


class OwnerNotFresh(GuardNotMet):
    """After a partly or a no, the same person does not go on with it."""

    code = "owner_not_fresh"
    message = gettext_noop("Take the case from whoever had it, and give it to somebody fresh.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.owner_fresh


class AttemptsMissing(GuardNotMet):
    """Not asked often enough, or not on enough channels."""

    code = "attempts_missing"
    message = gettext_noop("Ask again, and on another channel, before closing without an answer.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return _asked_enough(standing)


class AnswerThere(GuardNotMet):
    """They answered, so it does not close as unanswered."""

    code = "answer_there"
    message = gettext_noop("They have answered. Go on with what they said.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.answer is None


class ReopenReasonMissing(GuardNotMet):
    """Opened again without a reason."""

    code = "reopen_reason_missing"
    message = gettext_noop("Say why it is opened again.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return standing.reopen_reason


class ReopenWindowPast(GuardNotMet):
    """Closed too long ago to open again."""

    code = "reopen_window_past"
    message = gettext_noop("This was closed too long ago to open again. Open a new case and link the two.")

    @classmethod
    def holds(cls, standing: CaseStanding) -> bool:
        return (
            standing.closed_days_ago is not None and standing.closed_days_ago <= standing.reopen_window_days
        )


def _asked_enough(standing: CaseStanding) -> bool:
    """Both numbers are set, at least one, and reached."""
    if not standing.attempts_required or not standing.channels_required:
        return False
    return (
        standing.attempts_made >= standing.attempts_required
        and standing.channels_tried >= standing.channels_required
    )
