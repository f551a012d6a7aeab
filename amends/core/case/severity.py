"""From severity to urgency: the priority that orders the work list, and how soon each step is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amends.core.case.standing import Flag

UNJUDGED = 3
"""A case nobody has judged yet waits among the middling ones, neither first nor last."""

SAFETY_PRIORITY = 7
"""Safety goes before everything else (5 is the worst severity, 6 the same after a failed recovery)."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon things are due for one severity. Days are working days, minutes and hours run through.

    A design choice, not evidence: the general profile (acknowledge in 1 working day, first answer 3,
    decide 10, fulfil 5 after the decision, update every 5) holds at severity 1 and 2 and tightens above.
    """

    acknowledge_days: int
    first_response_days: int
    update_every_days: int
    decide_days: int
    fulfil_days: int


URGENCY: Mapping[int, Urgency] = MappingProxyType(
    {
        1: Urgency(1, 3, 5, 10, 5),
        2: Urgency(1, 3, 5, 10, 5),
        3: Urgency(1, 2, 3, 7, 4),
        4: Urgency(1, 1, 2, 5, 3),
        5: Urgency(0, 1, 1, 3, 2),
    }
)


def priority(severity: int | None, flags: frozenset[Flag]) -> int:
    """1 (can wait) to 7 (now): severity, one more after a failed recovery, and safety before all."""
    if Flag.SAFETY in flags:
        return SAFETY_PRIORITY
    base = UNJUDGED if severity is None else min(max(severity, 1), 5)
    return base + (1 if Flag.DOUBLE_DEVIATION in flags else 0)


def urgency(severity: int | None) -> Urgency:
    """The due profile of a severity; a case nobody has judged yet is treated as severity 3."""
    return URGENCY[UNJUDGED if severity is None else min(max(severity, 1), 5)]
