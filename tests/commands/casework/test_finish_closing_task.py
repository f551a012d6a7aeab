"""The closing questions: asked once, answered once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.house import NIGHT
from givens.logged import closed

from amends.apps.cases import store as cases
from amends.apps.tasks import store as tasks
from amends.apps.tasks.models import ClosingTask
from amends.commands.casework.finish_closing_task import ActionMissing, finish_closing_task
from amends.core.case.cause import CauseUnknown
from amends.core.case.wanted import Wanted


@pytest.fixture
def task(house, ref) -> None:
    case = closed(house, ref)
    tasks.open_closing_task(
        house.ctx("nora"), case_id=case.id, owner_id=case.owner_id, due_at=NIGHT + timedelta(days=3)
    )


def test_the_case_is_learned_from(house, ref, task) -> None:
    done = finish_closing_task(house.ctx("nora"), case_ref=ref, root_cause="handover", is_systemic=False)

    assert done.root_cause == "handover"
    assert ClosingTask.objects.get().done_at == NIGHT
    case = cases.case_by_ref(ref)
    assert (case.root_cause, case.wanted) == ("handover", Wanted.NOTHING)


def test_what_will_come_again_needs_an_action_or_a_reason(house, ref, task) -> None:
    with pytest.raises(ActionMissing):
        finish_closing_task(house.ctx("nora"), case_ref=ref, root_cause="handover", is_systemic=True)
    with pytest.raises(CauseUnknown):
        finish_closing_task(house.ctx("nora"), case_ref=ref, root_cause="gremlins", is_systemic=False)

    assert ClosingTask.objects.get().done_at is None


def test_answered_once_they_are_answered(house, ref, task) -> None:
    finish_closing_task(house.ctx("nora"), case_ref=ref, root_cause="handover", is_systemic=False)

    with pytest.raises(tasks.NothingToAnswer):
        finish_closing_task(house.ctx("nora"), case_ref=ref, root_cause="training", is_systemic=False)

    assert ClosingTask.objects.get().root_cause == "handover"
