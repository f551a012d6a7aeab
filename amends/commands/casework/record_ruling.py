"""The body outside has ruled; the case is decided by it."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.units import store as units
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.clock.deadline import Start
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class RulingRecorded:
    """The case is decided, and what was ruled can be given."""

    ref: str
    state: str


@command(Permission.WORK_CASES)
def record_ruling(ctx: Context, *, case_ref: str, ruling: str, is_binding: bool) -> RulingRecorded:
    """Keep what was ruled and whether it binds us. Each core fact must be known by then, or unknown with its reason.

    Raises `CaseUnknown`, `CaseEnded`, `RulingMissing`, `FactsUnconfirmed`, `TransitionNotAllowed`, `TooLong`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    words = within(ruling, 2000, field="ruling")
    standing = cases.standing_of(ctx, case, ruling_recorded=bool(words))
    place = units.unit(case.unit_id).clocks
    starts = {Start.DECIDED: ctx.now}
    clocks.start_clocks(ctx, case.id, severity=case.severity, place=place, starts=starts)
    due_at = clocks.next_due(case.id)
    case = cases.apply_event(ctx, case, Event.EXTERNAL_OUTCOME, standing, wanted_by_at=due_at)
    key = customers.person_key(case.customer_id)
    cases.record_evidence(ctx, case.id, "ruling", words, Source.SYSTEM, person_key=key)
    cases.record_evidence(ctx, case.id, "ruling_binds", is_binding, Source.SYSTEM, person_key=key)
    return RulingRecorded(case.ref, case.state.value)
