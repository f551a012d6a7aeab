"""Somebody looks into a case before it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class CaseInvestigated:
    """The case is being looked into."""

    ref: str
    state: str


@command(Permission.WORK_CASES)
def investigate_case(
    ctx: Context, *, case_ref: str, plan: str = "", was_not_there: bool = False
) -> CaseInvestigated:
    """Begin to look into an assessed case, by `plan`. From severity 3 on the owner must not have been part of the
    failure, and says so (`was_not_there`).

    Raises `CaseUnknown`, `OwnerMissing`, `InvestigatorInvolved`, `TransitionNotAllowed`, `TooLong`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    how = within(plan, 1000, field="plan")
    if how:
        key = customers.person_key(case.customer_id)
        cases.record_evidence(ctx, case.id, "plan", how, Source.STAFF, person_key=key)
    standing = cases.standing_of(ctx, case, investigator_independent=was_not_there)
    due_at = clocks.next_due(case.id)
    case = cases.apply_event(ctx, case, Event.INVESTIGATE, standing, wanted_by_at=due_at)
    return CaseInvestigated(case.ref, case.state.value)
