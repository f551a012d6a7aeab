"""Forms and places: listed, opened, closed, and the poster that hangs on the wall."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from givens.house import House, make_house

from amends.apps.staff.models import User
from amends.apps.units.models import Place, Unit
from amends.commands.governance.open_places import open_places


@pytest.fixture
def house(db) -> House:
    return make_house()


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


@pytest.fixture
def carla(house) -> Client:
    return signed_in(house, "carla")


def test_places_are_opened_one_on_each_line(house, carla):
    answer = carla.post(
        "/places", {"unit": house.desk.id, "names": "Room 501\r\nRoom 412\r\n\r\nBar"}, follow=True
    )

    assert answer.redirect_chain == [("/places?unit=harbour-desk", 302)]
    page = answer.content.decode()
    assert "2 places are open now. One was open already." in page
    assert all(f"/f/{place.short_code}" in page for place in Place.objects.all())
    assert Place.objects.count() == 3


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("", "This field is required."),
        ("Bar\n" + "x" * 121, "This is longer than 120 characters."),
        ("\n".join(f"Room {n}" for n in range(301)), "Open at most 300 places at once"),
    ],
)
def test_what_cannot_be_opened_is_said_and_what_was_typed_is_kept(house, carla, names, words):
    answer = carla.post("/places", {"unit": house.desk.id, "names": names})

    assert answer.status_code == 422
    assert words in answer.context["form"].errors["names"][0]
    assert answer.context["form"]["names"].value() == names
    assert Place.objects.count() == 1


def test_a_place_is_closed_and_opened_again_where_one_was(house, carla):
    closed = carla.post(
        f"/places/{house.room.id}/close", {"unit": "harbour-desk", "q": "room 4"}, follow=True
    )
    assert closed.redirect_chain == [("/places?unit=harbour-desk&q=room+4", 302)]
    assert "Room 412 is closed" in closed.content.decode()
    assert "Open again" in closed.content.decode()

    carla.post(f"/places/{house.room.id}/open", {})

    place = Place.objects.get()
    assert (place.is_open, place.short_code) == (True, "H412")


def test_the_list_is_searched_narrowed_and_paged(house, carla):
    open_places(house.ctx("carla"), unit_id=house.desk.id, names=tuple(f"Room {n}" for n in range(500, 600)))

    first = carla.get("/places?q=room 5")
    more = carla.get(first.context["next_url"])
    assert len(first.context["page"].groups[0].places) == 60
    assert len(more.context["page"].groups[0].places) == 40
    assert more.context["next_url"] is None
    assert "No place like that" in carla.get("/places?unit=kiln").content.decode()
    assert carla.get("/places?after=nonsense").status_code == 422
    assert carla.get("/places?q=a%00b").status_code == 200
    assert len(first.content) < 100_000


def test_the_poster_leads_to_the_form_in_large_type(house, carla):
    page = carla.get(f"/places/{house.room.id}/poster").content.decode()

    assert settings.AMENDS_PUBLIC_URL.partition("://")[2] + "/f/H412" in page
    assert "<svg" in page
    assert "Harbour Hotel" in page
    assert "Room 412" in page


def test_the_poster_speaks_the_language_of_its_place(house, carla):
    Unit.objects.filter(id=house.desk.id).update(language="de")

    assert (
        '<article class="letter-sheet poster" lang="de">'
        in carla.get(f"/places/{house.room.id}/poster").content.decode()
    )


@pytest.mark.parametrize("name", ["nora", "dana", "til", "fin", "audrey", "otto"])
def test_others_do_not_see_these_pages(house, name):
    client = signed_in(house, name)

    assert client.get("/places").status_code == 403
    assert client.get(f"/places/{house.room.id}/poster").status_code == 403
    assert client.post("/places", {"unit": house.desk.id, "names": "Bar"}).status_code == 403
    assert client.post(f"/places/{house.room.id}/close").status_code == 403
    assert client.post(f"/places/{house.room.id}/open").status_code == 403
    assert list(Place.objects.values_list("name", "is_open")) == [("Room 412", True)]
