"""Finds vouchers: by what the customer shows, by id, by the serial in a message; locked where something will
change."""

from __future__ import annotations

from django.db import connection

from amends.apps.vouchers.models import Voucher, code_hashes
from amends.apps.vouchers.store.records import VoucherRecord, voucher_record
from amends.core.voucher.code import read_code
from amends.kernel.statement import first_row

_COLUMNS = tuple(field.attname for field in Voucher._meta.concrete_fields)
# Written out because every redemption begins with it. A redemption refers to the voucher, so the lock must
# let foreign keys through: NO KEY.
LOCK_BY_CODE = (
    f"SELECT {', '.join(_COLUMNS)} FROM vouchers_voucher WHERE code_hash = ANY(%s) FOR NO KEY UPDATE"  # noqa: S608
)


def lock_by_code(text: str, *, statement: str = LOCK_BY_CODE) -> VoucherRecord | None:
    """The voucher that the typed or scanned `text` belongs to, locked; None for what is not a code of ours.

    `statement` is for the tests that take the lock away and must see it.
    """
    assert connection.in_atomic_block
    code = read_code(text)
    if code is None:
        return None
    row = first_row(statement, [code_hashes(code)])
    return None if row is None else voucher_record(Voucher.from_db("default", _COLUMNS, row))


def lock_voucher(voucher_id: int) -> VoucherRecord:
    """The voucher with that id, locked."""
    assert connection.in_atomic_block
    return voucher_record(Voucher.objects.select_for_update(no_key=True).get(id=voucher_id))


def voucher_by_serial(serial: str) -> VoucherRecord | None:
    """The voucher that `{voucher:SERIAL}` in a message stands for."""
    row = Voucher.objects.filter(serial=serial).first()
    return None if row is None else voucher_record(row)


def vouchers_of_case(case_id: int) -> tuple[VoucherRecord, ...]:
    """All vouchers of a case, the first one first."""
    return tuple(voucher_record(row) for row in Voucher.objects.of_case(case_id))
