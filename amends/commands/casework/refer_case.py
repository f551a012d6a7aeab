"""A case goes to a body outside: the customer has the right to it, or a limit has passed."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.tasks import store as tasks
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class BodyMissing(Refusal):
    """Referred to nobody."""

    code = "body_missing"
    kind = Kind.INVALID
    message = gettext_noop("Name the body it goes to, and its reference if there is one.")


@dataclass(frozen=True, slots=True)
class CaseReferred:
    """The case waits for a ruling from outside."""

    ref: str
    state: str


@command(Permission.WORK_CASES)
def refer_case(ctx: Context, *, case_ref: str, body: str, right: str) -> CaseReferred:
    """Note that the case is with `body` (its name and reference), by which `right` or passed limit.

    A case that had closed is open again: its closing questions wait until it closes for good.
    Raises `CaseUnknown`, `BodyMissing`, `ExternalRightMissing`, `TransitionNotAllowed`, `TooLong`.
    """
    case = cases.lock_case(cases.find_case(ctx, case_ref, Permission.WORK_CASES).id)
    where, why = within(body, 200, field="body"), within(right, 300, field="right")
    if not where:
        raise BodyMissing(field="body")
    standing = cases.standing_of(ctx, case, external_right=bool(why))
    due_at = clocks.next_due(case.id)
    case = cases.apply_event(ctx, case, Event.REFER_EXTERNAL, standing, wanted_by_at=due_at)
    tasks.drop_closing_task(case.id)
    key = customers.person_key(case.customer_id)
    told = f"{where}: {why}"
    cases.record_evidence(ctx, case.id, "referred_to", told, Source.STAFF, person_key=key)
    return CaseReferred(case.ref, case.state.value)
