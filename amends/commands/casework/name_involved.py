"""Who of us had a part in the failure is named, so that they decide nothing about its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.staff import store as staff
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record


@dataclass(frozen=True, slots=True)
class InvolvedNamed:
    """Everybody who is named now."""

    ref: str
    user_ids: tuple[int, ...]


@command(Permission.WORK_CASES)
def name_involved(ctx: Context, *, case_ref: str, user_ids: tuple[int, ...]) -> InvolvedNamed:
    """These colleagues were there, and nobody else was; an empty list takes back what was said before.

    It counts from this moment on, also for questions that wait. It says nothing about fault, and the customer never
    reads it. Raises `CaseUnknown`, `CaseEnded`, `ColleagueUnknown`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    for user_id in user_ids:
        if not staff.is_known(user_id):
            raise staff.ColleagueUnknown(field="user_ids")
    named = tuple(sorted(set(user_ids)))
    approvals.set_involved(ctx, case.id, named)
    record(ctx, f"case:{case.id}", "involved.named", {"user_ids": named})
    return InvolvedNamed(case.ref, named)
