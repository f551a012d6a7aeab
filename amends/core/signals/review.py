"""Who may say what comes of a signal, and how long it lasts: due process for somebody who is not in the room."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from amends.core.policy.standing import UPHELD
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

UNREVIEWED_DAYS = 30
"""A signal that nobody has looked at lasts so long; then it is gone."""

UPHELD_DAYS = 180
"""So long after somebody upheld it; then it has to be earned anew."""

NOTE_MAX = 500


class SignalState(StrEnum):
    """Where a signal stands."""

    RAISED = "raised"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    EXPIRED = "expired"


STANDING = frozenset({SignalState.RAISED, SignalState.UPHELD})
"""While it stands, the guard table of a policy may ask about it."""


class SignalUnknown(Refusal):
    """There is no such signal, or none that this actor may see."""

    code = "signal_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such signal here.")


class SignalEnded(Refusal):
    """It was dismissed or has run out, or it was upheld before."""

    code = "signal_ended"
    kind = Kind.CONFLICT
    message = gettext_noop("This was decided before, or it has run out.")


class ReviewerHadPart(Refusal):
    """Whoever logged, had or gave in one of the cases does not judge what they show."""

    code = "reviewer_had_part"
    kind = Kind.FORBIDDEN
    message = gettext_noop("You had a part in one of these cases. Somebody who had none looks at it.")


class ReviewNeedsNote(Refusal):
    """A judgement about somebody has reasons."""

    code = "review_needs_note"
    kind = Kind.INVALID
    message = gettext_noop("Say in a sentence why: the customer may ask.")


def signal_codes(standing: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What the guard table sees of signals, given by kind and state: each kind, and besides `KIND_upheld` where a
    colleague upheld it, so that a policy can leave what nobody has judged to a question."""
    found = set()
    for kind, state in standing:
        found.add(kind)
        if state == SignalState.UPHELD:
            found.add(f"{kind}{UPHELD}")
    return tuple(sorted(found))


def check_review(
    state: SignalState,
    expires_at: datetime,
    *,
    uphold: bool,
    note: str,
    reviewer: str,
    involved: Collection[str],
    now: datetime,
) -> None:
    """Whether this may be said of the signal now. One that was upheld can still be dismissed, never the reverse.

    Raises `SignalEnded`, `ReviewerHadPart`, `ReviewNeedsNote`.
    """
    if state not in STANDING or now >= expires_at or (uphold and state is SignalState.UPHELD):
        raise SignalEnded
    if reviewer in involved:
        raise ReviewerHadPart
    if not note.strip():
        raise ReviewNeedsNote(field="note")


def lasts_until(state: SignalState, at: datetime) -> datetime:
    """When a signal that came to `state` at `at` runs out."""
    return at + timedelta(days=UPHELD_DAYS if state is SignalState.UPHELD else UNREVIEWED_DAYS)
