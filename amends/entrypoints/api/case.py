"""One case whole, as the case page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, MoneyTold, Ref, Told
from amends.queries.case_page import case_page

routes = Routes("cases")


class StatementTold(Told):
    """One thing that was said; `value` is empty where it cannot be known, because of `reason`."""

    value: str
    source: Annotated[str, Field(examples=["customer", "staff", "system", "assumed"])]
    reason: str
    at: datetime


class CoreFactTold(Told):
    """One of the five core facts: how firmly it is held (empty: missing), and all that was said."""

    name: str
    held: str
    shown: StatementTold | None
    statements: list[StatementTold]


class FactTold(Told):
    """One fact of the policy in force, with its source (empty: nobody said)."""

    name: str
    label: str
    type: str
    choices: list[str]
    value: Any
    source: str


class ClockTold(Told):
    """One deadline. A statutory one is set by law or a regulator; `rule` is its source."""

    kind: str
    due_at: datetime
    is_statutory: bool
    met_at: datetime | None
    is_paused: bool
    rule: str


class StoryTold(Told):
    """One thing that happened."""

    kind: Annotated[str, Field(examples=["words", "message_out", "offer", "promise", "kept", "answer"])]
    at: datetime
    actor: str
    who: str
    text: str
    state: str
    channel: str
    subject: str
    names: list[str]
    worth: MoneyTold | None
    due_at: datetime | None


class GivenTold(Told):
    """What was given before."""

    name: str
    worth: MoneyTold | None
    state: str
    is_owed: bool


class SaidTold(Told):
    """What they answered when asked whether it was right; unverified while only somebody noted it."""

    answer: Annotated[str, Field(examples=["yes", "partly", "no"])]
    source: str
    is_verified: bool


class PastCaseTold(Told):
    """An earlier failure of this customer: what was given, and what they said after."""

    ref: Ref
    failure_name: str
    unit_name: str
    state: str
    outcome: str
    received_at: datetime
    severity: int | None
    given: list[GivenTold]
    said: SaidTold | None


class HeadTold(Told):
    """What the case is. The customer's name and addresses are empty for whoever may not see them."""

    ref: Ref
    version: int
    state: str
    outcome: str
    wanted: str
    wanted_by_at: datetime | None
    severity: int | None
    criticality: str
    band: str
    flags: list[str]
    finding: str
    cause_class: str
    root_cause: str
    round: Annotated[int, Field(description="Grows with each “partly” or “no”.")]
    double_deviations: int
    customer_ref: str
    customer_name: str
    customer_email: str
    customer_phone: str
    customer_tier: str
    contact_verified: bool
    failure_code: str
    failure_name: str
    place: str
    unit_name: str
    channel: str
    origin: str
    owner_id: int | None
    owner_name: str
    occurred_at: datetime | None
    received_at: datetime
    closed_at: datetime | None
    visit_refs: list[str]
    merged_into_ref: str
    continues_ref: str


class CaseTold(HeadTold):
    """The whole case."""

    story: list[StoryTold]
    core: list[CoreFactTold]
    facts: list[FactTold]
    clocks: list[ClockTold]
    earlier: list[PastCaseTold]
    closing_due_at: Annotated[datetime | None, Field(description="By when the closing questions are due.")]


@routes.reads("/cases/{ref}", asks=case_page, refuses="case_unknown")
def get_case(request: ApiRequest, ref: str) -> CaseTold:
    """One case: its story, facts with their sources, clocks, and what happened to this customer before."""
    page = case_page(request.ctx, ref=ref)
    whole = {name: getattr(page, name) for name in CaseTold.model_fields if hasattr(page, name)}
    return CaseTold(**dict(HeadTold.model_validate(page.head)), **whole)
