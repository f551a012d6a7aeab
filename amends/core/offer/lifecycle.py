"""The lifecycle of an offer: drafted, perhaps waiting for a yes inside, then in the customer's hands until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

ALTERNATIVES_MAX = 4
"""More than four alternatives are a catalogue, not an offer."""


class OfferStepNotAllowed(Refusal):
    """The offer has moved on: answered, taken back, or still waiting."""

    code = "offer_step_not_allowed"
    kind = Kind.CONFLICT
    message = gettext_noop("This offer is %(state)s, so this cannot be done with it any more. Look again.")


class OfferEnded(Refusal):
    """Its time ran out."""

    code = "offer_ended"
    kind = Kind.GONE
    message = gettext_noop("This offer was open until %(expires_at)s. Write to us and we look at it again.")


class OfferNotEnded(Refusal):
    """An offer lapses only after its end, and after a reminder."""

    code = "offer_not_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("The offer still stands, or nobody has reminded the customer yet.")


class OwedCannotEnd(Refusal):
    """What is owed by law or contract is carried out whatever is said about the rest."""

    code = "owed_cannot_end"
    kind = Kind.CONFLICT
    message = gettext_noop("This is owed to them, so it is carried out; only what is extra can be declined.")


class ChoiceNeeded(Refusal):
    """The customer has to choose before anything is carried out."""

    code = "choice_needed"
    kind = Kind.CONFLICT
    message = gettext_noop("This is the customer's to choose, so wait for their choice.")


class OptionUnknown(Refusal):
    """A choice that was not among those offered."""

    code = "option_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Choose one of the %(count)s that are offered.")


class AlternativesWrong(Refusal):
    """An offer holds one gesture, or two to four different ones to choose from."""

    code = "alternatives_wrong"
    kind = Kind.INVALID
    message = gettext_noop("Offer one gesture, or two to %(most)s different ones to choose from.")


class OfferState(StrEnum):
    """Where an offer is."""

    DRAFTED = "drafted"
    AWAITING_APPROVAL = "awaiting_approval"
    OFFERED = "offered"
    ACCEPTED = "accepted"  # chosen by the customer, or carried out because nothing was to choose
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"  # taken back by us, or refused by whoever was asked


OFFER_ENDS = frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN})
"""Nothing leaves these; a later round is a new offer that supersedes this one."""


class OfferEvent(StrEnum):
    """What happens to an offer."""

    ASK_APPROVAL = "ask_approval"
    OFFER = "offer"  # within the giver's own authority
    APPROVE = "approve"
    REFUSE_APPROVAL = "refuse_approval"
    ACCEPT = "accept"
    EXECUTE = "execute"  # nothing to choose: carried out at once
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


_S, _E = OfferState, OfferEvent

OFFER_STEPS: Mapping[tuple[OfferState, OfferEvent], OfferState] = MappingProxyType(
    {
        (_S.DRAFTED, _E.ASK_APPROVAL): _S.AWAITING_APPROVAL,
        (_S.DRAFTED, _E.OFFER): _S.OFFERED,
        (_S.DRAFTED, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.AWAITING_APPROVAL, _E.APPROVE): _S.OFFERED,
        (_S.AWAITING_APPROVAL, _E.REFUSE_APPROVAL): _S.WITHDRAWN,
        (_S.AWAITING_APPROVAL, _E.WITHDRAW): _S.WITHDRAWN,
        (_S.OFFERED, _E.ACCEPT): _S.ACCEPTED,
        (_S.OFFERED, _E.EXECUTE): _S.ACCEPTED,
        (_S.OFFERED, _E.DECLINE): _S.DECLINED,
        (_S.OFFERED, _E.LAPSE): _S.LAPSED,
        (_S.OFFERED, _E.WITHDRAW): _S.WITHDRAWN,
    }
)

RELEASES = frozenset({_E.REFUSE_APPROVAL, _E.DECLINE, _E.LAPSE, _E.WITHDRAW})
"""The events that let the reserved money go; `accept` and `execute` post it."""


@dataclass(frozen=True, slots=True)
class OfferStanding:
    """What the rules need to know of one offer. `expires_at` is None where it does not end by itself."""

    needs_acceptance: bool
    is_owed: bool = False
    expires_at: datetime | None = None
    is_reminded: bool = False
    options: int = 1


def next_offer_state(state: OfferState, event: OfferEvent, offer: OfferStanding, now: datetime) -> OfferState:
    """Where `event` takes an offer at `now` (aware).

    Raises `OfferStepNotAllowed`; `OfferEnded` when it is answered too late (its last moment is too late);
    `OfferNotEnded` when it would lapse too early; `OwedCannotEnd` when something owed would be declined or
    lapse; `ChoiceNeeded` when something to choose would be carried out.
    """
    target = OFFER_STEPS.get((state, event))
    if target is None:
        raise OfferStepNotAllowed(state=str(state), event=str(event))
    if offer.is_owed and event in (OfferEvent.DECLINE, OfferEvent.LAPSE):
        raise OwedCannotEnd
    if event is OfferEvent.EXECUTE and offer.needs_acceptance:
        raise ChoiceNeeded
    over = offer.expires_at is not None and now >= offer.expires_at
    if event is OfferEvent.ACCEPT and over:
        raise OfferEnded(expires_at=offer.expires_at)
    if event is OfferEvent.LAPSE and not (over and offer.is_reminded):
        raise OfferNotEnded
    return target


def check_option(position: int, offer: OfferStanding, *, field: str | None = "option") -> None:
    """Whether `position` (from 0) is one of the options; raises `OptionUnknown` at `field`."""
    if not 0 <= position < offer.options:
        raise OptionUnknown(field=field, count=offer.options)


def check_alternatives(gesture_codes: tuple[str, ...], *, field: str | None = "choices") -> None:
    """One gesture or two to four different ones; raises `AlternativesWrong` at `field`."""
    different = len(set(gesture_codes)) == len(gesture_codes)
    if not different or not 1 <= len(gesture_codes) <= ALTERNATIVES_MAX:
        raise AlternativesWrong(field=field, most=ALTERNATIVES_MAX)
