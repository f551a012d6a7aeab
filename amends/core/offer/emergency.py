"""When somebody is in danger, nobody waits for a yes: it is given at once, and looked at afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

DANGER = "safety"
"""The harm class that lets a giving go without its yes (domain: authority)."""


class NoEmergency(Refusal):
    """The case does not say that somebody's safety is at stake, or only assumes it."""

    code = "no_emergency"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "Only danger goes without a yes. If somebody's safety is at stake, write that down as the harm first."
    )


class EmergencyUnexplained(Refusal):
    """What goes without its yes says why, for whoever looks at it afterwards."""

    code = "emergency_unexplained"
    kind = Kind.INVALID
    message = gettext_noop("Say in a few words what the danger is. Whoever looks at it afterwards reads it.")


class ReviewUnexplained(Refusal):
    """A no in a review takes nothing back; its words are all that can be learned from it."""

    code = "review_unexplained"
    kind = Kind.INVALID
    message = gettext_noop("Say what you would have done instead, so that it can be learned from.")


class EmergencyUnattended(Refusal):
    """A program is in no hurry."""

    code = "emergency_unattended"
    kind = Kind.FORBIDDEN
    message = gettext_noop("Only a person can give something in an emergency without asking first.")


def check_emergency(
    values: Mapping[str, object], sources: Mapping[str, str], why: str, *, is_person: bool
) -> None:
    """Whether a giving in such a case goes without its yes, and before it was looked into; `why` in their words.

    Raises `EmergencyUnattended`, `NoEmergency`, `EmergencyUnexplained`.
    """
    if not is_person:
        raise EmergencyUnattended
    if not stakes_safety(values, sources):
        raise NoEmergency(field="emergency")
    if not why.strip():
        raise EmergencyUnexplained(field="note")


def check_review(*, is_yes: bool, words: str) -> None:
    """Whether a review can be answered so; raises `ReviewUnexplained`."""
    if not is_yes and not words.strip():
        raise ReviewUnexplained(field="note")


def stakes_safety(values: Mapping[str, object], sources: Mapping[str, str]) -> bool:
    """Whether somebody said that safety is at stake; that a kind of failure lets us assume it is not enough."""
    return values.get("harm_class") == DANGER and sources.get("harm_class", "assumed") != "assumed"
