"""The store of colleagues: who holds which role where, and who takes over when a recovery failed."""

from __future__ import annotations

import pytest
from givens.house import House, make_house, system

from amends.apps.staff import store as staff
from amends.core.roles import Role


@pytest.fixture
def house(db) -> House:
    return make_house()


def test_people_with_a_role_are_found_up_the_tree_the_nearest_first(house) -> None:
    assert [p.display_name for p in staff.people_with_role(house.desk.id, Role.FRONT_LINE)] == [
        "Nora Berg",
        "Hugo Berg",
    ]
    assert [p.display_name for p in staff.people_with_role(house.restaurant.id, Role.LEAD)] == []
    assert [p.display_name for p in staff.people_with_role(house.restaurant.id, Role.CX_MANAGER)] == [
        "Carla Berg"
    ]


def test_the_level_of_a_colleague_depends_on_the_place(house) -> None:
    assert staff.level_of(house.people["dana"].id, house.desk.id) == 1
    assert staff.level_of(house.people["dana"].id, house.restaurant.id) == 0
    assert staff.level_of(house.people["carla"].id, house.desk.id) == 2


def test_a_failed_recovery_goes_to_somebody_fresh_and_next_higher(house) -> None:
    nora, dana, leo, carla = (house.people[name].id for name in ("nora", "dana", "leo", "carla"))

    taken = staff.escalation_owner(house.desk.id, 0, [nora])
    assert taken is not None
    assert (taken[0].id, taken[1]) == (dana, 1)

    taken = staff.escalation_owner(house.desk.id, 0, [nora, dana])
    assert taken is not None
    assert (taken[0].id, taken[1]) == (leo, 1)

    taken = staff.escalation_owner(house.desk.id, 1, [dana])
    assert taken is not None
    assert (taken[0].id, taken[1]) == (carla, 2)


def test_where_nobody_stands_higher_somebody_fresh_of_the_highest_takes_it(house) -> None:
    taken = staff.escalation_owner(house.desk.id, 2, [house.people["carla"].id])

    assert taken is not None
    assert (taken[0].display_name, taken[1]) == ("Dana Berg", 1)
    assert (
        staff.escalation_owner(house.restaurant.id, 2, [house.people[n].id for n in ("carla", "rita")])
        is None
    )


def test_an_ended_placement_gives_nothing(house) -> None:
    dana = house.people["dana"].id
    assert staff.end_placement(system(), user_id=dana, unit_id=house.hotel.id, role=Role.LEAD) is True
    assert staff.end_placement(system(), user_id=dana, unit_id=house.hotel.id, role=Role.LEAD) is False

    assert staff.level_of(dana, house.desk.id) == 0
    assert staff.works_at(dana, house.desk.id) is False


def test_a_view_kept_under_the_same_name_replaces_the_old_one(house) -> None:
    nora = house.people["nora"].id
    first = staff.keep_view(user_id=nora, screen="worklist", name="Late", filters="lens=team")
    again = staff.keep_view(user_id=nora, screen="worklist", name="Late", filters="lens=all")

    assert first == again
    assert staff.drop_view(user_id=house.people["hugo"].id, view_id=first) is False
    assert staff.drop_view(user_id=nora, view_id=first) is True
