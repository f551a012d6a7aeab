"""What the store answers: frozen rows of vouchers and redemptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.voucher.lifecycle import VoucherStanding, VoucherState


@dataclass(frozen=True, slots=True)
class VoucherRecord:
    """One voucher as it stands. `period_ids` is the chain of budget periods it was charged to; empty when
    owed."""

    id: int
    serial: str
    key_id: str
    last_four: str
    case_id: int
    offer_id: int
    unit_id: int
    period_ids: tuple[int, ...]
    name: str
    form: str
    state: VoucherState
    face: Money
    balance: Money
    percent: Decimal | None
    issued_at: datetime
    delivered_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    replaces_id: int | None

    @property
    def standing(self) -> VoucherStanding:
        """What the rules look at."""
        return VoucherStanding(
            state=self.state,
            form=self.form,
            balance=self.balance,
            expires_at=self.expires_at,
            ended_at=self.ended_at,
        )


def voucher_record(row: Voucher) -> VoucherRecord:
    """The record of one row."""
    return VoucherRecord(
        id=row.id,
        serial=row.serial,
        key_id=row.key_id,
        last_four=row.last_four,
        case_id=row.case_id,
        offer_id=row.offer_id,
        unit_id=row.unit_id,
        period_ids=tuple(row.period_ids),
        name=row.name,
        form=row.form,
        state=VoucherState(row.state),
        face=Money(row.face_minor, row.currency),
        balance=Money(row.balance_minor, row.currency),
        percent=row.percent,
        issued_at=row.issued_at,
        delivered_at=row.delivered_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        replaces_id=row.replaces_id,
    )


@dataclass(frozen=True, slots=True)
class RedemptionRecord:
    """One use of a voucher at a till; `rolled_back_at` when it was taken back."""

    id: int
    voucher_id: int
    unit_id: int
    amount: Money
    balance_after: Money
    till_ref: str
    at: datetime
    rolled_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RollbackRecord:
    """One redemption taken back; `expires_at` is the end of the voucher from now on."""

    id: int
    redemption_id: int
    unit_id: int
    amount: Money
    balance_after: Money
    expires_at: datetime | None
    at: datetime
