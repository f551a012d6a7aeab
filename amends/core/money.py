"""Money in integer minor units of an ISO 4217 currency: never mixes currencies, never rounds by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

# ISO 4217 minor units that are not 2; the list changes about once a decade.
_MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}


class CurrenciesMixed(TypeError):
    """Two currencies met in one sum: a defect of the caller, never something to tell a person."""


class AmountInvalid(Refusal):
    """A text that a person or program gave is not an amount of that currency."""

    code = "amount_invalid"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(text)s is not an amount in %(currency)s. "
        "Write it like 12.50, with at most %(digits)s digits after the point."
    )


class AmountCurrencyDiffers(Refusal):
    """An amount was named in another currency than the one that it would be taken in."""

    code = "amount_currency_differs"
    kind = Kind.INVALID
    message = gettext_noop(
        "This is counted in %(expected)s, and the amount is in %(given)s. Nothing was done."
    )


def require_currency(given: str | None, expected: str, *, field: str) -> None:
    """Raise `AmountCurrencyDiffers` at `field` where a currency was named and is another one."""
    if given is not None and given != expected:
        raise AmountCurrencyDiffers(field=field, given=given[:3], expected=expected)


def minor_digits(currency: str) -> int:
    """How many digits `currency` has after the point (EUR 2, JPY 0, KWD 3), by ISO 4217."""
    return _MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True, order=False, slots=True)
class Money:
    """An amount: `minor` units (cents, pence, yen) of `currency` (three capital letters)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("minor units are whole numbers")
        if not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"not an ISO 4217 code: {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str) -> Money:
        """Major units to money; half a minor unit is rounded away from zero (say so where it matters)."""
        scaled = amount.scaleb(minor_digits(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, field: str | None = None) -> Money:
        """What a person typed ("12.5", "12,50") to money; raises `AmountInvalid` at `field`."""
        digits = minor_digits(currency)
        cleaned = text.strip().replace(",", ".")
        try:
            amount = Decimal(cleaned)
        except InvalidOperation:
            amount = Decimal("NaN")
        exact = amount.is_finite() and abs(amount) < Decimal(10) ** 12
        if not exact or amount.scaleb(digits) != amount.scaleb(digits).to_integral_value():
            raise AmountInvalid(field=field, text=text.strip()[:40], currency=currency, digits=digits)
        return cls(int(amount.scaleb(digits)), currency)

    @property
    def decimal(self) -> Decimal:
        """Major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrenciesMixed(f"{self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """Plain and unambiguous ("12.50 EUR"); pages format by locale instead."""
        return f"{self.decimal:.{minor_digits(self.currency)}f} {self.currency}"
