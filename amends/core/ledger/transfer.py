"""What each kind of transfer does to every budget period of its chain, and the fold that rebuilds balances.

The columns of a period: *reserved* is held for offers that wait, *issued* is in customers' hands or spent,
*redeemed* and *expired* say what became of the issued, *released* is what was held and let go again.
Liability is issued - redeemed - expired; breakage is expired (architecture.md, "Money").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TransferKind(StrEnum):
    """One movement; posts and voids end a reservation, everything after a post names a voucher or nothing."""

    RESERVE = "reserve"
    POST = "post"
    VOID = "void"
    REDEEM = "redeem"
    ROLLBACK = "rollback"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Balance:
    """The five columns of one period, or a change of them, in minor units of the period's currency."""

    reserved: int = 0
    issued: int = 0
    redeemed: int = 0
    expired: int = 0
    released: int = 0

    def __add__(self, other: Balance) -> Balance:
        return Balance(
            self.reserved + other.reserved,
            self.issued + other.issued,
            self.redeemed + other.redeemed,
            self.expired + other.expired,
            self.released + other.released,
        )

    @property
    def committed(self) -> int:
        """What counts against the cap."""
        return self.reserved + self.issued

    @property
    def liability(self) -> int:
        """What customers hold and may still spend."""
        return self.issued - self.redeemed - self.expired

    def is_sound(self, cap: int) -> bool:
        """Whether the columns may stand like this under `cap`: nothing negative, nothing overspent."""
        columns = (self.reserved, self.issued, self.redeemed, self.expired, self.released)
        return min(columns) >= 0 and self.liability >= 0 and self.committed <= cap


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer as the fold needs it; `reserved` is the amount of the reservation that a post or void ends."""

    kind: TransferKind
    amount: int
    period_ids: tuple[int, ...]
    reserved: int = 0


def effect(kind: TransferKind, amount: int, reserved: int = 0) -> Balance:
    """The change of every period in the chain; posting less than was reserved releases the rest."""
    match kind:
        case TransferKind.RESERVE:
            return Balance(reserved=amount)
        case TransferKind.POST:
            return Balance(reserved=-reserved, issued=amount, released=reserved - amount)
        case TransferKind.VOID:
            return Balance(reserved=-reserved, released=reserved)
        case TransferKind.REDEEM:
            return Balance(redeemed=amount)
        case TransferKind.ROLLBACK:
            return Balance(redeemed=-amount)
        case TransferKind.EXPIRE:
            return Balance(expired=amount)


def fold(movements: Iterable[Movement]) -> dict[int, Balance]:
    """The balance of every period that the movements touched, from nothing."""
    balances: dict[int, Balance] = {}
    for movement in movements:
        change = effect(movement.kind, movement.amount, movement.reserved)
        for period_id in movement.period_ids:
            balances[period_id] = balances.get(period_id, Balance()) + change
    return balances
