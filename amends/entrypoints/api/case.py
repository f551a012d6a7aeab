"""One case whole, as the case page shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, MoneyTold, Ref, Told
from amends.queries.case_page import CasePage, case_page
from amends.queries.history import PastCase
from amends.queries.story import StoryEntry

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

    @classmethod
    def of(cls, entry: StoryEntry) -> StoryTold:
        """One entry of the story."""
        values = {name: getattr(entry, name) for name in cls.model_fields if name not in ("worth", "names")}
        return cls(**values, names=list(entry.names), worth=MoneyTold.maybe(entry.worth))


class GivenTold(Told):
    """What was given before."""

    name: str
    worth: MoneyTold | None
    state: str
    is_owed: bool


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
    answer: Annotated[str, Field(description="yes, partly, no; empty where they were not asked or silent.")]

    @classmethod
    def of(cls, past: PastCase) -> PastCaseTold:
        """One line of the customer's history."""
        own = ("ref", "failure_name", "unit_name", "state", "outcome", "received_at", "severity")
        return cls(
            **{name: getattr(past, name) for name in own},
            given=[
                GivenTold(
                    name=each.name, worth=MoneyTold.maybe(each.worth), state=each.state, is_owed=each.is_owed
                )
                for each in past.given
            ],
            answer="" if past.said is None else past.said.answer,
        )


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
    closing_due_at: datetime | None

    @classmethod
    def of(cls, page: CasePage) -> CaseTold:
        """The case page."""
        return cls(
            **dict(HeadTold.model_validate(page.head)),
            story=[StoryTold.of(entry) for entry in page.story],
            core=[CoreFactTold.model_validate(line) for line in page.core],
            facts=[FactTold.model_validate(line) for line in page.facts],
            clocks=[ClockTold.model_validate(clock) for clock in page.clocks],
            earlier=[PastCaseTold.of(past) for past in page.earlier],
            closing_due_at=page.closing_due_at,
        )


@routes.reads("/cases/{ref}", asks=case_page, refuses="case_unknown")
def get_case(request: ApiRequest, ref: str) -> CaseTold:
    """One case: its story, facts with their sources, clocks, and what happened to this customer before."""
    return CaseTold.of(case_page(request.ctx, ref=ref))
