"""Colleagues who were there when it happened, and so decide nothing about the remedy."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.commands.casework.name_involved import name_involved
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Id, Ref, Told
from amends.queries.involved import involved

routes = Routes("cases")


class ColleagueThereTold(Told):
    """One colleague who works where it happened, or above."""

    user_id: int
    name: str
    title: str
    is_involved: bool


class InvolvedTold(Told):
    """The colleagues around a case, those who are named first."""

    case_ref: Ref
    colleagues: list[ColleagueThereTold]


class InvolvedGiven(Given):
    """Everybody who was there; whoever is not in the list is named no longer."""

    user_ids: Annotated[list[Id], Field(max_length=100)]


class InvolvedNamedTold(Told):
    """Everybody who is named now."""

    ref: Ref
    user_ids: list[int]


@routes.reads("/cases/{ref}/involved", asks=involved, refuses="case_unknown")
def list_involved(request: ApiRequest, ref: str) -> InvolvedTold:
    """Who works where it happened, and who of them is named as having been there."""
    return InvolvedTold.model_validate(involved(request.ctx, case_ref=ref))


@routes.acts(
    "POST",
    "/cases/{ref}/involved",
    does=name_involved,
    refuses="case_unknown case_ended colleague_unknown",
)
def name_who_was_there(request: ApiRequest, ref: str, payload: InvolvedGiven) -> InvolvedNamedTold:
    """Name the colleagues who had a part in the failure: they say neither yes nor no to its remedy.

    It is no blame, and the customer never reads it.
    """
    done = name_involved(request.ctx, case_ref=ref, user_ids=tuple(payload.user_ids))
    return InvolvedNamedTold.model_validate(done)
