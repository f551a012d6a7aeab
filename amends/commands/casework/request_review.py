"""The customer does not accept the decision: somebody else, of higher authority, looks at it again."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.commands.leaving import take_back_offers
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.clock.deadline import Start
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class GroundsMissing(Refusal):
    """A review without what is wrong with the decision."""

    code = "grounds_missing"
    kind = Kind.INVALID
    message = gettext_noop("Write down what they do not accept, in their own words.")


@dataclass(frozen=True, slots=True)
class ReviewRequested:
    """Who looks at it again."""

    ref: str
    reviewer_id: int
    reviewer_name: str


@command(Permission.WORK_CASES)
def request_review(
    ctx: Context, *, case_ref: str, grounds: str, reviewer_id: int | None = None
) -> ReviewRequested:
    """Give a decision the customer rejects to a reviewer who did not make it and has higher authority (None: the next
    one up). What waits for the customer's choice is taken back; what is owed stays.

    Raises `CaseUnknown`, `CaseEnded`, `GroundsMissing`, `ColleagueUnknown` at `reviewer_id`, `ReviewerNotIndependent`,
    `TransitionNotAllowed`, `TooLong`.
    """
    customers.lock_customer(cases.find_case(ctx, case_ref, Permission.WORK_CASES).customer_id)
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    why = within(grounds, 2000, field="grounds")
    if not why:
        raise GroundsMissing(field="grounds")
    reviewer, level = _reviewer(case, reviewer_id)
    standing = cases.standing_of(
        ctx, case, reviewer_differs=reviewer.id != case.decided_by_id, reviewer_level=level
    )
    clocks.start_clocks(
        ctx,
        case.id,
        severity=case.severity,
        place=units.unit(case.unit_id).clocks,
        starts={Start.RECEIVED: ctx.now, Start.UPDATED: ctx.now},
    )
    case = cases.apply_event(
        ctx,
        case,
        Event.REQUEST_REVIEW,
        standing,
        wanted_by_at=clocks.next_due(case.id),
        owner_id=reviewer.id,
        owner_level=level,
    )
    take_back_offers(ctx, case, why)
    key = customers.person_key(case.customer_id)
    cases.record_evidence(ctx, case.id, "review_grounds", why, Source.CUSTOMER, person_key=key)
    return ReviewRequested(case.ref, reviewer.id, reviewer.display_name)


def _reviewer(case: cases.CaseRecord, reviewer_id: int | None) -> tuple[staff.UserRecord, int]:
    if reviewer_id is None:
        found = staff.escalation_owner(case.unit_id, case.decided_level or 0, [case.decided_by_id or 0])
        if found is None:
            raise staff.ColleagueUnknown(field="reviewer_id")
        return found
    if not staff.works_at(reviewer_id, case.unit_id):
        raise staff.ColleagueUnknown(field="reviewer_id")
    return staff.user(reviewer_id), staff.level_of(reviewer_id, case.unit_id)
