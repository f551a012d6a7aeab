"""Makes vouchers and tells their codes, which are stored nowhere."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import connection

from amends.apps.vouchers.models import Voucher
from amends.apps.vouchers.store.many import fresh_serial
from amends.apps.vouchers.store.records import VoucherRecord, voucher_record
from amends.core.money import Money
from amends.core.voucher.code import derive_code, last_four, lookup_hash
from amends.kernel.context import Context
from amends.kernel.keys import current_key_id, derive


def issue(
    ctx: Context,
    *,
    case_id: int,
    offer_id: int,
    unit_id: int,
    name: str,
    form: str,
    face: Money,
    percent: Decimal | None,
    expires_at: datetime | None,
    period_ids: tuple[int, ...],
    replaces: int | None = None,
) -> VoucherRecord:
    """A new voucher over `face`, good at `unit_id` and everywhere below it until `expires_at` (None: for
    good).

    `period_ids` is the chain of budget periods it was charged to, empty for what is owed.
    """
    assert connection.in_atomic_block
    serial, key_id = fresh_serial(ctx), current_key_id()
    code = derive_code(derive("voucher-code", key_id), serial)
    row = Voucher.objects.create(
        serial=serial,
        key_id=key_id,
        code_hash=lookup_hash(derive("voucher-lookup", key_id), code),
        last_four=last_four(code),
        case_id=case_id,
        offer_id=offer_id,
        unit_id=unit_id,
        period_ids=list(period_ids),
        name=name,
        form=form,
        state=Voucher.State.ISSUED,
        face_minor=face.minor,
        balance_minor=face.minor,
        currency=face.currency,
        percent=percent,
        issued_at=ctx.now,
        expires_at=expires_at,
        replaces_id=replaces,
    )
    return voucher_record(row)


def code_of(voucher: VoucherRecord) -> str:
    """The twelve characters of its code, derived anew; show them to the customer alone."""
    return derive_code(derive("voucher-code", voucher.key_id), voucher.serial)


def mark_delivered(voucher_id: int, at: datetime, *, by: str = "") -> bool:
    """Note that it reached the customer at `at`, by mail or from the hand of `by` (an actor).

    False when that was known already.
    """
    assert connection.in_atomic_block
    waiting = Voucher.objects.filter(id=voucher_id, delivered_at=None)
    return waiting.update(delivered_at=at, handed_by=by) == 1
