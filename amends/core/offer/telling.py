"""Which way a case goes once the customer was told what is given."""

from __future__ import annotations

from dataclasses import dataclass

from amends.core.case.lifecycle import Event


@dataclass(frozen=True, slots=True)
class GivenSoFar:
    """Where the giving of one case stands."""

    waits_for_customer: bool = False  # an offer they have to choose from
    carried_out: bool = False  # something they get without being asked, or have accepted
    to_carry_out: bool = False  # an offer that needs no acceptance and waits inside
    all_proven: bool = True  # each remedy has its proof; also true when there is none


def events_after_telling(given: GivenSoFar) -> tuple[Event, ...]:
    """The steps that follow `communicate` by themselves, in order; none while the customer has to choose."""
    if given.waits_for_customer or given.to_carry_out:
        return ()
    if not given.carried_out:
        return (Event.NO_REMEDY_DUE,)
    return (Event.EXECUTE_UNCONDITIONAL, Event.FULFIL) if given.all_proven else (Event.EXECUTE_UNCONDITIONAL,)
