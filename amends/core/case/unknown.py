"""Where a case is, and the refusal that commands and queries share when it is not there for somebody."""

from __future__ import annotations

from dataclasses import dataclass

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class CaseUnknown(Refusal):
    """No case has this reference, or none that this actor may see: the two look the same."""

    code = "case_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no case %(ref)s here. Check the reference, or search for the customer.")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What must be known of a case before anything of it is locked, shown or told."""

    id: int
    customer_id: int
    unit_id: int
    is_restricted: bool
