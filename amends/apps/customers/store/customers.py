"""One customer and their key: found or made, locked, known ever better."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.db.models import Q

from amends.apps.customers.models import Customer, PersonKey
from amends.core.case.hearing import one_line
from amends.core.letters import searchable
from amends.core.ref import make_ref
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.core.unseen import CustomerUnknown
from amends.kernel.context import Context
from amends.kernel.rows import OneRow


class EmailInvalid(Refusal):
    """The address cannot be one."""

    code = "email_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(email)s does not look like an e-mail address. Check it, or leave it empty.")


class PhoneInvalid(Refusal):
    """The number cannot be one."""

    code = "phone_invalid"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(phone)s does not look like a phone number. Write it with its country, like +44 20 7946 0018."
    )


class CustomerGone(Refusal):
    """The customer was erased at their wish; nothing further can be told about them."""

    code = "customer_gone"
    kind = Kind.GONE
    message = gettext_noop(
        "This customer was erased at their wish. The case can be read, but not taken up again."
    )


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One customer as commands see them."""

    id: int
    ref: str
    home_unit_id: int
    display_name: str
    salutation: str
    email: str
    email_is_verified: bool
    phone: str
    external_ref: str
    loyalty_tier: str
    language: str

    @property
    def columns(self) -> dict[str, object]:
        """The columns of the row as far as it knows them, by name."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "email_is_verified"}


def lock_customer(customer_id: int) -> CustomerRecord:
    """The customer, locked first of all locks: rolling limits per customer are read under it."""
    assert connection.in_atomic_block
    return record_of(_LOCKED(customer_id))


_LOCKED = OneRow(Customer, locked=True)


def customer(customer_id: int) -> CustomerRecord:
    """The customer with that id, unlocked."""
    return record_of(Customer.objects.get(id=customer_id))


def customer_by_ref(ref: str, *, field: str | None = None) -> CustomerRecord:
    """The customer with that reference, unlocked; raises `CustomerUnknown` at `field`."""
    row = Customer.objects.filter(ref=ref, erased_at=None).first()
    if row is None:
        raise CustomerUnknown(field=field)
    return record_of(row)


def ids_by_name(names: Collection[str]) -> dict[str, int]:
    """The ids of those whom `names` call by reference or membership number, by the name; others are left out."""
    standing = Customer.objects.filter(erased_at=None)
    rows = standing.filter(Q(ref__in=names) | Q(external_ref__in=names)).order_by("-id")
    ids: dict[str, int] = {}
    for customer_id, ref, external_ref in rows.values_list("id", "ref", "external_ref"):
        ids.update({name: customer_id for name in (ref, external_ref) if name in names})
    return ids


def person_key(customer_id: int) -> bytes:
    """The key of this person's commitments in the journal; raises `CustomerGone`."""
    key = PersonKey.objects.values_list("key", flat=True).filter(customer_id=customer_id).first()
    if key is None:
        raise CustomerGone()
    return bytes(key)


def erase(ctx: Context, customer_id: int) -> None:
    """Empty the row of a locked customer and destroy their key: what the journal committed to about them can never be
    linked to them again.
    """
    assert connection.in_atomic_block
    nothing = dict.fromkeys(_PERSONAL, "")
    Customer.objects.filter(id=customer_id).update(**nothing, email_verified_at=None, erased_at=ctx.now)
    PersonKey.objects.filter(customer_id=customer_id).delete()


_PERSONAL = (
    "display_name",
    "salutation",
    "email",
    "email_normalised",
    "phone",
    "external_ref",
    "loyalty_tier",
    "search_text",
)


def find_or_make_customer(
    ctx: Context,
    *,
    home_unit_id: int,
    display_name: str,
    email: str = "",
    phone: str = "",
    external_ref: str = "",
    language: str = "en",
    loyalty_tier: str = "",
    region: str | None = None,
    trusted: bool = True,
) -> CustomerRecord:
    """The customer these details belong to: by membership number, else e-mail, else phone; otherwise a new
    one.

    A detail that the customer's record lacks is added, one that differs is left as it is. What somebody
    unknown typed (`trusted` False: a public form) is matched by the address alone and adds nothing, so that
    it never changes where somebody's mail goes. `region` (ISO 3166) reads phone numbers without a country.
    Raises `EmailInvalid` and `PhoneInvalid` at their fields.
    """
    assert connection.in_atomic_block
    address = normal_email(email)
    number = normal_phone(phone, region)
    details = (external_ref.strip(), address, number) if trusted else ("", address, "" if address else number)
    row = _found(*details)
    if row is None:
        return _made(
            ctx, home_unit_id, display_name, email.strip(), number, external_ref, language, loyalty_tier
        )
    if not trusted:
        return record_of(row)
    missing = {
        "email": "" if row.email else email.strip(),
        "email_normalised": "" if row.email else address,
        "phone": "" if row.phone else number,
        "external_ref": "" if row.external_ref else external_ref.strip(),
    }
    added = {name: value for name, value in missing.items() if value}
    if added:
        for name, value in added.items():
            setattr(row, name, value)
        row.search_text = _search_text(row)
        row.save(update_fields=[*added, "search_text"])
    return record_of(row)


def known_customer(
    *, email: str = "", phone: str = "", external_ref: str = "", region: str | None = None
) -> CustomerRecord | None:
    """The customer that `find_or_make_customer` would find; None for somebody new.

    Raises `EmailInvalid` and `PhoneInvalid` at their fields.
    """
    row = _found(external_ref.strip(), normal_email(email), normal_phone(phone, region))
    return None if row is None else record_of(row)


def verify_email(ctx: Context, customer_id: int) -> None:
    """They opened a link we sent to their address: it is theirs."""
    assert connection.in_atomic_block
    Customer.objects.filter(id=customer_id, email_verified_at=None).update(email_verified_at=ctx.now)


def normal_email(email: str) -> str:
    """The address as it is compared: small letters, no spaces; raises `EmailInvalid` at `email`."""
    address = email.strip().lower()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise EmailInvalid(field="email", email=email.strip()[:80]) from None
    return address


def normal_phone(phone: str, region: str | None = None) -> str:
    """The number as E.164 (`+442079460018`); raises `PhoneInvalid` at `phone`."""
    if not phone.strip():
        return ""
    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        raise PhoneInvalid(field="phone", phone=phone.strip()[:40]) from None
    if not phonenumbers.is_possible_number(number):
        raise PhoneInvalid(field="phone", phone=phone.strip()[:40])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _found(external_ref: str, address: str, number: str) -> Customer | None:
    """The oldest match by the strongest detail given."""
    standing = Customer.objects.filter(erased_at=None).order_by("id")
    for name, value in (("external_ref", external_ref), ("email_normalised", address), ("phone", number)):
        row = standing.filter(**{name: value}).first() if value else None
        if row is not None:
            return row
    return None


def _made(
    ctx: Context,
    home_unit_id: int,
    display_name: str,
    email: str,
    number: str,
    external_ref: str,
    language: str,
    loyalty_tier: str,
) -> CustomerRecord:
    row = new_row(ctx, home_unit_id, display_name, email, number, external_ref, language, loyalty_tier)
    row.save(force_insert=True)
    PersonKey.objects.create(customer=row, key=ctx.random(32))
    return record_of(row)


def new_row(
    ctx: Context,
    home_unit_id: int,
    display_name: str,
    email: str,
    number: str,
    external_ref: str,
    language: str,
    loyalty_tier: str = "",
) -> Customer:
    """The row of somebody new, not saved yet; `number` in its normal form."""
    row = Customer(
        ref=make_ref("P", ctx.random(16)),
        home_unit_id=home_unit_id,
        display_name=one_line(display_name, 200, field="display_name"),
        email=email,
        email_normalised=email.lower(),
        phone=number,
        external_ref=external_ref.strip(),
        loyalty_tier=loyalty_tier,
        language=language,
        made_at=ctx.now,
    )
    row.search_text = _search_text(row)
    return row


def _search_text(row: Customer) -> str:
    return searchable(f"{row.display_name} {row.email} {row.phone} {row.external_ref}")


def record_of(row: Customer) -> CustomerRecord:
    """The row as a record."""
    return CustomerRecord(
        id=row.id,
        ref=row.ref,
        home_unit_id=row.home_unit_id,
        display_name=row.display_name,
        salutation=row.salutation,
        email=row.email,
        email_is_verified=row.email_verified_at is not None,
        phone=row.phone,
        external_ref=row.external_ref,
        loyalty_tier=row.loyalty_tier,
        language=row.language,
    )
