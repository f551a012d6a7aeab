"""Many vouchers at once: each with a serial of its own, its code derived and stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.voucher.code import derive_code, last_four, lookup_hash
from amends.kernel.bulk import array_text, copy_rows, draw_ids
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """What one person's voucher is over, for which case and offer; good at `unit_id` and below it."""

    serial: str
    case_id: int
    offer_id: int
    unit_id: int
    name: str
    form: str
    face: Money
    percent: Decimal | None
    expires_at: datetime | None
    period_ids: tuple[int, ...]


def fresh_serial(ctx: Context) -> str:
    """The serial of a voucher that will be issued: what a letter names it by."""
    return ctx.random(12).hex()


def issue_many(ctx: Context, vouchers: Sequence[NewVoucher]) -> list[int]:
    """New vouchers; their ids, in the order given."""
    assert connection.in_atomic_block
    key_id = current_key_id()
    code_key, lookup_key = derive("voucher-code", key_id), derive("voucher-lookup", key_id)
    ids = draw_ids("vouchers_voucher", len(vouchers))
    rows = []
    periods = {new.period_ids: array_text(new.period_ids) for new in vouchers}
    for voucher_id, new in zip(ids, vouchers, strict=True):
        code = derive_code(code_key, new.serial)
        rows.append(
            (
                *(voucher_id, new.serial, key_id, lookup_hash(lookup_key, code), last_four(code)),
                *(new.case_id, new.offer_id, new.unit_id, periods[new.period_ids], new.name[:120], new.form),
                *(Voucher.State.ISSUED.value, new.face.minor, new.face.minor, new.face.currency),
                *(new.percent, ctx.now, new.expires_at, "", ""),
            )
        )
    copy_rows("vouchers_voucher", _COLUMNS, rows)
    return ids


_COLUMNS = (
    *("id", "serial", "key_id", "code_hash", "last_four", "case_id", "offer_id", "unit_id", "period_ids"),
    *("name", "form", "state", "face_minor", "balance_minor", "currency", "percent", "issued_at"),
    *("expires_at", "handed_by", "end_reason"),
)
