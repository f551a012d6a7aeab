"""The screens of an incident: declared, filled, decided, held, begun, followed and stopped, each by its button."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from givens.incidents import HAPPENED, a_house, declared, guests

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.apps.staff.models import User
from amends.commands.incident.give_waves import give_waves
from amends.commands.intake.log_failure import LoggedFailure, log_failure
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

    carla.post(
        f"{page}/question", {"digest": Incident.objects.get().decided_digest, "note": "Before breakfast"}
    )
    question = f"/approvals/{Approval.objects.get().id}"
    assert question in shown(carla, page)
    text = shown(fin, page)
    assert "Guest 77" not in text
    assert question in shown(fin, "/approvals")
    asked = shown(fin, question)
    assert "60 people would get something" in asked
    assert "Before breakfast" in asked
    assert "Guest" not in asked
    digest = Incident.objects.get().decided_digest
    fin.post(question, {"digest": digest, "answer": "no"})
    again = {"digest": digest, "involved": house.people["dana"].id}
    refused = carla.post(f"{page}/question", again)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Exactly this got a no already." in text
    assert f'value="{house.people["dana"].id}" checked' in text
    carla.post(f"{page}/question", again | {"note": "The insurer pays half of it."})
    question = f"/approvals/{Approval.objects.order_by('id').last().id}"
    fin.post(question, {"digest": digest, "answer": "yes"})

    assert "Hold the money" in shown(carla, page)
    assert Incident.objects.get().approved_by == f"person:{house.people['fin'].id}"


def test_people_are_counted_before_they_are_added() -> None:
    house = a_house()
    guests(house, 3)
    log_failure(
        house.ctx("nora"),
        unit_id=house.desk.id,
        customer=Customer.objects.get(external_ref="G-00001").ref,
        failures=(LoggedFailure("room_not_ready", facts={"duration_hours": 5}),),
    )
    outage = declared(house)
    carla = browser(house, "carla")
    page = f"/incidents/{outage.ref}/sought"
    asked = {"fact1": "duration_hours", "test1": ">= 4"}
    assert "Count them" in shown(carla, page)

    counted = carla.get(page, asked)
    refused = carla.get(page, {"fact1": "duration_hours", "test1": "a while"})

    assert "One person fits" in counted.content.decode()
    assert refused.status_code == 422
    assert "cannot be read here" in refused.content.decode()
    assert not IncidentPerson.objects.exists()
    carla.post(page, asked)
    assert IncidentPerson.objects.get().customer.external_ref == "G-00001"


def test_one_person_is_kept_back_on_the_page_and_brought_back() -> None:
    house = a_house()
    guests(house, 3)
    outage = declared(house)
    carla = browser(house, "carla")
    page = f"/incidents/{outage.ref}"
    carla.post(f"{page}/people", {"act": "find"})
    person = IncidentPerson.objects.get(customer__external_ref="G-00001")

    empty = carla.post(f"{page}/people/{person.id}/holding", {"act": "hold", "reason": " "}, follow=True)
    assert empty.request["PATH_INFO"] == f"{page}/people"
    assert "Say in a few words why they are kept back" in empty.content.decode()
    person.refresh_from_db()
    assert person.state == "found"
    carla.post(f"{page}/people/{person.id}/holding", {"act": "hold", "reason": "I phone her"})

    text = shown(carla, f"{page}/people?shown=held_back")
    assert "Guest 1" in text
    assert "Carla Berg" in text
    assert "I phone her" in text
    assert "Guest 2" not in text
    carla.post(f"{page}/people/{person.id}/holding", {"act": "return"})
    person.refresh_from_db()
    assert person.state == "found"
    assert "Nobody here" in shown(carla, f"{page}/people?shown=held_back")


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
