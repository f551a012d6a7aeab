"""A brand, site or team is opened below the organisation, or the organisation itself at the very start."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from amends.apps.units import store as units
from amends.core.case.hearing import NameMissing, one_line, within
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

NAME_MAX = 120
LEVELS = ("organisation", "brand", "site", "team")


class UnitCodeInvalid(Refusal):
    """A code is small letters, digits and dashes, and nobody else's."""

    code = "unit_code_invalid"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(code)s cannot be the code: use small letters, digits and dashes that no other unit has."
    )


class TimezoneUnknown(Refusal):
    """Not a name of the time zone database."""

    code = "timezone_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no time zone %(timezone)s. Write one like Europe/Lisbon.")


class CurrencyInvalid(Refusal):
    """Not three capital letters."""

    code = "currency_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(currency)s is not a currency code. Write one like EUR.")


class LevelOutOfPlace(Refusal):
    """Only one organisation, and everything else below something."""

    code = "level_out_of_place"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "A %(level)s cannot stand there: there is one organisation at the top, and everything else is below it."
    )


class ReplyAddressInvalid(Refusal):
    """Answers of customers would reach nobody."""

    code = "reply_address_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(address)s is not an e-mail address. Write it like care@example.org.")


@dataclass(frozen=True, slots=True)
class UnitOpened:
    """The new unit."""

    unit_id: int
    code: str


@command(Permission.MANAGE_UNITS)
def open_unit(
    ctx: Context,
    *,
    level: str,
    name: str,
    code: str,
    parent_code: str | None = None,
    business: str = "",
    currency: str = "",
    timezone: str = "",
    language: str = "",
    jurisdiction: str = "",
    reply_address: str = "",
    phone: str = "",
) -> UnitOpened:
    """Open a unit; what is left empty is inherited from the one above it.

    Raises `NameMissing`, `TooLong`, `UnitCodeInvalid`, `LevelOutOfPlace`, `TimezoneUnknown`, `CurrencyInvalid`,
    `ReplyAddressInvalid` or `UnitUnknown` at its field.
    """
    called = one_line(name, NAME_MAX, field="name")
    if not called:
        raise NameMissing(field="name")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", code) or units.is_code_taken(code):
        raise UnitCodeInvalid(field="code", code=code[:60])
    if level not in LEVELS or (level == "organisation") != (parent_code is None):
        raise LevelOutOfPlace(field="level", level=level[:20])
    above = None if parent_code is None else units.unit_by_code(parent_code, field="parent")
    if above is not None:
        ctx.require(Permission.MANAGE_UNITS, above.id)
    zone = timezone or (above.timezone if above else "UTC")
    if zone not in zoneinfo.available_timezones():
        raise TimezoneUnknown(field="timezone", timezone=zone[:40])
    money = currency or (above.currency if above else "")
    if not re.fullmatch(r"[A-Z]{3}", money):
        raise CurrencyInvalid(field="currency", currency=money[:10])
    opened = units.add_unit(
        parent_id=None if above is None else above.id,
        level=level,
        name=called,
        code=code,
        business=one_line(business, 20, field="business") or (above.business if above else ""),
        currency=money,
        timezone=zone,
        language=one_line(language, 12, field="language") or (above.language if above else "en"),
        jurisdiction=one_line(jurisdiction, 20, field="jurisdiction")
        or (above.jurisdiction if above else "default"),
        reply_address=_reply_address(reply_address) or (above.reply_address if above else ""),
        phone=one_line(phone, 40, field="phone") or (above.phone if above else ""),
    )
    record(ctx, "staff", "unit.opened", {"unit_id": opened.id, "level": level, "currency": money})
    return UnitOpened(opened.id, opened.code)


def _reply_address(text: str) -> str:
    """Where answers go, "" for nothing said; raises `ReplyAddressInvalid`."""
    address = text.strip()
    try:
        if address:
            validate_email(address)
            within(address, 254, field="reply_address")
    except ValidationError:
        raise ReplyAddressInvalid(field="reply_address", address=one_line(text[:80], 80, field="")) from None
    return address
