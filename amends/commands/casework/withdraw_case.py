"""The customer takes the complaint back, in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.leaving import take_back_what_waits
from amends.core.case.evidence import Source
from amends.core.case.hearing import within
from amends.core.case.lifecycle import Event
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """The case has ended at the customer's wish."""

    ref: str


@command(Permission.WORK_CASES)
def withdraw_case(ctx: Context, *, case_ref: str, words: str) -> CaseWithdrawn:
    """End the case with the customer's words. Offers that wait are taken back; what is owed is carried out.

    Raises `CaseUnknown`, `CaseEnded`, `WithdrawalWordsMissing`, `TooLong`, `TransitionNotAllowed`.
    """
    customers.lock_customer(cases.find_case(ctx, case_ref, Permission.WORK_CASES).customer_id)
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    said = within(words, 2000, field="words")
    standing = cases.standing_of(ctx, case, withdrawal_words=bool(said))
    case = cases.apply_event(ctx, case, Event.WITHDRAW, standing)
    take_back_what_waits(ctx, case, said)
    key = customers.person_key(case.customer_id)
    cases.record_evidence(ctx, case.id, "withdrawal", said, Source.CUSTOMER, person_key=key)
    return CaseWithdrawn(case.ref)
