"""How a case ends, and how it begins again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.commands.casework.finish_closing_task import finish_closing_task
from amends.commands.casework.merge_case import merge_case
from amends.commands.casework.reclassify_case import reclassify_case
from amends.commands.casework.reopen_case import reopen_case
from amends.commands.casework.withdraw_case import withdraw_case
from amends.commands.decision.decide_case import decide_case
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Code, Given, Line, Ref, Told, Words

routes = Routes("cases")


class DecisionGiven(Given):
    """That nothing is given, and why."""

    finding: Annotated[Code, Field(examples=["not_upheld", "no_fault_sympathy"])]
    reason: Annotated[Line, Field(description="Why, where the policy would allow more.")] = ""
    spoken: Annotated[bool, Field(description="The customer is told in this very moment.")] = False


class DecisionTold(Told):
    """The decision that was frozen."""

    decision_id: int
    case_state: str


class WithdrawnGiven(Given):
    """The customer's own words."""

    words: Words


class RefTold(Told):
    """The case."""

    ref: Ref


class MergeGiven(Given):
    """The case that goes on."""

    into_ref: Ref
    same_incident: Annotated[bool, Field(description="Somebody looked: it is the same thing.")]


class MergedTold(Told):
    """Both cases."""

    ref: Ref
    into_ref: Ref


class ReclassificationGiven(Given):
    """What it is instead of a complaint; in doubt it is one."""

    origin: Annotated[Code, Field(examples=["feedback", "enquiry", "request"])]
    reason: Words
    no_dissatisfaction: Annotated[bool, Field(description="No dissatisfaction was expressed.")]
    told: Annotated[bool, Field(description="The customer was told.")]


class ReclassifiedTold(Told):
    """What it counts as now."""

    ref: Ref
    origin: str


class ReopeningGiven(Given):
    """Why it begins again."""

    reason: Words
    same_issue: Annotated[bool, Field(description="The same thing again: then the recovery failed.")]


class ReopenedTold(Told):
    """The case that goes on: the same one, or after 90 days a new one that continues it."""

    ref: Ref
    is_new: bool
    owner_id: int | None


class ClosingGiven(Given):
    """What is asked of every closed case."""

    root_cause: Annotated[Code, Field(examples=["way_of_working"])]
    is_systemic: Annotated[bool, Field(description="It will happen again unless something changes.")]
    action_note: Words = ""
    was_authority_adequate: bool = True
    colleague_note: Words = ""


class ClosingTold(Told):
    """The answers are kept."""

    ref: Ref
    root_cause: str


@routes.acts(
    "POST",
    "/cases/{ref}/decision",
    does=decide_case,
    refuses="case_unknown case_ended finding_not_against something_is_owed no_policy_in_force too_long "
    "+letters +lifecycle",
)
def decide_without(request: ApiRequest, ref: str, payload: DecisionGiven) -> DecisionTold:
    """Decide that nothing is given, and freeze what the policy said."""
    done = decide_case(
        request.ctx, case_ref=ref, finding=payload.finding, reason=payload.reason, spoken=payload.spoken
    )
    return DecisionTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/withdrawal",
    does=withdraw_case,
    refuses="case_unknown case_ended withdrawal_words_missing too_long +letters +lifecycle",
)
def withdraw_complaint(request: ApiRequest, ref: str, payload: WithdrawnGiven) -> RefTold:
    """End the case because the customer takes it back."""
    return RefTold.model_validate(withdraw_case(request.ctx, case_ref=ref, words=payload.words))


@routes.acts(
    "POST",
    "/cases/{ref}/merger",
    does=merge_case,
    refuses="case_unknown case_ended merged_with_itself not_the_same_case +letters +lifecycle",
)
def merge(request: ApiRequest, ref: str, payload: MergeGiven) -> MergedTold:
    """Join a case to another one that tells of the same thing."""
    done = merge_case(
        request.ctx, case_ref=ref, into_ref=payload.into_ref, same_incident=payload.same_incident
    )
    return MergedTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/reclassification",
    does=reclassify_case,
    refuses="case_unknown case_ended origin_unknown too_long +letters +lifecycle",
)
def reclassify(request: ApiRequest, ref: str, payload: ReclassificationGiven) -> ReclassifiedTold:
    """End the case as feedback, enquiry or request."""
    done = reclassify_case(
        request.ctx,
        case_ref=ref,
        origin=payload.origin,
        reason=payload.reason,
        no_dissatisfaction=payload.no_dissatisfaction,
        told=payload.told,
    )
    return ReclassifiedTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/reopening",
    does=reopen_case,
    status=201,
    refuses="case_unknown too_long +letters +lifecycle",
)
def reopen(request: ApiRequest, ref: str, payload: ReopeningGiven) -> ReopenedTold:
    """Open a closed case again; on the same issue it goes to somebody fresh and more senior."""
    done = reopen_case(request.ctx, case_ref=ref, reason=payload.reason, same_issue=payload.same_issue)
    return ReopenedTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/closing-answers",
    does=finish_closing_task,
    refuses="case_unknown nothing_to_answer cause_unknown action_missing too_long +letters +lifecycle",
)
def answer_closing_questions(request: ApiRequest, ref: str, payload: ClosingGiven) -> ClosingTold:
    """Answer the closing questions of a closed case."""
    done = finish_closing_task(
        request.ctx,
        case_ref=ref,
        root_cause=payload.root_cause,
        is_systemic=payload.is_systemic,
        action_note=payload.action_note,
        was_authority_adequate=payload.was_authority_adequate,
        colleague_note=payload.colleague_note,
    )
    return ClosingTold.model_validate(done)
