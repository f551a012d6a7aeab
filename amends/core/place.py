"""Places where something can fail: what is said when the form of one does not open."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class PlaceUnknown(Refusal):
    """The short code of a form leads nowhere, or its form is closed."""

    code = "place_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("This form is not open. Speak to anyone of us here and we write it down for you.")
