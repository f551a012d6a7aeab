"""The other lists: closing questions, the journal, what the log screen and the forms offer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.cases import a_case
from givens.house import NIGHT, House, make_house, system
from givens.logged import logged

from amends.apps.tasks import store as tasks
from amends.core.cursor import CursorInvalid
from amends.kernel.context import NotPermitted
from amends.queries.closing_tasks import closing_tasks
from amends.queries.journal_page import journal_page


@pytest.fixture
def house(db) -> House:
    return make_house()


def test_closing_questions_wait_in_the_order_they_are_due(house) -> None:
    made = [a_case(house) for _ in range(3)]
    for days, case in zip((3, 1, 2), made, strict=True):
        due = NIGHT + timedelta(days=days)
        tasks.open_closing_task(system(), case_id=case.id, owner_id=house.people["nora"].id, due_at=due)

    first = closing_tasks(house.ctx("nora"), limit=2)
    rest = closing_tasks(house.ctx("nora"), limit=2, after=first.after or "")

    assert [row.ref for row in (*first.rows, *rest.rows)] == [made[n].ref for n in (1, 2, 0)]
    assert rest.after is None
    assert closing_tasks(house.ctx("hugo"), mine=True).rows == ()
    assert closing_tasks(house.ctx("rita")).rows == ()
    with pytest.raises(CursorInvalid):
        closing_tasks(house.ctx("nora"), after="zzz")


def test_the_journal_is_read_by_auditors_alone(house) -> None:
    ref = logged(house)

    page = journal_page(house.ctx("audrey"), stream=ref)

    assert [row.event for row in page.rows] == ["case.acknowledged", "case.opened"]
    assert {row.case_ref for row in page.rows} == {ref}
    with pytest.raises(NotPermitted):
        journal_page(house.ctx("dana"))


def test_the_journal_is_narrowed_and_paged(house) -> None:
    for _ in range(3):
        logged(house)
    actor = f"person:{house.people['nora'].id}"

    first = journal_page(house.ctx("audrey"), event="case.opened", actor=actor, limit=2)
    rest = journal_page(
        house.ctx("audrey"), event="case.opened", actor=actor, limit=2, after=first.after or ""
    )

    assert (len(first.rows), len(rest.rows), rest.after) == (2, 1, None)
    assert journal_page(house.ctx("audrey"), event="budget.").rows == ()
    assert journal_page(house.ctx("audrey"), stream="C-22222-22222").rows == ()
