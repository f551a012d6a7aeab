"""The lifecycle of a case: 15 states, 42 transitions, and the evidence that each of them needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from amends.core.case.guards import deciding, facts, hearing, recovering
from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.standing import CaseStanding
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class TransitionNotAllowed(Refusal):
    """The event does not fit the state the case is in: usually somebody else moved it on meanwhile."""

    code = "transition_not_allowed"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The case is now at %(state)s, and this step does not go from there. Look at it again."
    )


class State(StrEnum):
    """Where a case is. What it is besides (flags, outcome) is kept apart."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INVESTIGATING = "investigating"
    AWAITING_CUSTOMER = "awaiting_customer"
    DECIDED = "decided"
    COMMUNICATED = "communicated"
    FULFILLING = "fulfilling"
    FULFILLED = "fulfilled"
    VERIFYING = "verifying"
    CLOSED = "closed"
    EXTERNAL_REVIEW = "external_review"
    RECLASSIFIED = "reclassified"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


TERMINAL = frozenset({State.RECLASSIFIED, State.MERGED, State.WITHDRAWN})
"""No event leaves these. A closed case has ended too, but may be opened again."""

ENDS = TERMINAL | {State.CLOSED}

GIVES = frozenset(
    {
        State.ASSESSED,
        State.INVESTIGATING,
        State.AWAITING_CUSTOMER,
        State.DECIDED,
        State.COMMUNICATED,
        State.FULFILLING,
    }
)
"""Where something can be given: once it is known what went wrong, until everything is carried out."""

TELLABLE = frozenset({State.DECIDED, State.COMMUNICATED, State.FULFILLING, State.FULFILLED, State.VERIFYING})
"""Where there is a decision to tell the customer, for the first time or once more."""


class Event(StrEnum):
    """What happens to a case."""

    OPEN = "open"
    IMPORT_PAST = "import_past"
    ACKNOWLEDGE = "acknowledge"
    ASSESS = "assess"
    RECLASSIFY = "reclassify"
    MERGE = "merge"
    INVESTIGATE = "investigate"
    FAST_TRACK = "fast_track"
    REQUEST_INFO = "request_info"
    INFO_RECEIVED = "info_received"
    INFO_TIMEOUT = "info_timeout"
    DECIDE = "decide"
    DECIDE_IN_DANGER = "decide_in_danger"
    COMMUNICATE = "communicate"
    ACCEPT = "accept"
    EXECUTE_UNCONDITIONAL = "execute_unconditional"
    NO_REMEDY_DUE = "no_remedy_due"
    DECLINE = "decline"
    LAPSE = "lapse"
    REQUEST_REVIEW = "request_review"
    REFER_EXTERNAL = "refer_external"
    EXTERNAL_OUTCOME = "external_outcome"
    FULFIL = "fulfil"
    FULFIL_FAILED = "fulfil_failed"
    FOLLOW_UP = "follow_up"
    CONFIRM_RECOVERED = "confirm_recovered"
    CONFIRM_NOT_RECOVERED = "confirm_not_recovered"
    NO_RESPONSE = "no_response"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Transition:
    """From any of `sources` (None: no case yet) `event` leads to `target` when every guard holds."""

    event: Event
    sources: tuple[State | None, ...]
    target: State
    guards: tuple[type[GuardNotMet], ...] = ()


_S, _E = State, Event
_h, _d, _f, _r = hearing, deciding, facts, recovering

_AFTER_A_FAILED_RECOVERY = (_d.OwnerNotSenior, _d.RootCauseMissing)
_A_DECISION = (_d.FindingMissing, _d.CauseClassMissing, _d.RemedyMissing, _d.ApprovalMissing)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_E.OPEN, (None,), _S.RECEIVED, (_h.RefMissing,)),
    Transition(_E.IMPORT_PAST, (None,), _S.CLOSED, (_h.RefMissing, _h.SourceRowMissing)),
    Transition(_E.ACKNOWLEDGE, (_S.RECEIVED,), _S.ACKNOWLEDGED, (_h.OwnerMissing, _h.NotYetAcknowledged)),
    Transition(
        _E.ASSESS,
        (_S.ACKNOWLEDGED,),
        _S.ASSESSED,
        (_h.NotClassified, _h.SeverityMissing, _h.CriticalityMissing, _h.FlagsUnset, _h.PresetMissing),
    ),
    Transition(
        _E.RECLASSIFY,
        (_S.ACKNOWLEDGED, _S.ASSESSED),
        _S.RECLASSIFIED,
        (_h.ReclassifyReasonMissing, _h.DissatisfactionExpressed, _h.ReclassificationUntold),
    ),
    Transition(_E.MERGE, (_S.ACKNOWLEDGED, _S.ASSESSED, _S.INVESTIGATING), _S.MERGED, (_h.NotTheSameCase,)),
    Transition(_E.INVESTIGATE, (_S.ASSESSED,), _S.INVESTIGATING, (_h.OwnerMissing, _d.InvestigatorInvolved)),
    Transition(
        _E.FAST_TRACK,
        (_S.ASSESSED,),
        _S.DECIDED,
        (
            _d.SeverityTooHigh,
            _d.PersonNeeded,
            _f.FiveFactsIncomplete,
            _d.CauseUnclear,
            _d.BeyondAuthority,
            *_AFTER_A_FAILED_RECOVERY,
        ),
    ),
    Transition(_E.REQUEST_INFO, (_S.INVESTIGATING,), _S.AWAITING_CUSTOMER, (_d.QuestionMissing,)),
    Transition(_E.INFO_RECEIVED, (_S.AWAITING_CUSTOMER,), _S.INVESTIGATING, (_d.AnswerMissing,)),
    Transition(
        _E.INFO_TIMEOUT,
        (_S.AWAITING_CUSTOMER,),
        _S.DECIDED,
        (_d.RemindersMissing, _f.FactsUnconfirmed, *_A_DECISION, *_AFTER_A_FAILED_RECOVERY),
    ),
    Transition(
        _E.DECIDE,
        (_S.INVESTIGATING,),
        _S.DECIDED,
        (_f.FiveFactsIncomplete, _f.FactsOnlyAssumed, *_A_DECISION, *_AFTER_A_FAILED_RECOVERY),
    ),
    Transition(
        _E.DECIDE_IN_DANGER,
        (_S.ASSESSED, _S.INVESTIGATING, _S.AWAITING_CUSTOMER),
        _S.DECIDED,
        (_d.NotInDanger, _f.FactsUnconfirmed, _d.ReviewUnasked),
    ),
    Transition(_E.COMMUNICATE, (_S.DECIDED,), _S.COMMUNICATED, (_r.NotTold,)),
    Transition(_E.ACCEPT, (_S.COMMUNICATED,), _S.FULFILLING, (_r.AcceptanceMissing,)),
    Transition(_E.EXECUTE_UNCONDITIONAL, (_S.COMMUNICATED,), _S.FULFILLING, (_r.AcceptanceNeeded,)),
    Transition(_E.NO_REMEDY_DUE, (_S.COMMUNICATED,), _S.VERIFYING, (_r.SomethingOwed,)),
    Transition(_E.DECLINE, (_S.COMMUNICATED,), _S.VERIFYING, (_r.DeclineMissing,)),
    Transition(_E.LAPSE, (_S.COMMUNICATED,), _S.VERIFYING, (_r.OfferStillOpen,)),
    Transition(_E.REQUEST_REVIEW, (_S.COMMUNICATED,), _S.INVESTIGATING, (_d.ReviewerNotIndependent,)),
    Transition(
        _E.REFER_EXTERNAL,
        (_S.COMMUNICATED, _S.INVESTIGATING, _S.CLOSED),
        _S.EXTERNAL_REVIEW,
        (_d.ExternalRightMissing,),
    ),
    Transition(
        _E.EXTERNAL_OUTCOME, (_S.EXTERNAL_REVIEW,), _S.DECIDED, (_d.RulingMissing, _f.FactsUnconfirmed)
    ),
    Transition(_E.FULFIL, (_S.FULFILLING,), _S.FULFILLED, (_r.RemedyUnproven,)),
    Transition(_E.FULFIL_FAILED, (_S.FULFILLING,), _S.DECIDED, (_r.FulfilmentCauseMissing,)),
    Transition(_E.FOLLOW_UP, (_S.FULFILLED,), _S.VERIFYING, (_r.FollowUpMissing,)),
    Transition(_E.CONFIRM_RECOVERED, (_S.VERIFYING,), _S.CLOSED, (_r.AnswerNotYes,)),
    Transition(
        _E.CONFIRM_NOT_RECOVERED, (_S.VERIFYING,), _S.INVESTIGATING, (_r.AnswerNotNo, _r.OwnerNotFresh)
    ),
    Transition(_E.NO_RESPONSE, (_S.VERIFYING,), _S.CLOSED, (_r.AnswerThere, _r.AttemptsMissing)),
    Transition(_E.REOPEN, (_S.CLOSED,), _S.ASSESSED, (_r.ReopenReasonMissing, _r.ReopenWindowPast)),
    Transition(
        _E.WITHDRAW,
        (
            _S.RECEIVED,
            _S.ACKNOWLEDGED,
            _S.ASSESSED,
            _S.INVESTIGATING,
            _S.AWAITING_CUSTOMER,
            _S.DECIDED,
        ),
        _S.WITHDRAWN,
        (_h.WithdrawalWordsMissing,),
    ),
)


def _by_step(table: Iterable[Transition]) -> Mapping[tuple[State | None, Event], Transition]:
    """One transition per state and event; a second one would make the lifecycle ambiguous."""
    steps: dict[tuple[State | None, Event], Transition] = {}
    for transition in table:
        for source in transition.sources:
            if (source, transition.event) in steps:
                raise ValueError(f"two transitions for {source} and {transition.event}")
            steps[source, transition.event] = transition
    return MappingProxyType(steps)


STEPS = _by_step(TRANSITIONS)
"""The table keyed by (state, event)."""


def next_state(state: State | None, event: Event, standing: CaseStanding) -> State:
    """Where `event` takes a case that is at `state` (None: not there yet).

    Raises `TransitionNotAllowed` when the event does not fit the state, and the first `GuardNotMet` of the
    transition when its evidence is not there. Nothing else decides whether a case may move.
    """
    transition = STEPS.get((state, event))
    if transition is None:
        possible = ", ".join(events_from(state))
        raise TransitionNotAllowed(state=str(state or "none"), event=str(event), possible=possible)
    missing = unmet_guards(state, event, standing)
    if missing:
        raise missing[0]
    return transition.target


def unmet_guards(state: State | None, event: Event, standing: CaseStanding) -> tuple[GuardNotMet, ...]:
    """Everything that is still needed for a step that fits the state, in the order it is asked for."""
    found = (guard.unmet(standing) for guard in STEPS[state, event].guards)
    return tuple(refusal for refusal in found if refusal is not None)


def events_from(state: State | None) -> tuple[Event, ...]:
    """The events that fit a state, whether or not their guards hold yet."""
    return tuple(event for source, event in STEPS if source == state)


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.RECEIVED: gettext_noop("heard"),
        State.ACKNOWLEDGED: gettext_noop("answered that we have it"),
        State.ASSESSED: gettext_noop("assessed"),
        State.INVESTIGATING: gettext_noop("being looked into"),
        State.AWAITING_CUSTOMER: gettext_noop("waiting for their answer"),
        State.DECIDED: gettext_noop("decided"),
        State.COMMUNICATED: gettext_noop("told"),
        State.FULFILLING: gettext_noop("being carried out"),
        State.FULFILLED: gettext_noop("carried out"),
        State.VERIFYING: gettext_noop("asking whether it is right now"),
        State.CLOSED: gettext_noop("closed"),
        State.EXTERNAL_REVIEW: gettext_noop("with an outside body"),
        State.RECLASSIFIED: gettext_noop("not a complaint"),
        State.MERGED: gettext_noop("joined to another case"),
        State.WITHDRAWN: gettext_noop("taken back"),
    }
)
"""What people read instead of the state's name."""
