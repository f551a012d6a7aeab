"""The customer answered our question; the review goes on, and so do the clocks."""

from __future__ import annotations

from dataclasses import dataclass

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.customers import store as customers
from amends.apps.units import store as units
from amends.core.case.evidence import Source
from amends.core.case.hearing import WORDS_MAX, within
from amends.core.case.lifecycle import Event
from amends.core.clock.opening import calendar_for
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class InfoRecorded:
    """The case is being looked into again."""

    ref: str
    state: str


@command(Permission.WORK_CASES)
def record_info(ctx: Context, *, case_ref: str, answer: str, fact: str = "what_transpired") -> InfoRecorded:
    """Keep the customer's answer, as evidence for the core fact it belongs to.

    Raises `CaseUnknown`, `CaseEnded`, `AnswerMissing`, `TooLong`, `TransitionNotAllowed`.
    """
    case = cases.take_case(ctx, case_ref, Permission.WORK_CASES)
    words = within(answer, WORDS_MAX, field="answer")
    standing = cases.standing_of(ctx, case, info_answered=bool(words))
    clocks.meet(ctx, case.id, "answer")
    clocks.resume_internal(ctx, case.id, calendar_for(units.unit(case.unit_id).clocks))
    due_at = clocks.next_due(case.id)
    case = cases.apply_event(ctx, case, Event.INFO_RECEIVED, standing, wanted_by_at=due_at)
    question = cases.open_question(case.id)
    if question is not None:
        cases.answer_question(ctx, question.id, words)
    key = customers.person_key(case.customer_id)
    cases.record_evidence(ctx, case.id, fact, words, Source.CUSTOMER, person_key=key)
    case = cases.look_again(ctx, case, wanted_by_at=due_at)
    return InfoRecorded(case.ref, case.state.value)
