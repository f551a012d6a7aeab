"""A voucher on its way from a colleague's screen into the customer's hand: the only page of staff that shows
a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.core.voucher.code import derive_code, group
from amends.core.voucher.lifecycle import last_day
from amends.kernel.context import Context
from amends.kernel.keys import derive
from amends.kernel.query import query
from amends.queries.case_page import visible_case

SHOWN_FOR = timedelta(minutes=15)
"""How long the colleague who handed a voucher over still sees its code: long enough to print it again."""


class VoucherNotShown(Refusal):
    """It is not in this colleague's hand: somebody else handed it over, or that was a while ago."""

    code = "voucher_not_shown"
    kind = Kind.NOT_FOUND
    message = gettext_noop(
        "The code of this voucher is not shown any more. If the customer does not have it, replace the voucher."
    )


@dataclass(frozen=True, slots=True)
class VoucherInHand:
    """What the customer is shown or gets printed. `code` in groups of four."""

    serial: str
    code: str
    plain_code: str
    name: str
    form: str
    percent: Decimal | None
    left: Money
    last_day: date | None
    place: str
    case_ref: str


@query(Permission.GIVE)
def voucher_in_hand(ctx: Context, *, ref: str, serial: str) -> VoucherInHand:
    """The voucher that this actor has just handed over, with its code; raises `CaseUnknown`,
    `VoucherNotShown`.
    """
    case = visible_case(ctx, ref)
    ctx.require(Permission.GIVE, case.unit_id)
    row = (
        Voucher.objects.of_case(case.id)
        .filter(
            serial=serial,
            state=Voucher.State.ISSUED,
            handed_by=str(ctx.actor),
            delivered_at__gt=ctx.now - SHOWN_FOR,
        )
        .select_related("unit")
        .first()
    )
    if row is None:
        raise VoucherNotShown
    code = derive_code(derive("voucher-code", row.key_id), row.serial)
    return VoucherInHand(
        serial=row.serial,
        code=group(code),
        plain_code=code,
        name=row.name,
        form=row.form,
        percent=row.percent,
        left=Money(row.balance_minor, row.currency),
        last_day=last_day(row.expires_at, row.unit.timezone),
        place=row.unit.name,
        case_ref=case.ref,
    )
