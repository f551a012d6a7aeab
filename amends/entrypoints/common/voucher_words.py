"""How a voucher is said: what it is worth, and where its QR leads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from amends.core.money import Money
from amends.entrypoints.common.wording import money_words, number_words


@dataclass(frozen=True, slots=True)
class Worth:
    """What stands large on the card ("€20.00", "20%", "Breakfast for the room"), and what it is for."""

    worth: str
    for_what: str


def worth_words(name: str, form: str, amount: Money, percent: Decimal | None) -> Worth:
    """A voucher of that form over that amount, in words."""
    if percent is not None:
        return Worth(f"{number_words(float(percent))}%", name)
    return Worth(money_words(amount), name) if form == "money" else Worth(name, "")


def voucher_address(plain_code: str) -> str:
    """Where the QR of a voucher leads: the code stays in the fragment, which no server and no log ever sees."""
    return f"{settings.AMENDS_PUBLIC_URL}/r#{plain_code}"
