"""Whether like cases are treated alike: the report, and asking for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from ninja import Query
from pydantic import Field

from amends.commands.fairness.ask_consistency import ask_consistency
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Code, Given, Told
from amends.queries.consistency import consistency

routes = Routes("consistency")


Day = Annotated[date, Field(description="A day in UTC, included.", examples=["2026-05-04"])]


class SpanGiven(Given):
    """A unit with everything below it, and the days."""

    unit: Annotated[Code, Field(examples=["kintsu"])]
    since: Day
    until: Day


class SpanWanted(Given):
    """Which report: without a unit that of the highest one seen, without days the last ninety."""

    unit: Annotated[str, Field(max_length=60, examples=["kintsu"])] = ""
    since: Day | None = None
    until: Day | None = None


class FigureTold(Told):
    """One figure with its interval. `too_few` below `minimum` is no verdict; `unclear` is no proof that all is well."""

    kind: Annotated[str, Field(examples=["noise", "premium", "granted", "amount"])]
    subject: Annotated[str, Field(description="The colleague or the group it is about; empty for all.")]
    value: Annotated[float | None, Field(description="In minor units on the scale `money`.")]
    low: float | None
    high: float | None
    scale: Annotated[str, Field(examples=["share", "money", "odds", "log"])]
    n: int
    counted: Annotated[str, Field(examples=["pairs", "cases"])]
    minimum: int
    verdict: Annotated[str, Field(examples=["too_few", "alike", "differs", "unclear", "stated"])]
    more: dict[str, float]


class FiguresTold(Told):
    """Everything over one span. Groups of fewer than ten cases are hidden."""

    currency: str
    cases: int
    left_out: int
    groups_hidden: int
    value_facts: Annotated[
        list[str], Field(description="Facts about a customer's worth that openly decide amounts.")
    ]
    figures: list[FigureTold]


class ReportTold(Told):
    """One report; `figures` is null until it is computed for the first time."""

    id: int
    unit_code: str
    since_date: date
    until_date: date
    asked_at: datetime
    computed_at: datetime | None
    waits: Annotated[bool, Field(description="It is being computed, for the first time or again.")]
    figures: FiguresTold | None


class ConsistencyTold(Told):
    """The report over that span, null where nobody has asked for it."""

    report: ReportTold | None


class ReportAskedTold(Told):
    """The report that will be there in a moment."""

    report_id: int


@routes.reads("/consistency", asks=consistency, refuses="report_unknown")
def get_consistency(request: ApiRequest, wanted: Query[SpanWanted]) -> ConsistencyTold:
    """The consistency report over a unit and a span, as it was computed last."""
    until = wanted.until or request.ctx.now.date()
    since = wanted.since or until - timedelta(days=90)
    page = consistency(request.ctx, unit_code=wanted.unit, since_date=since, until_date=until)
    return ConsistencyTold.model_validate(page)


@routes.acts(
    "POST",
    "/consistency",
    does=ask_consistency,
    refuses="unit_unknown span_wrong insights_missing",
    status=202,
)
def compute_consistency(request: ApiRequest, payload: SpanGiven) -> ReportAskedTold:
    """Ask for the report to be computed (again)."""
    asked = ask_consistency(
        request.ctx, unit_code=payload.unit, since_date=payload.since, until_date=payload.until
    )
    return ReportAskedTold.model_validate(asked)
