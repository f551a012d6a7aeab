"""Two cases of one customer turn out to be the same incident: one of them goes on."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.leaving import take_back_what_waits
from amends.core.case.evidence import Source
from amends.core.case.lifecycle import Event
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class MergedWithItself(Refusal):
    """The two references are the same."""

    code = "merged_with_itself"
    kind = Kind.INVALID
    message = gettext_noop("These are one case already. Name the other one it is joined to.")


@dataclass(frozen=True, slots=True)
class CaseMerged:
    """`ref` has ended in `into_ref`."""

    ref: str
    into_ref: str


@command(Permission.WORK_CASES)
def merge_case(ctx: Context, *, case_ref: str, into_ref: str, same_incident: bool) -> CaseMerged:
    """Join a case to the one that goes on; the earliest time of receipt is kept, and the words of both.

    Raises `CaseUnknown` (at `into_ref` for the other one), `CaseEnded`, `MergedWithItself`, `NotTheSameCase`,
    `TransitionNotAllowed`.
    """
    other = cases.find_case(ctx, into_ref, Permission.WORK_CASES, field="into_ref")
    found = cases.find_case(ctx, case_ref, Permission.WORK_CASES)
    if found.id == other.id:
        raise MergedWithItself(field="into_ref")
    customers.lock_customer(found.customer_id)
    for case_id in sorted((found.id, other.id)):
        cases.lock_case(case_id)
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    into = cases.take_case(ctx, into_ref, Permission.WORK_CASES, field="into_ref")
    standing = cases.standing_of(
        ctx, case, same_customer=case.customer_id == into.customer_id, same_incident=same_incident
    )
    cases.apply_event(ctx, case, Event.MERGE, standing, merged_into_id=into.id)
    take_back_what_waits(ctx, case, into.ref)
    earliest = min(case.received_at, into.received_at)
    cases.change(ctx, into, "case.joined", received_at=earliest)
    if case.words.strip():
        key = customers.person_key(into.customer_id)
        cases.record_evidence(ctx, into.id, "what_transpired", case.words, Source.CUSTOMER, person_key=key)
    return CaseMerged(case.ref, into.ref)
