"""The only writer of vouchers and redemptions."""

from amends.apps.vouchers.store.ending import expire, running_out, void
from amends.apps.vouchers.store.issuing import code_of, issue, mark_delivered
from amends.apps.vouchers.store.locking import lock_by_code, lock_voucher, voucher_by_serial, vouchers_of_case
from amends.apps.vouchers.store.many import NewVoucher, fresh_serial, issue_many
from amends.apps.vouchers.store.records import RedemptionRecord, VoucherRecord
from amends.apps.vouchers.store.redeeming import (
    RedemptionRolledBackBefore,
    RedemptionUnknown,
    TillReferenceTaken,
    redeem,
    redemption,
    redemption_at,
    roll_back,
)

__all__ = [
    "NewVoucher",
    "RedemptionRecord",
    "RedemptionRolledBackBefore",
    "RedemptionUnknown",
    "TillReferenceTaken",
    "VoucherRecord",
    "code_of",
    "expire",
    "fresh_serial",
    "issue",
    "issue_many",
    "lock_by_code",
    "lock_voucher",
    "mark_delivered",
    "redeem",
    "redemption",
    "redemption_at",
    "roll_back",
    "running_out",
    "void",
    "voucher_by_serial",
    "vouchers_of_case",
]
