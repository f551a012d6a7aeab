"""A colleague is added, with a role at a unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.core.case.hearing import NameMissing, one_line, within
from amends.core.clock.calendar import zone
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission, known_role
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

NAME_MAX, EMAIL_MAX = 120, 254  # characters that are kept
PASSWORD_MAX = 4096  # a sentence and more; what is far longer was not meant as one


class StaffEmailInvalid(Refusal):
    """What was typed is not an e-mail address."""

    code = "staff_email_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(email)s is not an e-mail address. Write it like name@example.org.")


class EmailTaken(Refusal):
    """Somebody signs in with that address already."""

    code = "email_taken"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "A colleague signs in with %(email)s already. Give them the role instead of adding them again."
    )


class PasswordWeak(Refusal):
    """The password does not pass the installation's rules."""

    code = "password_weak"
    kind = Kind.INVALID
    message = gettext_noop("That password is too easy to guess. %(reasons)s")


@dataclass(frozen=True, slots=True)
class ColleagueAdded:
    """The new colleague's id."""

    user_id: int


@command(Permission.MANAGE_STAFF)
def add_colleague(
    ctx: Context,
    *,
    email: str,
    display_name: str,
    role: str,
    unit_code: str,
    title: str = "",
    language: str = "en",
    timezone: str = "",
    password: str | None = None,
) -> ColleagueAdded:
    """Add a colleague who signs in with `email` and holds `role` over the unit and all below it.

    Without a password they set one through "forgot your password". Raises `StaffEmailInvalid`, `EmailTaken`,
    `RoleUnknown`, `UnitUnknown`, `NameMissing`, `TooLong`, `TimezoneUnknown` or `PasswordWeak`, each at its field.
    """
    called = one_line(display_name, NAME_MAX, field="display_name")
    if not called:
        raise NameMissing(field="display_name")
    if timezone:
        zone(timezone)
    address = within(email.strip().lower(), EMAIL_MAX, field="email")
    try:
        validate_email(address)
    except ValidationError:
        raise StaffEmailInvalid(field="email", email=address[:80]) from None
    if staff.is_taken(address):
        raise EmailTaken(field="email", email=address)
    held = known_role(role)
    unit = units.unit_by_code(unit_code, field="unit")
    ctx.require(Permission.MANAGE_STAFF, unit.id)
    if password is not None:
        within(password, PASSWORD_MAX, field="password")
        try:
            validate_password(password)
        except ValidationError as weak:
            raise PasswordWeak(field="password", reasons=" ".join(weak.messages)) from None
    added = staff.add_user(
        email=address,
        display_name=called,
        title=one_line(title, NAME_MAX, field="title"),
        language=one_line(language, 12, field="language"),
        timezone=timezone,
        password=password,
    )
    staff.place_user(ctx, user_id=added.id, unit_id=unit.id, role=held)
    record(ctx, "staff", "colleague.added", {"user_id": added.id, "unit_id": unit.id, "role": held.value})
    return ColleagueAdded(added.id)
