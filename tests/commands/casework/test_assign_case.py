"""Assigning: taken by oneself, given by a lead, never to somebody who does not work there."""

from __future__ import annotations

import pytest

from amends.apps.cases import store as cases
from amends.apps.staff.store import ColleagueUnknown
from amends.commands.casework.assign_case import assign_case
from amends.kernel.context import NotPermitted


def test_a_lead_gives_a_case_with_a_note(house, ref) -> None:
    leo = house.people["leo"].id

    given = assign_case(house.ctx("dana"), case_ref=ref, user_id=leo, note="He knows the guest.")

    assert (given.owner_id, given.owner_name) == (leo, "Leo Berg")
    case = cases.case_by_ref(ref)
    assert (case.owner_id, case.owner_level) == (leo, 1)
    assert cases.facts_of(case.id).values["handover"] == "He knows the guest."


def test_the_front_line_does_not_take_from_others(house, ref) -> None:
    with pytest.raises(NotPermitted):
        assign_case(house.ctx("hugo"), case_ref=ref, user_id=house.people["hugo"].id)

    assert cases.case_by_ref(ref).owner_id == house.people["nora"].id


def test_anybody_there_takes_what_nobody_has(house, ref) -> None:
    case = cases.case_by_ref(ref)
    cases.change(house.ctx("dana"), case, "case.left", owner_id=None)

    assign_case(house.ctx("nora"), case_ref=ref, user_id=house.people["nora"].id)

    assert cases.case_by_ref(ref).owner_id == house.people["nora"].id


@pytest.mark.parametrize("name", ["rita", "til", "fin"])
def test_nobody_gets_a_case_where_they_do_not_work(house, ref, name) -> None:
    with pytest.raises(ColleagueUnknown) as refused:
        assign_case(house.ctx("dana"), case_ref=ref, user_id=house.people[name].id)

    assert refused.value.field == "user_id"
    assert cases.case_by_ref(ref).owner_id == house.people["nora"].id
