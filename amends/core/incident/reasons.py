"""Why somebody of an incident is kept for a colleague's own care, or gets nothing from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from amends.core.text import gettext_noop


class Reason(StrEnum):
    """Held back: a person looks after them. Skipped: nothing is given here."""

    # held back
    GRAVE = "grave"
    NEED = "need"
    FAILED_BEFORE = "failed_before"
    OWN_CASE = "own_case"
    NO_ADDRESS = "no_address"
    FACTS_MISSING = "facts_missing"
    BY_HAND = "by_hand"
    GIVEN_MEANWHILE = "given_meanwhile"
    # skipped
    MATCHES_NOBODY = "matches_nobody"
    TWICE_IN_FILE = "twice_in_file"
    UNREADABLE = "unreadable"
    OTHER_INCIDENT = "other_incident"
    NOTHING_FITS = "nothing_fits"
    ERASED = "erased"


REASON_LABELS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.GRAVE: gettext_noop("it hit them too hard for a letter alone"),
        Reason.NEED: gettext_noop("a particular need"),
        Reason.FAILED_BEFORE: gettext_noop("we failed them before"),
        Reason.OWN_CASE: gettext_noop("they told us themselves, and that case is open"),
        Reason.NO_ADDRESS: gettext_noop("no e-mail address"),
        Reason.FACTS_MISSING: gettext_noop("a fact is missing to say how much is owed"),
        Reason.BY_HAND: gettext_noop("kept back by a colleague"),
        Reason.GIVEN_MEANWHILE: gettext_noop("something was given to them since this was decided"),
        Reason.MATCHES_NOBODY: gettext_noop("the row matches nobody we know"),
        Reason.TWICE_IN_FILE: gettext_noop("the same person stands in the list already"),
        Reason.UNREADABLE: gettext_noop("the row cannot be read"),
        Reason.OTHER_INCIDENT: gettext_noop("put right already in another incident"),
        Reason.NOTHING_FITS: gettext_noop("nothing is owed, and the policy allows none of the gestures"),
        Reason.ERASED: gettext_noop("their data was erased"),
    }
)
"""What people read instead of the reason's name."""
