"""What an event tells about a customer and a moment, checked as far as it needs no table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from amends.core.case.hearing import NameMissing
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class CustomerUntold(Refusal):
    """Nothing in the event says whose it is."""

    code = "customer_untold"
    kind = Kind.INVALID
    message = gettext_noop(
        "The event names no customer. The trigger has to say where their number, e-mail address or phone number stands."
    )


def check_customer(told: Mapping[str, str], *, is_known: bool) -> None:
    """Raise `CustomerUntold` where nothing says whose the event is, `NameMissing` where it is somebody new without a
    name; `told` are the details of the event by their names."""
    if not any(told.get(name) for name in ("ref", "email", "phone")):
        raise CustomerUntold(field="customer")
    if not is_known and "name" not in told:
        raise NameMissing(field="name")


class MomentUnusable(Refusal):
    """The time in the event is none, or has no zone."""

    code = "moment_unusable"
    kind = Kind.INVALID
    message = gettext_noop("%(told)s is no moment with its zone, like 2026-05-04T23:10:00Z.")


_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def moment_told(text: str | None) -> datetime | None:
    """The moment that `text` writes (ISO 8601 with its zone), aware; None for none. Raises `MomentUnusable`."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        moment = None if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not _EARLIEST <= moment < _LATEST:
        raise MomentUnusable(field="occurred_at", told=text[:60])
    return moment
