"""A failed recovery: what sets it and what follows from it."""

from __future__ import annotations

import pytest

from amends.core.case.deviation import Consequences, Deviation, consequences, deviation_of
from amends.core.case.lifecycle import Event
from amends.core.case.standing import CaseStanding


@pytest.mark.parametrize(
    ("event", "same_issue", "deviation"),
    [
        (Event.FULFIL_FAILED, False, Deviation.FULFILMENT_FAILED),
        (Event.CONFIRM_NOT_RECOVERED, False, Deviation.NOT_RECOVERED),
        (Event.REOPEN, True, Deviation.REOPENED_SAME_ISSUE),
        (Event.REOPEN, False, None),
        (Event.DECLINE, True, None),
        (Event.NO_RESPONSE, True, None),
    ],
)
def test_an_event_sets_a_double_deviation(
    event: Event, same_issue: bool, deviation: Deviation | None
) -> None:
    assert deviation_of(event, CaseStanding(same_issue=same_issue)) is deviation


@pytest.mark.parametrize("deviation", list(Deviation))
def test_every_deviation_has_all_the_consequences(deviation: Deviation) -> None:
    assert consequences(deviation, owner_level=0) == Consequences(
        priority_raise=1,
        new_owner_needed=True,
        owner_level_min=1,
        template_forbidden=True,
        voice_contact_offered=True,
        gesture_band_again=True,
        root_cause_mandatory=True,
    )


def test_the_next_owner_is_at_most_as_senior_as_those_who_work_on_cases() -> None:
    assert [consequences(Deviation.PROMISE_MISSED, n).owner_level_min for n in (0, 1, 2)] == [1, 2, 2]


def test_without_a_deviation_nothing_changes() -> None:
    assert consequences(None, 0) == Consequences()
