"""Where the asking of one case stands: when it is asked next, how often it was, and what the customer said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases.models import Case
from amends.apps.followups.models import Answer, FollowUp
from amends.core.case.lifecycle import State
from amends.core.case.unknown import CaseUnknown
from amends.core.case.wanted import Wanted
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.kernel.context import Context
from amends.kernel.query import query


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer in the customer's words; a spoken yes without `confirmed_at` waits for their own tap."""

    answer: str
    source: str
    words: str
    satisfaction: int | None
    at: datetime
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """The follow-up of a case. `ask_at` is None while nothing is scheduled; `can_record` when an answer fits now;
    `is_to_call`: no mail asks them (any more), so a person has to.
    """

    case_ref: str
    customer_name: str
    phone: str
    round: int
    ask_at: datetime | None
    attempts_made: int
    attempts_required: int
    answers: tuple[AnswerLine, ...]
    can_record: bool
    is_to_call: bool


@query(Permission.SEE_CASES)
def follow_up(ctx: Context, *, case_ref: str) -> FollowUpView:
    """The asking of one case, and its answers, newest first; raises `CaseUnknown`."""
    scope = ctx.scope(Permission.SEE_CASES)
    visible = Case.objects.visible(scope.unit_ids, restricted=scope.restricted).select_related("customer")
    try:
        case = visible.filter(ref=normal_ref(case_ref)).first()
    except RefInvalid:
        case = None
    if case is None:
        raise CaseUnknown(ref=case_ref.strip()[:20])
    running = FollowUp.objects.filter(case_id=case.id, ended_at=None).order_by("-round").first()
    answers = Answer.objects.filter(follow_up__case_id=case.id).order_by("-id")
    askable = running is not None and case.state in (State.FULFILLED, State.VERIFYING)
    ours = case.wanted in (Wanted.ASK, Wanted.ASK_AGAIN)
    return FollowUpView(
        case_ref=case.ref,
        customer_name=case.customer.display_name,
        phone=case.customer.phone,
        round=case.round,
        ask_at=None if running is None else running.ask_at,
        attempts_made=0 if running is None else running.attempts_made,
        attempts_required=0 if running is None else running.attempts_required,
        answers=tuple(
            AnswerLine(row.answer, row.source, row.words, row.satisfaction, row.at, row.confirmed_at)
            for row in answers
        ),
        can_record=askable and ctx.may(Permission.ACCEPT_FOR_CUSTOMER, case.unit_id),
        is_to_call=askable and ours and case.wanted_by_at is not None and case.wanted_by_at <= ctx.now,
    )
