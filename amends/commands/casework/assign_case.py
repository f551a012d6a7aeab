"""A case goes to a colleague: taken by themselves, or given by a lead."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.staff import store as staff
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class CaseAssigned:
    """Who has the case now."""

    ref: str
    owner_id: int
    owner_name: str


@command(Permission.WORK_CASES)
def assign_case(ctx: Context, *, case_ref: str, user_id: int, note: str = "") -> CaseAssigned:
    """Give the case to a colleague who works at its unit, with a note for them. Anybody who works there may take a
    case that nobody has; everything else needs `assign_cases`.

    Raises `CaseUnknown`, `CaseEnded`, `ColleagueUnknown` at `user_id`, `NotPermitted`, `TooLong`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    if not (user_id == ctx.user_id and case.owner_id is None):
        ctx.require(Permission.ASSIGN_CASES, case.unit_id)
    if not staff.works_at(user_id, case.unit_id):
        raise staff.ColleagueUnknown(field="user_id")
    words = within(note, 500, field="note")
    if words:
        key = customers.person_key(case.customer_id)
        cases.record_evidence(ctx, case.id, "handover", words, Source.STAFF, person_key=key)
    if user_id != case.owner_id:
        level = staff.level_of(user_id, case.unit_id)
        case = cases.assign(ctx, case, owner_id=user_id, owner_level=level)
    return CaseAssigned(case.ref, user_id, staff.user(user_id).display_name)
