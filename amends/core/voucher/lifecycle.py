"""When a voucher may be used, how much of it, and what it says when it may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from amends.core.clock.calendar import zone
from amends.core.money import Money
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

ROLLBACK_GRACE = timedelta(days=1)
"""How long a voucher is good at least after a till took a redemption back: a mistake of ours costs nobody
their gift."""


class VoucherState(StrEnum):
    """`issued` until it is used up, runs out, or is replaced."""

    ISSUED = "issued"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    VOID = "void"


class VoucherNotAccepted(Refusal):
    """No voucher has this code. Said the same for what cannot be a code and for what is not one of ours."""

    code = "voucher_not_accepted"
    kind = Kind.NOT_FOUND
    message = gettext_noop("No, there is no voucher with this code. Look at it once more.")


class VoucherUsedUp(Refusal):
    """Nothing is left on it."""

    code = "voucher_used_up"
    kind = Kind.CONFLICT
    message = gettext_noop("No, already used (%(used_at)s).")


class VoucherExpired(Refusal):
    """Its time has run out."""

    code = "voucher_expired"
    kind = Kind.GONE
    message = gettext_noop(
        "No, it was good until %(expired_at)s. A colleague can look whether a new one is due."
    )


class VoucherVoid(Refusal):
    """It was replaced by another one."""

    code = "voucher_void"
    kind = Kind.GONE
    message = gettext_noop("No, it was replaced by another one on %(ended_at)s. The newer one is good.")


class VoucherNotGoodHere(Refusal):
    """It belongs to another part of the organisation."""

    code = "voucher_not_good_here"
    kind = Kind.CONFLICT
    message = gettext_noop("No, not at this place. It is good at %(place)s.")


class VoucherUsedWhole(Refusal):
    """Only money can be taken in parts."""

    code = "voucher_used_whole"
    kind = Kind.INVALID
    message = gettext_noop("This one is used as a whole. Leave the amount empty.")


class AmountNotPositive(Refusal):
    """Zero or less was asked for."""

    code = "amount_not_positive"
    kind = Kind.INVALID
    message = gettext_noop("The amount must be more than zero.")


class BalanceTooSmall(Refusal):
    """More was asked for than is left."""

    code = "balance_too_small"
    kind = Kind.CONFLICT
    message = gettext_noop("Only %(left)s is left on it. Take that, and the rest another way.")


@dataclass(frozen=True, slots=True)
class VoucherStanding:
    """What the rule needs to know of one voucher. `balance` is what is left; `ended_at` when it stopped being
    usable."""

    state: VoucherState
    form: str
    balance: Money
    expires_at: datetime | None
    ended_at: datetime | None


def refusal_at(voucher: VoucherStanding, now: datetime) -> Refusal | None:
    """Why nothing can be taken from it at `now`, or None when it is good. The last moment itself is too
    late."""
    if voucher.state is VoucherState.REDEEMED:
        return VoucherUsedUp(field="code", used_at=voucher.ended_at)
    if voucher.state is VoucherState.VOID:
        return VoucherVoid(field="code", ended_at=voucher.ended_at)
    if voucher.state is VoucherState.EXPIRED or (
        voucher.expires_at is not None and voucher.expires_at <= now
    ):
        return VoucherExpired(field="code", expired_at=voucher.expires_at or voucher.ended_at)
    return None


def amount_to_take(voucher: VoucherStanding, asked: Money | None, now: datetime) -> Money:
    """What a redemption takes: all that is left when `asked` is None. Refuses what the voucher cannot give.

    Raises `VoucherUsedUp`, `VoucherVoid`, `VoucherExpired`; `AmountNotPositive`, `VoucherUsedWhole`
    (percentages, items and upgrades have no parts), `BalanceTooSmall`.
    """
    refusal = refusal_at(voucher, now)
    if refusal is not None:
        raise refusal
    if asked is None:
        return voucher.balance
    if asked.minor <= 0:
        raise AmountNotPositive(field="amount_minor")
    if voucher.form != "money" and asked != voucher.balance:
        raise VoucherUsedWhole(field="amount_minor")
    if voucher.balance < asked:
        raise BalanceTooSmall(field="amount_minor", left=voucher.balance)
    return asked


def require_reopenable(voucher: VoucherStanding) -> None:
    """Raise why a redemption cannot be given back to it: it has run out or was replaced."""
    if voucher.state is VoucherState.VOID:
        raise VoucherVoid(ended_at=voucher.ended_at)
    if voucher.state is VoucherState.EXPIRED:
        raise VoucherExpired(expired_at=voucher.expires_at or voucher.ended_at)


def last_day(expires_at: datetime | None, timezone: str) -> date | None:
    """The last day it is good, at its place (`timezone`): vouchers run out as the next day begins there."""
    if expires_at is None:
        return None
    return (expires_at - timedelta(microseconds=1)).astimezone(zone(timezone)).date()


def expiry_after_rollback(expires_at: datetime | None, now: datetime) -> datetime | None:
    """A voucher given back by a till is good for at least `ROLLBACK_GRACE` more."""
    return None if expires_at is None else max(expires_at, now + ROLLBACK_GRACE)
