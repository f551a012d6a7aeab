"""Places with forms: opened in one go, closed, opened again under the same code."""

from __future__ import annotations

import pytest
from givens.house import House, make_house

from amends.apps.units.models import Place
from amends.commands.governance.close_place import close_place
from amends.commands.governance.open_places import PlaceNameMissing, TooManyPlaces, open_places
from amends.core.case.hearing import TooLong
from amends.core.place import PlaceUnknown
from amends.core.ref import ALPHABET
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry


@pytest.fixture
def house(db) -> House:
    return make_house()


def names() -> list[str]:
    return list(Place.objects.filter(is_open=True).order_by("name").values_list("name", flat=True))


def test_places_open_with_codes_of_their_own(house) -> None:
    opened = open_places(
        house.ctx("carla"), unit_id=house.desk.id, names=(" Room  501", "", "Room 502", "room 501")
    )

    assert names() == ["Room 412", "Room 501", "Room 502"]
    assert len(set(opened.short_codes)) == len(opened.place_ids) == 2
    assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in opened.short_codes)
    entry = JournalEntry.objects.get(event="places.opened")
    assert (entry.stream, str(opened.place_ids[0]) in entry.body, "501" in entry.body) == (
        "staff",
        True,
        False,
    )


def test_a_place_that_is_open_stays_as_it_is(house) -> None:
    opened = open_places(house.ctx("carla"), unit_id=house.desk.id, names=("ROOM 412", "Bar"))

    assert (len(opened.place_ids), opened.open_before) == (1, 1)
    assert Place.objects.get(name="Room 412").short_code == "H412"


def test_a_closed_place_opens_again_under_its_old_code(house) -> None:
    close_place(house.ctx("carla"), place_id=house.room.id)
    assert names() == []
    close_place(house.ctx("carla"), place_id=house.room.id)

    opened = open_places(house.ctx("carla"), unit_id=house.desk.id, names=("Room 412",))

    assert opened.short_codes == ("H412",)
    assert Place.objects.get().is_open
    events = JournalEntry.objects.filter(stream="staff", event__startswith="place").order_by("seq")
    assert list(events.values_list("event", flat=True)) == ["place.closed", "places.opened"]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ((), PlaceNameMissing),
        ((" ", ""), PlaceNameMissing),
        (("x" * 121,), TooLong),
        (tuple(f"Room {n}" for n in range(301)), TooManyPlaces),
    ],
)
def test_what_cannot_be_opened_is_refused_at_its_field_and_nothing_opens(house, given, refusal) -> None:
    with pytest.raises(refusal) as refused:
        open_places(house.ctx("carla"), unit_id=house.desk.id, names=given)

    assert refused.value.field == "names"
    assert names() == ["Room 412"]


@pytest.mark.parametrize("name", ["nora", "dana", "til", "fin", "audrey", "otto"])
def test_only_who_manages_forms_opens_and_closes_them(house, name) -> None:
    with pytest.raises(NotPermitted):
        open_places(house.ctx(name), unit_id=house.desk.id, names=("Bar",))
    with pytest.raises(NotPermitted):
        close_place(house.ctx(name), place_id=house.room.id)

    assert names() == ["Room 412"]


def test_a_place_that_is_not_there_cannot_be_closed(house) -> None:
    with pytest.raises(PlaceUnknown):
        close_place(house.ctx("carla"), place_id=0)
