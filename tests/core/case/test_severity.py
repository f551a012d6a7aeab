"""Priority and due profile by severity."""

from __future__ import annotations

from itertools import pairwise

import pytest

from amends.core.case.severity import URGENCY, Urgency, priority, urgency
from amends.core.case.standing import Flag

NONE: frozenset[Flag] = frozenset()


@pytest.mark.parametrize(
    ("severity", "flags", "expected"),
    [
        (1, NONE, 1),
        (5, NONE, 5),
        (None, NONE, 3),
        (2, frozenset({Flag.DOUBLE_DEVIATION}), 3),
        (5, frozenset({Flag.DOUBLE_DEVIATION}), 6),
        (1, frozenset({Flag.SAFETY}), 7),
        (3, frozenset({Flag.REPEAT_FAILURE, Flag.PUBLIC_CHANNEL}), 3),
    ],
)
def test_priority_is_severity_and_one_more_after_a_failed_recovery(
    severity: int | None, flags: frozenset[Flag], expected: int
) -> None:
    assert priority(severity, flags) == expected


def test_the_general_profile_holds_for_small_cases() -> None:
    assert urgency(1) == urgency(2) == Urgency(1, 3, 5, 10, 5)
    assert urgency(None) == urgency(3)


def test_no_step_is_due_later_when_severity_rises() -> None:
    for low, high in pairwise(range(1, 6)):
        for name in Urgency.__slots__:
            assert getattr(URGENCY[high], name) <= getattr(URGENCY[low], name)
