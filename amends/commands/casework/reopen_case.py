"""A closed case is opened again, or goes on as a new one when it was closed too long ago."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.staff import store as staff
from amends.apps.tasks import store as tasks
from amends.apps.units import store as units
from amends.core.case.evidence import Source
from amends.core.case.guards.recovering import ReopenReasonMissing, ReopenWindowPast
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event, State, TransitionNotAllowed
from amends.core.clock.deadline import Start
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """Where it goes on: the same case, or a new one that continues it."""

    ref: str
    is_new: bool
    owner_id: int | None


@command(Permission.WORK_CASES)
def reopen_case(ctx: Context, *, case_ref: str, reason: str, same_issue: bool) -> CaseReopened:
    """Open the case again for this `reason`. Within 90 days it is the same case; later a new case continues it.

    On the same issue it is a failed recovery: it goes to somebody fresh and more senior. Raises `CaseUnknown`,
    `ReopenReasonMissing`, `TransitionNotAllowed` (not closed), `TooLong`.
    """
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.WORK_CASES).id)
    why = within(reason, 500, field="reason")
    if not why:
        raise ReopenReasonMissing(field="reason")
    if case.state is not State.CLOSED:
        raise TransitionNotAllowed(state=str(case.state), event=str(Event.REOPEN), possible="")
    key = customers.person_key(case.customer_id)
    standing = cases.standing_of(ctx, case, reopen_reason=True, same_issue=same_issue)
    try:
        case = cases.apply_event(ctx, case, Event.REOPEN, standing)
    except ReopenWindowPast:
        case = _continued(ctx, case, key)
    else:
        tasks.drop_closing_task(case.id)
    if same_issue and case.continues_id is None:
        case = _handed_up(ctx, case)
    starts = {Start.RECEIVED: ctx.now, Start.UPDATED: ctx.now}
    clocks.stop_at_end(ctx, case.id)
    place = units.unit(case.unit_id).clocks
    clocks.start_clocks(ctx, case.id, severity=case.severity, place=place, starts=starts)
    cases.record_evidence(ctx, case.id, "reopened_because", why, Source.STAFF, person_key=key)
    case = cases.look_again(ctx, case, wanted_by_at=clocks.next_due(case.id))
    return CaseReopened(case.ref, case.continues_id is not None, case.owner_id)


def _continued(ctx: Context, before: cases.CaseRecord, key: bytes) -> cases.CaseRecord:
    """A new case of the same customer and failure that points back."""
    level = 0 if ctx.user_id is None else staff.level_of(ctx.user_id, before.unit_id)
    return cases.open_case(
        ctx,
        customer_id=before.customer_id,
        person_key=key,
        unit_id=before.unit_id,
        failure_type_id=before.failure_type_id,
        place_id=before.place_id,
        place_text=before.place_text,
        origin=before.origin,
        channel=before.channel,
        criticality=before.criticality,
        words=before.words,
        remedy_sought=before.remedy_sought,
        occurred_at=before.occurred_at,
        owner_id=ctx.user_id,
        owner_level=level,
        team_unit_id=before.team_unit_id,
        continues_id=before.id,
    )


def _handed_up(ctx: Context, case: cases.CaseRecord) -> cases.CaseRecord:
    taken = staff.escalation_owner(case.unit_id, case.owner_level_min - 1, [case.owner_before_id or 0])
    if taken is None:
        return case
    person, level = taken
    return cases.assign(ctx, case, owner_id=person.id, owner_level=level)
