"""Signals in words: to colleagues what was noticed, to the customer the same and what it can do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from amends.core.signals.review import SignalState
from amends.core.signals.rules import SignalKind
from amends.queries.signals import SignalLine


def in_words(line: SignalLine) -> dict[str, Any]:
    """A signal as the pages of colleagues show it."""
    return {
        "line": line,
        "short": short_words(line.kind),
        "noticed": noticed_words(line.kind, line.visits, line.days, line.occasions),
        "state": signal_state_words(line.state),
    }


def noticed_words(kind: str, visits: int, days: int, occasions: int | None) -> str:
    """What was noticed, with its numbers."""
    counts = {"visits": visits, "days": days, "occasions": occasions}
    if kind == SignalKind.MANY_CLAIMS and occasions is not None:
        return _("Something was told of %(visits)d visits out of %(occasions)d within a year.") % counts
    return {
        SignalKind.MANY_CLAIMS: _("Something was told of %(visits)d visits within %(days)d days."),
        SignalKind.CONTRADICTED_EVIDENCE: _(
            "After %(visits)d visits something was found otherwise than told."
        ),
        SignalKind.SAME_WORDS: _("The same words were used about %(visits)d different visits."),
    }[SignalKind(kind)] % counts


def short_words(kind: str) -> str:
    """The kind of signal in two or three words."""
    return {
        SignalKind.MANY_CLAIMS: _("many claims"),
        SignalKind.CONTRADICTED_EVIDENCE: _("found otherwise than told"),
        SignalKind.SAME_WORDS: _("the same words again"),
    }[SignalKind(kind)]


def signal_state_words(state: str) -> str:
    """Where a signal stands."""
    return {
        SignalState.RAISED: _("nobody has looked at it yet"),
        SignalState.UPHELD: _("upheld"),
        SignalState.DISMISSED: _("dismissed"),
        SignalState.EXPIRED: _("run out"),
    }[SignalState(state)]
