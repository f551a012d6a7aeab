"""Places as the page of forms lists them, by unit, searched and paged by key; posters in one's own scope."""

from __future__ import annotations

from dataclasses import replace

import pytest
from givens.house import House, make_house, system

from amends.apps.failures.models import FailureType
from amends.apps.units.models import Place
from amends.commands.governance.close_place import close_place
from amends.commands.governance.open_places import open_places
from amends.core.cursor import CursorInvalid
from amends.core.place import PlaceUnknown
from amends.core.roles import Role
from amends.kernel.context import placed
from amends.queries.places import PAGE, place_poster, places
from amends.queries.public_form import public_form


@pytest.fixture
def house(db) -> House:
    made = make_house()
    open_places(made.ctx("carla"), unit_id=made.desk.id, names=tuple(f"Room {n:03}" for n in range(70)))
    open_places(made.ctx("carla"), unit_id=made.restaurant.id, names=("Table 1",))
    return made


def listed(page) -> list[tuple[str, str]]:
    return [(group.unit.name, place.name) for group in page.groups for place in group.places]


def test_every_place_is_listed_once_across_the_pages(house) -> None:
    first = places(house.ctx("carla"))
    second = places(house.ctx("carla"), after=first.after)

    assert len(listed(first)) == PAGE
    assert listed(second)[-1] == ("Kiln Kitchen", "Table 1")
    assert second.after is None
    assert len({*listed(first), *listed(second)}) == 72
    assert [unit.name for unit in first.units] == ["Harbour Hotel", "Front desk", "Kiln Kitchen"]


def test_places_are_narrowed_by_unit_and_by_name(house) -> None:
    ctx = house.ctx("carla")

    assert listed(places(ctx, unit_code="kiln")) == [("Kiln Kitchen", "Table 1")]
    assert listed(places(ctx, q="room 06")) == [("Front desk", f"Room 06{n}") for n in range(10)]
    assert listed(places(ctx, q="h412")) == [("Front desk", "Room 412")]


@pytest.mark.parametrize("after", ["nonsense", "WzEsMl0", "WyJhIiwiYiJd"])
def test_a_changed_address_of_a_page_is_refused(house, after) -> None:
    with pytest.raises(CursorInvalid):
        places(house.ctx("carla"), after=after)


def test_places_and_posters_of_others_are_not_seen(house) -> None:
    there = replace(
        house.ctx("carla"), placements=(placed(Role.CX_MANAGER, frozenset({house.restaurant.id})),)
    )

    assert listed(places(there)) == [("Kiln Kitchen", "Table 1")]
    with pytest.raises(PlaceUnknown):
        place_poster(there, place_id=house.room.id)


def test_the_poster_says_the_site_as_customers_know_it(house) -> None:
    poster = place_poster(house.ctx("carla"), place_id=house.room.id)

    assert (poster.site_name, poster.name, poster.short_code) == ("Harbour Hotel", "Room 412", "H412")


def test_the_form_knows_what_can_go_wrong_there_and_nobody(house) -> None:
    form = public_form(system(), short_code=" h412 ")

    assert (form.site_name, form.place_name, form.phone) == ("Harbour Hotel", "Room 412", "+4315123456")
    assert [name for _, name in form.failures] == ["Woken by an alarm set earlier", "Room not ready"]


def test_a_form_in_which_nothing_could_be_chosen_is_not_open(house) -> None:
    FailureType.objects.filter(business="restaurant").update(is_open=False)
    code = Place.objects.get(name="Table 1").short_code

    with pytest.raises(PlaceUnknown):
        public_form(system(), short_code=code)


def test_a_closed_form_is_not_there(house) -> None:
    close_place(house.ctx("carla"), place_id=house.room.id)

    for code in ("H412", "NOPE", "", "x" * 5_000):
        with pytest.raises(PlaceUnknown):
            public_form(system(), short_code=code)
