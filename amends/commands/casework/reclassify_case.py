"""What came in is no complaint after all: with a reason, told to the customer, and sampled for audit."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.leaving import take_back_what_waits
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context

ORIGINS = ("feedback", "enquiry", "request")


class OriginUnknown(Refusal):
    """Not one of what a contact can be besides a complaint."""

    code = "origin_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Say what it is instead: feedback, a question, or a request.")


@dataclass(frozen=True, slots=True)
class CaseReclassified:
    """The case has ended as something else than a complaint."""

    ref: str
    origin: str


@command(Permission.WORK_CASES)
def reclassify_case(
    ctx: Context, *, case_ref: str, origin: str, reason: str, no_dissatisfaction: bool, told: bool
) -> CaseReclassified:
    """End the case as feedback, enquiry or request. In doubt it is a complaint: who decides says that no
    dissatisfaction was expressed, and that the customer was told.

    Raises `CaseUnknown`, `CaseEnded`, `OriginUnknown`, and the guards `ReclassifyReasonMissing`,
    `DissatisfactionExpressed`, `ReclassificationUntold`.
    """
    customers.lock_customer(cases.find_case(ctx, case_ref, Permission.WORK_CASES).customer_id)
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    if origin not in ORIGINS:
        raise OriginUnknown(field="origin")
    why = within(reason, 300, field="reason")
    standing = cases.standing_of(
        ctx,
        case,
        reclassify_reason=bool(why),
        no_dissatisfaction=no_dissatisfaction,
        reclassification_told=told,
    )
    case = cases.apply_event(ctx, case, Event.RECLASSIFY, standing, origin=origin)
    take_back_what_waits(ctx, case, why)
    key = customers.person_key(case.customer_id)
    cases.record_evidence(ctx, case.id, "reclassified_because", why, Source.STAFF, person_key=key)
    return CaseReclassified(case.ref, origin)
