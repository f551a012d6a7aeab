"""What a customer may ask of us: everything we hold about them, and to be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from amends.commands.governance.erase_customer import erase_customer
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, Json, Ref, Told
from amends.kernel.canonical import plain
from amends.queries.customer_record import customer_record

routes = Routes("customers")


class RecordTold(Told):
    """The record; entries by their names."""

    ref: Ref
    made_at: datetime
    customer: Json
    cases: Annotated[list[Json], Field(description="Each with what belongs to it, oldest first.")]
    signals: Annotated[list[Json], Field(description="What was noticed about repeat claims, oldest first.")]


class ErasureGiven(Given):
    """Who asks is made sure of before this is sent."""


class ErasedTold(Told):
    """The reference, which names nobody any more."""

    ref: Ref
    cases: int


@routes.reads("/customers/{ref}/record", asks=customer_record, refuses="customer_unknown")
def record_of_customer(request: ApiRequest, ref: str) -> RecordTold:
    """Everything held about one customer, to be handed to them."""
    return RecordTold.model_validate(plain(customer_record(request.ctx, ref=ref)))


@routes.acts(
    "POST",
    "/customers/{ref}/erasure",
    does=erase_customer,
    refuses="customer_unknown customer_still_served letter_under_way",
)
def erase(request: ApiRequest, ref: str, payload: ErasureGiven) -> ErasedTold:
    """Erase a customer at their wish, for good; what was decided and paid stays, without a name."""
    return ErasedTold.model_validate(erase_customer(request.ctx, customer_ref=ref))
