"""The way of an incident: drafted, decided, perhaps approved, reserved, given in waves that may pause or stop."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class IncidentStepNotAllowed(Refusal):
    """The incident has moved on, or is not so far yet."""

    code = "incident_step_not_allowed"
    kind = Kind.CONFLICT
    message = gettext_noop("This incident is %(state)s, so this cannot be done with it. Look at it again.")


class IncidentState(StrEnum):
    """Where an incident is."""

    DRAFTED = "drafted"  # people are being found
    DECIDED = "decided"  # it is known what each of them gets
    RESERVED = "reserved"  # the money for everybody is held
    SENDING = "sending"  # wave after wave is given
    PAUSED = "paused"
    STOPPED = "stopped"  # what was not given yet is free again
    FINISHED = "finished"


class PersonState(StrEnum):
    """Where one person of an incident is."""

    FOUND = "found"
    DECIDED = "decided"
    HELD_BACK = "held_back"  # a colleague looks after them: a case of their own on the work list
    RESERVED = "reserved"
    GIVEN = "given"
    SKIPPED = "skipped"  # nothing is given here, and the reason is told
    RELEASED = "released"  # the incident was stopped before it was their turn


class IncidentEvent(StrEnum):
    """What happens to an incident."""

    ADD_PEOPLE = "add_people"
    DECIDE = "decide"
    RESERVE = "reserve"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"


_S, _E = IncidentState, IncidentEvent

INCIDENT_STEPS: Mapping[tuple[IncidentState, IncidentEvent], IncidentState] = MappingProxyType(
    {
        (_S.DRAFTED, _E.ADD_PEOPLE): _S.DRAFTED,
        (_S.DECIDED, _E.ADD_PEOPLE): _S.DRAFTED,
        (_S.DRAFTED, _E.DECIDE): _S.DECIDED,
        (_S.DECIDED, _E.DECIDE): _S.DECIDED,
        (_S.DECIDED, _E.RESERVE): _S.RESERVED,
        (_S.RESERVED, _E.START): _S.SENDING,
        (_S.SENDING, _E.PAUSE): _S.PAUSED,
        (_S.PAUSED, _E.RESUME): _S.SENDING,
        (_S.RESERVED, _E.STOP): _S.STOPPED,
        (_S.SENDING, _E.STOP): _S.STOPPED,
        (_S.PAUSED, _E.STOP): _S.STOPPED,
        (_S.DRAFTED, _E.STOP): _S.STOPPED,
        (_S.DECIDED, _E.STOP): _S.STOPPED,
        (_S.SENDING, _E.FINISH): _S.FINISHED,
    }
)
"""Nothing leaves *stopped* and *finished*."""


ENDED = frozenset({IncidentState.STOPPED, IncidentState.FINISHED})
"""Where nothing happens to an incident and its people any more."""


def next_incident_state(state: IncidentState, event: IncidentEvent) -> IncidentState:
    """Where `event` takes an incident; raises `IncidentStepNotAllowed`."""
    target = INCIDENT_STEPS.get((state, event))
    if target is None:
        raise IncidentStepNotAllowed(state=str(INCIDENT_LABELS[state]), event=str(event))
    return target


INCIDENT_LABELS: Mapping[IncidentState, str] = MappingProxyType(
    {
        _S.DRAFTED: gettext_noop("being prepared"),
        _S.DECIDED: gettext_noop("decided"),
        _S.RESERVED: gettext_noop("ready, with its money held"),
        _S.SENDING: gettext_noop("being given"),
        _S.PAUSED: gettext_noop("paused"),
        _S.STOPPED: gettext_noop("stopped"),
        _S.FINISHED: gettext_noop("finished"),
    }
)
"""What people read instead of the state's name."""

PERSON_LABELS: Mapping[PersonState, str] = MappingProxyType(
    {
        PersonState.FOUND: gettext_noop("found"),
        PersonState.DECIDED: gettext_noop("decided"),
        PersonState.HELD_BACK: gettext_noop("kept for a colleague's care"),
        PersonState.RESERVED: gettext_noop("waiting, with the money held"),
        PersonState.GIVEN: gettext_noop("given to"),
        PersonState.SKIPPED: gettext_noop("left out"),
        PersonState.RELEASED: gettext_noop("not given to any more"),
    }
)
"""What people read instead of the state's name."""
