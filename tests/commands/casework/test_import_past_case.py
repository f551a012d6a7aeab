"""Past cases: closed from the start, and out of every rate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.house import NIGHT

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.clocks.models import Deadline
from amends.commands.casework.import_past_case import EndedBeforeItBegan, import_past_case
from amends.core.case.guards.hearing import SourceRowMissing
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.kernel.context import NotPermitted

ROW = {
    "source_row": "old-desk.csv:17",
    "customer_name": "Ada Lindqvist",
    "email": "ada@example.org",
    "failure_code": "alarm_set",
    "words": "It rang at one.",
    "received_at": NIGHT - timedelta(days=40),
    "closed_at": NIGHT - timedelta(days=38),
}


def test_a_past_case_is_closed_as_imported(house) -> None:
    imported = import_past_case(house.ctx("carla"), unit_id=house.desk.id, **ROW)

    case = cases.case_by_ref(imported.ref)
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.IMPORTED)
    assert (case.received_at, case.closed_at) == (ROW["received_at"], ROW["closed_at"])
    assert Deadline.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"source_row": ""}, SourceRowMissing),
        ({"closed_at": NIGHT - timedelta(days=41)}, EndedBeforeItBegan),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(house, change, refusal) -> None:
    with pytest.raises(refusal):
        import_past_case(house.ctx("carla"), unit_id=house.desk.id, **{**ROW, **change})

    assert Case.objects.count() == 0


def test_the_front_line_brings_nothing_in(house) -> None:
    with pytest.raises(NotPermitted):
        import_past_case(house.ctx("nora"), unit_id=house.desk.id, **ROW)
