"""The vouchers of one case, on their way into the customer's hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from amends.commands.delivery.record_delivery import record_delivery
from amends.commands.voucher.replace_voucher import LONGEST_REASON, replace_voucher
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Given, MoneyTold, Percent, Told
from amends.queries.case_vouchers import case_vouchers

routes = Routes("vouchers")


class CaseVoucherTold(Told):
    """One voucher of a case. `code` is there for tokens that hand it to the customer, else null."""

    id: int
    serial: Annotated[str, Field(description="Names it in messages and deliveries; spends nothing.")]
    name: str
    form: str
    state: str
    last_four: str
    code: Annotated[str | None, Field(examples=["QDWJ-GKY2-6WTX"])]
    face: MoneyTold
    left: MoneyTold
    percent: Percent | None
    issued_at: datetime
    delivered_at: datetime | None
    expires_at: datetime | None


class DeliveryGiven(Given):
    """Which voucher was put into the customer's hand."""

    serial: Annotated[str, Field(min_length=1, max_length=60)]


class DeliveryTold(Told):
    """The proof is kept."""

    voucher_id: int
    case_ref: str
    state: str


@routes.reads("/cases/{ref}/vouchers", asks=case_vouchers, refuses="case_unknown")
def list_vouchers(request: ApiRequest, ref: str) -> list[CaseVoucherTold]:
    """The vouchers of a case.

    With the scope `vouchers:codes` each comes with its code, for the customer's hand; the code is stored
    nowhere.
    """
    return [CaseVoucherTold.model_validate(voucher) for voucher in case_vouchers(request.ctx, ref=ref)]


@routes.acts(
    "POST",
    "/cases/{ref}/deliveries",
    does=record_delivery,
    refuses="case_unknown delivered_before +lifecycle",
)
def hand_over(request: ApiRequest, ref: str, payload: DeliveryGiven) -> DeliveryTold:
    """Note that a voucher was handed to the customer in person: printed, shown or said."""
    return DeliveryTold.model_validate(record_delivery(request.ctx, case_ref=ref, serial=payload.serial))


class ReplacementGiven(Given):
    """Which voucher was lost, and how."""

    serial: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Annotated[str, Field(max_length=LONGEST_REASON)]


class ReplacementTold(Told):
    """The voucher that takes its place; `is_mailed` when it is on its way to the address on file."""

    voucher_id: int
    serial: str
    last_four: str
    instead_of: int
    is_mailed: bool


@routes.acts(
    "POST",
    "/cases/{ref}/vouchers/replacements",
    does=replace_voucher,
    status=201,
    refuses="case_unknown voucher_unknown replacement_reason_missing voucher_used_up voucher_expired voucher_void "
    "template_unknown letter_incomplete",
)
def replace(request: ApiRequest, ref: str, payload: ReplacementGiven) -> ReplacementTold:
    """End a lost voucher and issue another one over what was left on it."""
    done = replace_voucher(request.ctx, case_ref=ref, serial=payload.serial, reason=payload.reason)
    return ReplacementTold.model_validate(done)
