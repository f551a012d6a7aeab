"""The vouchers of one case: by their last four characters, or in full for whoever hands them to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.roles import Permission
from amends.core.voucher.code import derive_code, group
from amends.kernel.context import Context
from amends.kernel.keys import derive
from amends.kernel.query import query
from amends.queries.case_page import visible_case


@dataclass(frozen=True, slots=True)
class CaseVoucher:
    """One voucher. `code` is None for everybody who does not hand it out: staff see the last four characters."""

    id: int
    serial: str
    name: str
    form: str
    state: str
    last_four: str
    code: str | None
    face: Money
    left: Money
    percent: Decimal | None
    issued_at: datetime
    delivered_at: datetime | None
    expires_at: datetime | None


@query(Permission.SEE_CASES)
def case_vouchers(ctx: Context, *, ref: str) -> tuple[CaseVoucher, ...]:
    """The vouchers of the case with that reference, the first one first; raises `CaseUnknown`.

    The code is derived here and stored nowhere, so that it is the same however often it is asked for.
    """
    case = visible_case(ctx, ref)
    in_full = ctx.may(Permission.HAND_OUT_CODES, case.unit_id)
    return tuple(
        CaseVoucher(
            id=row.id,
            serial=row.serial,
            name=row.name,
            form=row.form,
            state=row.state,
            last_four=row.last_four,
            code=group(derive_code(derive("voucher-code", row.key_id), row.serial)) if in_full else None,
            face=Money(row.face_minor, row.currency),
            left=Money(row.balance_minor, row.currency),
            percent=row.percent,
            issued_at=row.issued_at,
            delivered_at=row.delivered_at,
            expires_at=row.expires_at,
        )
        for row in Voucher.objects.of_case(case.id)
    )
