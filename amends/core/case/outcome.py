"""How a case ended: only the customer's own, verified yes makes it recovered."""

from __future__ import annotations

from enum import StrEnum

from amends.core.case.lifecycle import Event
from amends.core.case.standing import Answer, CaseStanding


class Outcome(StrEnum):
    """What a case counts as. Kept apart from its state, and each counted by itself."""

    RECOVERED = "recovered"  # the customer said yes, verified
    SAID_YES_UNVERIFIED = "said_yes_unverified"  # somebody noted a spoken yes; the customer's tap is awaited
    UNVERIFIED = "unverified"  # asked often enough, no answer; never a success
    NOT_RECOVERED = "not_recovered"  # the customer said partly or no, and nothing has changed that since
    IMPORTED = "imported"  # closed elsewhere before; out of every rate
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    RECLASSIFIED = "reclassified"


_FIXED = {
    Event.IMPORT_PAST: Outcome.IMPORTED,
    Event.NO_RESPONSE: Outcome.UNVERIFIED,
    Event.CONFIRM_NOT_RECOVERED: Outcome.NOT_RECOVERED,
    Event.FULFIL_FAILED: Outcome.NOT_RECOVERED,
    Event.WITHDRAW: Outcome.WITHDRAWN,
    Event.MERGE: Outcome.MERGED,
    Event.RECLASSIFY: Outcome.RECLASSIFIED,
}


def outcome_after(event: Event, before: Outcome | None, standing: CaseStanding) -> Outcome | None:
    """The outcome of a case after `event` took place; None while nothing is settled.

    A yes that somebody noted counts as said-yes-unverified until `outcome_when_confirmed`. Opening a case
    again on the same issue takes an earlier success back; on another issue the outcome is open again. Who takes a
    closed case to a body outside does not call it right any more, whatever was said before.
    """
    if event is Event.CONFIRM_RECOVERED:
        return _of_a_yes(standing)
    if event is Event.REOPEN:
        return Outcome.NOT_RECOVERED if standing.same_issue else None
    if event is Event.REFER_EXTERNAL and before is not Outcome.IMPORTED:
        return None if before is None else Outcome.NOT_RECOVERED
    return _FIXED.get(event, before)


def outcome_when_confirmed(before: Outcome | None, standing: CaseStanding) -> Outcome | None:
    """The outcome of a closed case once the customer pressed the confirmation of a spoken yes.

    Only a waiting yes can turn into recovered; every other outcome stays what it is.
    """
    if before is Outcome.SAID_YES_UNVERIFIED:
        return _of_a_yes(standing)
    return before


def _of_a_yes(standing: CaseStanding) -> Outcome:
    if standing.answer is Answer.YES and standing.answer_verified:
        return Outcome.RECOVERED
    return Outcome.SAID_YES_UNVERIFIED
