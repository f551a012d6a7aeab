"""What waits: for the customer's choice, for a yes inside, for a payment, for somebody to keep their word."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field, model_validator

from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, MoneyTold, Percent, Ref, Told
from amends.entrypoints.common.problems import filled
from amends.queries.approval_page import approval_page
from amends.queries.approvals import approvals
from amends.queries.given import given
from amends.queries.promises import promise_list

routes = Routes("giving")


class OptionTold(Told):
    """One alternative of an offer."""

    position: int
    name: str
    face: MoneyTold
    true_cost: MoneyTold
    percent: Percent | None
    is_chosen: bool


class OfferTold(Told):
    """One offer with its alternatives; `approval_id` while it waits for a yes."""

    id: int
    state: str
    is_owed: bool
    needs_acceptance: bool
    made_at: datetime
    expires_at: datetime | None
    approval_id: int | None
    approval_due_at: datetime | None
    options: list[OptionTold]


class PaymentWaitingTold(Told):
    """Money to be paid outside; its proof goes to `/fulfilments/{fulfilment_id}/payment`."""

    fulfilment_id: int
    name: str
    amount: MoneyTold


class WaitingTold(Told):
    """What waits in one case."""

    case_ref: Ref
    state: str
    told: Annotated[bool, Field(description="The customer knows, so they can choose.")]
    waiting: list[OfferTold]
    payments: list[PaymentWaitingTold]


class ApprovalLineTold(Told):
    """One question for a yes as one line: about an offer of a case, or about an incident."""

    id: int
    offer_id: int | None
    case_ref: Annotated[str, Field(description="Empty where it is about an incident.")]
    incident_ref: str
    people: Annotated[int, Field(description="Of the incident; 0 for an offer.")]
    unit_name: str
    what: str
    face: MoneyTold
    asked_by: str
    asked_at: datetime
    due_at: datetime
    level: int
    step: Annotated[int, Field(description="The one that waits, from 1.")]
    steps: int
    is_review: Annotated[bool, Field(description="Given in an emergency already, and looked at afterwards.")]
    owner: Annotated[str, Field(description="Who looks at it, where it is a review.")]


class LookedAtTold(Told):
    """One emergency that somebody has looked at: what was given and why, and whether it was right not to wait."""

    id: int
    case_ref: Ref
    what: str
    asked_by: str
    why: str
    decided_by: str
    decided_at: datetime
    was_right: bool
    words: str


class ApprovalsTold(Told):
    """The questions that wait: those this token may answer, and the others in its units.

    `looked_at` are the emergencies of the last 90 days that were reviewed.
    """

    to_answer: list[ApprovalLineTold]
    others: list[ApprovalLineTold]
    looked_at: list[LookedAtTold]


class WhyTold(Told):
    """Why it needs a yes: a stable code, and words."""

    code: str
    detail: str

    @model_validator(mode="before")
    @classmethod
    def _of_reason(cls, value: Any) -> Any:
        if isinstance(value, dict) and "message" in value:
            return {"code": value["code"], "detail": filled(value["message"], value["params"])}
        return value


class AskedTold(Told):
    """One gesture that is asked for."""

    name: str
    people: Annotated[int, Field(description="How many of an incident get it; 0 for an offer.")]
    face: MoneyTold
    true_cost: MoneyTold
    reasons: list[WhyTold]


class VoiceTold(Told):
    """One answer to one step. `stood_in_for` names the colleague in whose name it was given; empty: their own."""

    name: str
    stood_in_for: str
    role: str
    is_yes: bool
    by_silence: bool
    given_at: datetime
    note: str


class StepTold(Told):
    """One step of a question: whose yes it needs, of one of these roles or of each."""

    number: int
    roles: Annotated[list[str], Field(examples=[["cx_manager", "finance"]])]
    needs_all: bool
    is_present: bool
    voices: list[VoiceTold]


class ApprovalPageTold(Told):
    """Everything needed to decide. Names and words are empty for tokens that may not see them."""

    id: int
    offer_id: int | None
    incident_ref: str
    people: int
    digest: Annotated[str, Field(description="Goes back with the answer as `arguments_digest`.")]
    state: str
    level: int
    is_review: bool
    owner: Annotated[str, Field(description="Who looks at it, where it is a review.")]
    steps: list[StepTold]
    may_answer: bool
    case_ref: Annotated[str, Field(description="Empty where it is about an incident.")]
    unit_name: str
    customer_name: str
    words: str
    failure_name: str
    severity: int | None
    band: str
    note: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    options: list[AskedTold]


class PromisesWanted(Given):
    """Which promises."""

    lens: Annotated[Literal["mine", "team"], Field(description="A program has none of its own.")] = "team"
    q: Annotated[str, Field(max_length=100, description="What, owner or customer.")] = ""
    shown: Annotated[
        Literal["open", "late", "broken", "kept"], Field(description="`late` ones are open too.")
    ] = "open"
    cursor: Annotated[str, Field(max_length=400, description="From `next_cursor` of the page before.")] = ""


class OpenPromiseTold(Told):
    """One promise; one that is still to be kept, unless others were asked for."""

    id: int
    what: str
    due_at: datetime
    is_broken: bool
    owner_name: str
    customer_name: str
    case_ref: Ref


class PromisesTold(Told):
    """Promises, the longest due first (broken and kept ones the latest); `more`: there are others behind them."""

    lines: list[OpenPromiseTold]
    more: bool
    next_cursor: Annotated[str | None, Field(description="Leads to the next page; null at the end.")]


@routes.reads("/cases/{ref}/offers", asks=given, refuses="case_unknown")
def list_offers(request: ApiRequest, ref: str) -> WaitingTold:
    """What is offered in a case and waits: for the customer, for a yes inside, for a payment."""
    return WaitingTold.model_validate(given(request.ctx, case_ref=ref))


@routes.reads("/approvals", asks=approvals)
def list_approvals(request: ApiRequest) -> ApprovalsTold:
    """The questions that wait in the token's units, the most urgent first."""
    return ApprovalsTold.model_validate(approvals(request.ctx))


@routes.reads("/approvals/{approval_id}", asks=approval_page, refuses="approval_not_found")
def get_approval(request: ApiRequest, approval_id: Id) -> ApprovalPageTold:
    """One question with everything needed to decide it."""
    return ApprovalPageTold.model_validate(approval_page(request.ctx, approval_id=approval_id))


@routes.reads("/promises", asks=promise_list, refuses="cursor_invalid")
def list_promises(request: ApiRequest, wanted: Query[PromisesWanted]) -> PromisesTold:
    """Promises at the token's units."""
    page = promise_list(request.ctx, lens=wanted.lens, q=wanted.q, shown=wanted.shown, after=wanted.cursor)
    return PromisesTold.model_validate(
        {"lines": page.lines, "more": page.more, "next_cursor": page.after or None}
    )
