"""A decision the customer does not accept: looked at again here, or by a body outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.commands.casework.record_ruling import record_ruling
from amends.commands.casework.refer_case import refer_case
from amends.commands.casework.request_review import request_review
from amends.entrypoints.api.cases import StateTold
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, Line, Ref, Told, Words

routes = Routes("cases")


class ReviewGiven(Given):
    """What the customer does not accept."""

    grounds: Words
    reviewer_id: Annotated[Id | None, Field(description="A colleague; without one the next one up.")] = None


class ReviewTold(Told):
    """Who looks at it again."""

    ref: Ref
    reviewer_id: int
    reviewer_name: str


class ReferralGiven(Given):
    """Where it goes, and by which right or passed limit."""

    body: Line
    right: Line


class RulingGiven(Given):
    """What was ruled."""

    ruling: Words
    is_binding: bool


@routes.acts(
    "POST",
    "/cases/{ref}/review",
    does=request_review,
    refuses="case_unknown case_ended grounds_missing colleague_unknown too_long +letters +lifecycle",
)
def review(request: ApiRequest, ref: str, payload: ReviewGiven) -> ReviewTold:
    """Give a decision to somebody else, of higher authority, to look at again."""
    done = request_review(request.ctx, case_ref=ref, grounds=payload.grounds, reviewer_id=payload.reviewer_id)
    return ReviewTold.model_validate(done)


@routes.acts(
    "POST",
    "/cases/{ref}/referral",
    does=refer_case,
    refuses="case_unknown body_missing too_long +letters +lifecycle",
)
def refer(request: ApiRequest, ref: str, payload: ReferralGiven) -> StateTold:
    """Note that a case is with a body outside."""
    return StateTold.model_validate(
        refer_case(request.ctx, case_ref=ref, body=payload.body, right=payload.right)
    )


@routes.acts(
    "POST",
    "/cases/{ref}/ruling",
    does=record_ruling,
    refuses="case_unknown case_ended too_long +letters +lifecycle",
)
def rule(request: ApiRequest, ref: str, payload: RulingGiven) -> StateTold:
    """Keep the ruling of a body outside; the case is decided by it."""
    done = record_ruling(request.ctx, case_ref=ref, ruling=payload.ruling, is_binding=payload.is_binding)
    return StateTold.model_validate(done)
