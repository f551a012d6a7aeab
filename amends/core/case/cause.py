"""What kind of cause a failure had: classes that can be counted, named without blame."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class CauseUnknown(Refusal):
    """Not one of the classes."""

    code = "cause_unknown"
    kind = Kind.INVALID
    message = gettext_noop("Choose the kind of cause from the list.")


class Cause(StrEnum):
    """Where the cause lies; the deepest one that the organisation can remove."""

    HANDOVER = "handover"
    STAFFING = "staffing"
    TRAINING = "training"
    WAY_OF_WORKING = "way_of_working"
    INFORMATION = "information"
    EQUIPMENT = "equipment"
    SUPPLIER = "supplier"
    PROMISE_TOO_LARGE = "promise_too_large"
    OUTSIDE = "outside"
    CUSTOMER = "customer"
    NOT_FOUND = "not_found"


CAUSE_LABELS: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.HANDOVER: gettext_noop("lost between two shifts or teams"),
        Cause.STAFFING: gettext_noop("too few hands at that time"),
        Cause.TRAINING: gettext_noop("nobody had been shown how"),
        Cause.WAY_OF_WORKING: gettext_noop("our way of doing it leads there"),
        Cause.INFORMATION: gettext_noop("wrong or missing information"),
        Cause.EQUIPMENT: gettext_noop("a thing that broke or failed"),
        Cause.SUPPLIER: gettext_noop("a supplier or partner"),
        Cause.PROMISE_TOO_LARGE: gettext_noop("we had promised too much"),
        Cause.OUTSIDE: gettext_noop("weather, traffic, a strike: from outside"),
        Cause.CUSTOMER: gettext_noop("on the customer's side"),
        Cause.NOT_FOUND: gettext_noop("looked for, not found"),
    }
)


def known_cause(cause: str, *, field: str) -> Cause:
    """`cause` as one of the classes; raises `CauseUnknown` at `field`."""
    if cause not in Cause._value2member_map_:
        raise CauseUnknown(field=field)
    return Cause(cause)
