"""Cases: the list, what is known, and the steps of working one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Query
from pydantic import Field

from amends.commands.casework.acknowledge_case import acknowledge_case
from amends.commands.casework.assess_case import assess_case
from amends.commands.casework.assign_case import assign_case
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.core.case.lifecycle import State
from amends.core.roles import Permission
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import (
    ApiRequest,
    Code,
    Given,
    Id,
    Json,
    Line,
    Moment,
    Page,
    Ref,
    Told,
    Words,
)
from amends.queries.worklist import LENSES, SHOWN, TURNS, WHEN, WorklistFilters, worklist

routes = Routes("cases")


class CasesWanted(Given):
    """What narrows the list."""

    lens: Annotated[Literal[*LENSES], Field(description="Whose work; a program has none of its own.")] = "all"  # type: ignore[valid-type]
    shown: Literal[*SHOWN] = "open"  # type: ignore[valid-type]
    turn: Annotated[Literal[*TURNS], Field(description="Whose turn it is.")] = ""  # type: ignore[valid-type]
    due: Literal[*WHEN] = ""  # type: ignore[valid-type]
    state: Annotated[str, Field(max_length=20, examples=list(State))] = ""
    failure: Annotated[str, Field(max_length=60)] = ""
    flag: Annotated[str, Field(max_length=30)] = ""
    severity_min: Annotated[int | None, Field(ge=1, le=5)] = None
    unit_id: Id | None = None
    owner_id: Id | None = None
    q: Annotated[
        str, Field(max_length=200, description="Names, references, places, and words if you may.")
    ] = ""
    cursor: Annotated[str, Field(max_length=400, description="From `next_cursor` of the page before.")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CaseLineTold(Told):
    """One case as one line."""

    ref: Ref
    customer_name: str
    failure_name: str
    place: str
    unit_name: str
    state: str
    outcome: Annotated[str, Field(description="How it ended; empty while it is open.")]
    wanted: Annotated[str, Field(description="What is wanted next.")]
    wanted_by_at: datetime | None
    owner_id: int | None
    owner_name: str
    severity: int | None
    flags: list[str]
    received_at: datetime
    closed_at: datetime | None


class FactIn(Given):
    """One thing known. Without a value it cannot be known, and `reason` says why."""

    name: Annotated[Code, Field(description="One of the five core facts, or a fact of the policy.")]
    value: Json = None
    reason: Line = ""


class EvidenceGiven(Given):
    """What is known now; earlier statements are kept, the latest counts."""

    facts: Annotated[list[FactIn], Field(min_length=1, max_length=60)]


class EvidenceTold(Told):
    """How the case stands with it."""

    ref: Ref
    severity: int | None
    band: str
    missing: Annotated[list[str], Field(description="Core facts that are not known yet.")]
    version: int


class StateTold(Told):
    """Where the case stands now."""

    ref: Ref
    state: str


class AcknowledgementGiven(Given):
    """That the customer was told that we have it: by mail now, or as said in person."""

    told_at: Annotated[Moment | None, Field(description="When it was said; without it a mail goes out.")] = (
        None
    )
    words: Words = ""


class AssessmentGiven(Given):
    """What the assessment should regard; what is left out stays as it is."""

    flags: Annotated[list[Code] | None, Field(max_length=30)] = None
    criticality: Annotated[Code | None, Field(examples=["high"])] = None


class AssessmentTold(Told):
    """How heavy it is by the policy in force."""

    ref: Ref
    state: str
    severity: int
    band: str
    flags: list[str]


class AssignmentGiven(Given):
    """Who takes it."""

    user_id: Id
    note: Words = ""


class AssignmentTold(Told):
    """Who has it now."""

    ref: Ref
    owner_id: int
    owner_name: str


class InvestigationGiven(Given):
    """How it is looked into."""

    plan: Words = ""
    was_not_there: Annotated[bool, Field(description="The owner had no part in the failure.")] = False


class FindingGiven(Given):
    """What was found."""

    finding: Annotated[Code, Field(examples=["upheld", "partly", "not_upheld", "no_fault_sympathy"])]
    cause_class: Annotated[Code, Field(examples=["way_of_working"])]
    root_cause: Annotated[str, Field(max_length=120, description="Needed after a failed recovery.")] = ""


class FindingTold(Told):
    """The finding as it is kept."""

    ref: Ref
    finding: str
    cause_class: str
    root_cause: str


@routes.reads("/cases", asks=worklist, refuses="cursor_invalid")
def list_cases(request: ApiRequest, wanted: Query[CasesWanted]) -> Page[CaseLineTold]:
    """List cases, the most urgent first; closed ones the latest first."""
    filters = WorklistFilters(
        shown=wanted.shown,
        turn=wanted.turn,
        due=wanted.due,
        unit_id=wanted.unit_id,
        failure=wanted.failure,
        flag=wanted.flag,
        state=wanted.state,
        severity_min=wanted.severity_min,
        owner_id=wanted.owner_id,
        q=wanted.q,
    )
    page = worklist(request.ctx, lens=wanted.lens, filters=filters, after=wanted.cursor, limit=wanted.limit)
    return Page[CaseLineTold].model_validate({"items": page.rows, "next_cursor": page.after})


@routes.acts(
    "PATCH",
    "/cases/{ref}/evidence",
    does=record_evidence,
    refuses="case_unknown case_ended nothing_said too_long unknown_needs_reason +facts +letters +lifecycle",
)
def add_evidence(request: ApiRequest, ref: str, payload: EvidenceGiven) -> EvidenceTold:
    """Add what is known about a case; it counts as the system's word.

    A case that is not decided yet is judged anew by the policy in force.
    """
    facts = tuple(FactGiven(fact.name, fact.value, fact.reason) for fact in payload.facts)
    return EvidenceTold.model_validate(record_evidence(request.ctx, case_ref=ref, facts=facts))


@routes.acts(
    "POST",
    "/cases/{ref}/acknowledgement",
    does=acknowledge_case,
    refuses="case_unknown case_ended happens_later too_long +letters +lifecycle",
)
def acknowledge(request: ApiRequest, ref: str, payload: AcknowledgementGiven) -> StateTold:
    """Tell the customer that we have it, or note that they were told."""
    done = acknowledge_case(request.ctx, case_ref=ref, told_at=payload.told_at, words=payload.words)
    return StateTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/assessment",
    does=assess_case,
    refuses="case_unknown case_ended flag_unknown criticality_unknown no_policy_in_force +letters +lifecycle",
)
def assess(request: ApiRequest, ref: str, payload: AssessmentGiven) -> AssessmentTold:
    """Judge the case by the policy in force."""
    flags = None if payload.flags is None else tuple(payload.flags)
    done = assess_case(request.ctx, case_ref=ref, flags=flags, criticality=payload.criticality)
    return AssessmentTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/assignment",
    does=assign_case,
    also=Permission.ASSIGN_CASES,
    refuses="case_unknown case_ended colleague_unknown too_long +letters +lifecycle",
)
def assign(request: ApiRequest, ref: str, payload: AssignmentGiven) -> AssignmentTold:
    """Give the case to a colleague who works at its unit."""
    done = assign_case(request.ctx, case_ref=ref, user_id=payload.user_id, note=payload.note)
    return AssignmentTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/investigation",
    does=investigate_case,
    refuses="case_unknown case_ended too_long +letters +lifecycle",
)
def investigate(request: ApiRequest, ref: str, payload: InvestigationGiven) -> StateTold:
    """Begin to look into an assessed case."""
    done = investigate_case(request.ctx, case_ref=ref, plan=payload.plan, was_not_there=payload.was_not_there)
    return StateTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/finding",
    does=record_finding,
    refuses="case_unknown case_ended finding_unknown cause_unknown too_long +letters +lifecycle",
)
def find(request: ApiRequest, ref: str, payload: FindingGiven) -> FindingTold:
    """Record what was found, and the class of its cause."""
    done = record_finding(
        request.ctx,
        case_ref=ref,
        finding=payload.finding,
        cause_class=payload.cause_class,
        root_cause=payload.root_cause,
    )
    return FindingTold.model_validate(done)
