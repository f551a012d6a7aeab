"""The screens of an incident: declared, filled, decided, held, begun, followed and stopped, each by its button."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from givens.incidents import HAPPENED, a_house, declared, guests

from amends.apps.cases.models import Case
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.apps.staff.models import User
from amends.commands.incident.give_waves import give_waves
from amends.entrypoints.common.context import read_clock, system_context

pytestmark = pytest.mark.django_db


def browser(house, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_incident_goes_through_all_its_buttons() -> None:
    house = a_house()
    guests(house, 4)
    carla = browser(house, "carla")
    assert "No incident yet" in shown(carla, "/incidents")

    sent = carla.post(
        "/incidents",
        {
            "name": "Fire alarm",
            "unit": "harbour",
            "failure_code": "alarm_set",
            "started_at": "2026-05-04T20:00",
            "ended_at": "2026-05-04T21:00",
            "happened": HAPPENED,
        },
    )
    assert sent.status_code == 302
    page = sent["Location"]
    ref = Incident.objects.get().ref
    assert page == f"/incidents/{ref}"
    carla.post(f"{page}/people", {"act": "find"})
    assert "4 people" in shown(carla, page)
    carla.post(f"{page}/decision", {"gesture": ["chocolates", ""]})
    text = shown(carla, page)
    assert "4 people get something" in text
    assert "A box of chocolates" in text
    assert Case.objects.count() == 0
    carla.post(f"{page}/giving", {"act": "reserve", "digest": Incident.objects.get().decided_digest})
    assert "Begin to give" in shown(carla, page)
    carla.post(f"{page}/giving", {"act": "start", "size": "3", "minutes": "0"})
    assert "hx-trigger" in shown(carla, page)
    carla.post(f"{page}/giving", {"act": "pause"})
    give_waves(system_context("test"), clock=read_clock)
    assert "Go on" in shown(carla, page)
    assert Case.objects.count() == 0
    carla.post(f"{page}/giving", {"act": "resume"})
    give_waves(system_context("test"), clock=read_clock)

    assert "4 of 4 given" in shown(carla, page)
    assert Incident.objects.get().state == "finished"
    assert "finished" in shown(carla, "/incidents")


def test_a_list_is_uploaded_and_a_bad_one_says_why_and_changes_nothing() -> None:
    house = a_house()
    guests(house, 2)
    outage = declared(house)
    carla = browser(house, "carla")
    good = SimpleUploadedFile("hit.csv", b"email,duration_hours\nguest1@example.org,3\n")
    bad = SimpleUploadedFile("hit.csv", b"name\nAda\n")

    carla.post(f"/incidents/{outage.ref}/people", {"act": "upload", "list": good})
    refused = carla.post(f"/incidents/{outage.ref}/people", {"act": "upload", "list": bad})

    assert IncidentPerson.objects.get().facts == {"duration_hours": "3"}
    assert refused.status_code == 422
    assert "At least one column has to say who it is" in refused.content.decode()


def test_finance_sees_sums_and_gives_the_yes_but_no_names() -> None:
    house = a_house(hotel=5_000_000, group=9_000_000)
    guests(house, 60)
    guests(house, 1, first=77, email="", phone="+4366012345678")
    outage = declared(house)
    carla, fin = browser(house, "carla"), browser(house, "fin")
    page = f"/incidents/{outage.ref}"
    carla.post(f"{page}/people", {"act": "find"})
    carla.post(f"{page}/decision", {"gesture": "chocolates"})
    assert "Guest 77" in shown(carla, page)
    assert "Hold the money" not in shown(carla, page)

    text = shown(fin, page)
    assert "Yes, to exactly this" in text
    assert "Guest 77" not in text
    fin.post(f"{page}/yes", {"digest": Incident.objects.get().decided_digest})

    assert "Hold the money" in shown(carla, page)
    assert Incident.objects.get().approved_by == f"person:{house.people['fin'].id}"


def test_a_budget_that_is_too_small_is_told_on_the_page() -> None:
    house = a_house(hotel=2_000)
    guests(house, 3)
    outage = declared(house)
    carla = browser(house, "carla")
    page = f"/incidents/{outage.ref}"
    carla.post(f"{page}/people", {"act": "find"})
    carla.post(f"{page}/decision", {"gesture": "chocolates"})

    refused = carla.post(
        f"{page}/giving", {"act": "reserve", "digest": Incident.objects.get().decided_digest}
    )

    assert refused.status_code == 422
    assert "Harbour Hotel lacks" in refused.content.decode()
    assert Incident.objects.get().state == "decided"
