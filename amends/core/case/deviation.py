"""Double deviation: when a recovery itself failed, and everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from amends.core.case.lifecycle import Event
from amends.core.case.standing import CaseStanding
from amends.core.roles import LEVEL, Role

TOP_OWNER_LEVEL = LEVEL[Role.CX_MANAGER]
"""The highest level that works on cases: finance stands higher but sees no customer words."""


class Deviation(StrEnum):
    """What makes a double deviation; any one of them is enough."""

    FULFILMENT_FAILED = "fulfilment_failed"
    NOT_RECOVERED = "not_recovered"
    REOPENED_SAME_ISSUE = "reopened_same_issue"
    PROMISE_MISSED = "promise_missed"  # a promised date to this customer went by
    NO_SUBSTANTIVE_RESPONSE = "no_substantive_response"  # acknowledged, then silence past the deadline


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a double deviation changes. Severity is not raised: the gesture band already counts it."""

    priority_raise: int = 0
    new_owner_needed: bool = False
    owner_level_min: int = 0
    template_forbidden: bool = False  # no template apology: a person writes it
    voice_contact_offered: bool = False
    gesture_band_again: bool = False  # decide again with the new count
    root_cause_mandatory: bool = False


def deviation_of(event: Event, standing: CaseStanding) -> Deviation | None:
    """The double deviation that a lifecycle event is, if any (missed promises are found by the sweeps)."""
    if event is Event.FULFIL_FAILED:
        return Deviation.FULFILMENT_FAILED
    if event is Event.CONFIRM_NOT_RECOVERED:
        return Deviation.NOT_RECOVERED
    if event is Event.REOPEN and standing.same_issue:
        return Deviation.REOPENED_SAME_ISSUE
    return None


def consequences(deviation: Deviation | None, owner_level: int) -> Consequences:
    """What follows for the case: all of it at once, whatever the deviation; nothing without one.

    `owner_level` is the authority of who had the case (0 to 2); the next owner stands one above, at most
    at the top of those who work on cases.
    """
    if deviation is None:
        return Consequences()
    return Consequences(
        priority_raise=1,
        new_owner_needed=True,
        owner_level_min=min(owner_level + 1, TOP_OWNER_LEVEL),
        template_forbidden=True,
        voice_contact_offered=True,
        gesture_band_again=True,
        root_cause_mandatory=True,
    )
