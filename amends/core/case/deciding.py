"""What a case still lacks before something is given in it: giving asks it, and it is told beside what may be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from amends.core.case.guards.guard import GuardNotMet
from amends.core.case.lifecycle import GIVES, Event, State, unmet_guards
from amends.core.case.standing import CaseStanding

STILL_GIVING = frozenset({State.DECIDED, State.COMMUNICATED, State.FULFILLING})
"""Where a case is decided and more can be given without deciding again."""

_DECIDING: Mapping[State, Event] = MappingProxyType(
    {State.ASSESSED: Event.FAST_TRACK, State.AWAITING_CUSTOMER: Event.INFO_TIMEOUT}
)


def deciding_event(state: State) -> Event:
    """The step that decides a case from where it stands: on the fast track where it is only assessed, and on what is
    held where the customer was asked and does not answer."""
    return _DECIDING.get(state, Event.DECIDE)


def wanted_first(state: State, standing: CaseStanding) -> tuple[GuardNotMet, ...]:
    """What has to be done before a gesture goes that the policy allows, in the order it is asked for.

    Nothing, where the case is decided already; and nothing where nothing can be given at all, whatever is done. What
    the policy says of authority, approvals and remedy is taken as settled: a line of the envelope tells it.
    """
    if state not in GIVES - STILL_GIVING:
        return ()
    settled = replace(standing, within_authority=True, approvals_present=True, remedy_from_tables=True)
    return unmet_guards(state, deciding_event(state), settled)
