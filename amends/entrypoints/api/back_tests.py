"""Back-tests: a policy document tried on past decisions before it decides any."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from amends.commands.governance.request_back_test import LABEL_MAX, request_back_test
from amends.commands.governance.stop_back_test import stop_back_test
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, MoneyTold, Page, Ref, Told
from amends.queries.back_tests import CaseWanted, back_test_cases, back_test_page, back_tests

routes = Routes("back-tests")

Cursor = Annotated[str, Field(max_length=400, description="From `next_cursor` of the page before.")]


class BackTestGiven(Given):
    """A document, and the days whose decisions it is tried on."""

    document: Annotated[
        str, Field(max_length=2_000_000, description="The policy document, as JSON text in a string.")
    ]
    label: Annotated[str, Field(max_length=LABEL_MAX, description="What the list calls it.")] = ""
    from_date: Annotated[
        date | None, Field(description="The first day, in UTC; null: from the beginning.")
    ] = None
    to_date: Annotated[date | None, Field(description="The last day, in UTC; null: today.")] = None


class BackTestRequestedTold(Told):
    """It waits for a worker; ask for its page to see how far it is."""

    back_test_id: Id
    digest: Annotated[str, Field(description="SHA-256 of the document's canonical text.")]


class BackTestStopGiven(Given):
    """The one thing that can be changed of a back-test."""

    state: Annotated[str, Field(pattern="^stopped$", examples=["stopped"])] = "stopped"


class BackTestStoppedTold(Told):
    """It was stopped."""

    back_test_id: Id


class BackTestTold(Told):
    """One back-test; `result` is null until it is done."""

    id: Id
    label: str
    digest: str
    currency: str
    from_date: date | None
    to_date: date
    state: Annotated[str, Field(examples=["queued", "running", "done", "failed", "stopped"])]
    seen: Annotated[int, Field(description="So many decisions are done.")]
    whole: Annotated[int, Field(description="So many there are.")]
    result: Annotated[
        dict[str, Any] | None,
        Field(
            description="Decisions, money in minor units and approvals: in all, by unit, failure and group."
        ),
    ]
    problem: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


class BackTestsWanted(Given):
    """Which page."""

    cursor: Cursor = ""


class ChangesWanted(Given):
    """Which of the decisions that change; what is left out does not narrow."""

    difference: Annotated[str, Field(max_length=12, examples=["gained", "lost", "other", "undecidable"])] = ""
    approval: Annotated[str, Field(max_length=8, examples=["added", "avoided"])] = ""
    why: Annotated[str, Field(max_length=80, examples=["budget_exhausted"])] = ""
    side: Annotated[str, Field(max_length=8, examples=["unit", "failure", "group"])] = ""
    name: Annotated[str, Field(max_length=200, description="Together with `side`.")] = ""
    cursor: Cursor = ""


class CaseChangedTold(Told):
    """One decision that comes out otherwise: what was given, and what would have been."""

    case_ref: Ref
    decision_id: Id
    unit: str
    failure: str
    group: Annotated[str, Field(description="The customer's loyalty tier.")]
    difference: str
    approval: str
    why: Annotated[str, Field(description="What stands against that which was chosen then.")]
    before_code: str
    before: MoneyTold
    after_code: str
    after: MoneyTold
    owed_before: MoneyTold
    owed_after: MoneyTold


@routes.acts(
    "POST", "/back-tests", does=request_back_test, refuses="+policy span_backwards too_long", status=202
)
def post_back_test(request: ApiRequest, given: BackTestGiven) -> BackTestRequestedTold:
    """Try a policy on the past. It runs in the background and changes nothing else."""
    asked = request_back_test(request.ctx, **given.model_dump())
    return BackTestRequestedTold.model_validate(asked)


@routes.reads("/back-tests", asks=back_tests, refuses="cursor_invalid")
def list_back_tests(request: ApiRequest, wanted: Query[BackTestsWanted]) -> Page[BackTestTold]:
    """All back-tests, the newest first; without their results."""
    page = back_tests(request.ctx, after=wanted.cursor)
    items = [BackTestTold.model_validate(each) for each in page.back_tests]
    return Page(items=items, next_cursor=page.after or None)


@routes.reads("/back-tests/{back_test_id}", asks=back_test_page, refuses="back_test_not_found")
def get_back_test(request: ApiRequest, back_test_id: Id) -> BackTestTold:
    """One back-test: how far it is, and what it adds up to."""
    return BackTestTold.model_validate(back_test_page(request.ctx, back_test_id=back_test_id))


@routes.reads(
    "/back-tests/{back_test_id}/cases",
    asks=back_test_cases,
    refuses="back_test_not_found cursor_invalid",
)
def list_back_test_cases(
    request: ApiRequest, back_test_id: Id, wanted: Query[ChangesWanted]
) -> Page[CaseChangedTold]:
    """The decisions behind a number, in the order in which they were made."""
    which = wanted.model_dump()
    cursor = which.pop("cursor")
    page = back_test_cases(request.ctx, back_test_id=back_test_id, wanted=CaseWanted(**which), after=cursor)
    items = [CaseChangedTold.model_validate(each) for each in page.cases]
    return Page(items=items, next_cursor=page.after or None)


@routes.acts(
    "PATCH",
    "/back-tests/{back_test_id}",
    does=stop_back_test,
    refuses="back_test_not_found back_test_ended",
)
def patch_back_test(request: ApiRequest, back_test_id: Id, given: BackTestStopGiven) -> BackTestStoppedTold:
    """Stop a back-test that waits or runs. What it found up to then stays."""
    return BackTestStoppedTold.model_validate(stop_back_test(request.ctx, back_test_id=back_test_id))
