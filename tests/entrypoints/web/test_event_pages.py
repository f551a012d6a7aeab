"""The pages of events: what came, what was done, what would be given, and who sends."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from givens.events import Kitchen, a_kitchen, late

from amends.apps.events.models import EventSource, ReceivedEvent
from amends.apps.staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Kitchen:
    return a_kitchen()


def browser(kitchen: Kitchen, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=kitchen.house.people[name].id))
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_what_came_is_shown_with_what_was_done_and_why_not(kitchen: Kitchen) -> None:
    given, failed = kitchen.one(id="good"), kitchen.one(id="bad", hours="long")
    client = browser(kitchen, "carla")

    page = text_of(client, "/events")

    assert given.case.ref in page
    assert "24.00" in page
    assert "“duration hours” needs a number" in page.replace("How long it lasted", "duration hours")
    assert "ada@example.org" in page
    only = text_of(client, "/events?state=failed")
    assert failed.event_id in only
    assert given.case.ref not in only


def test_the_operator_sees_that_something_came_and_not_what_it_said(kitchen: Kitchen) -> None:
    row = kitchen.one(id="good")

    page = text_of(browser(kitchen, "otto"), "/events")

    assert "kitchen.ticket.late" in page
    assert "ada@example.org" not in page
    assert row.case.ref not in page
    assert browser(kitchen, "nora").get("/events").status_code == 403


def test_an_event_is_acted_on_again_by_who_makes_the_policy(kitchen: Kitchen) -> None:
    row = kitchen.one(hours=6)
    assert row.state == "failed"

    assert browser(kitchen, "otto").post(f"/events/{row.id}/again").status_code == 403
    row.refresh_from_db()
    assert row.state == "failed"
    assert browser(kitchen, "carla").post(f"/events/{row.id}/again").status_code == 302
    row.refresh_from_db()
    assert row.state == "received"


def test_what_would_be_given_is_said_without_giving_it(kitchen: Kitchen) -> None:
    kitchen.send(late(), late(hours="0.1"))
    ReceivedEvent.objects.exists()
    client = browser(kitchen, "carla")

    page = text_of(client, "/events/would?days=30")

    assert "What would be given" in page
    assert set(ReceivedEvent.objects.values_list("state", flat=True)) == {"received"}


def test_an_operator_registers_a_source_and_sees_its_secret_once(kitchen: Kitchen) -> None:
    client = browser(kitchen, "otto")

    answer = client.post("/events/sources", {"name": "survey", "unit": "kiln"})
    assert re.search(r"whsec_[A-Za-z0-9+/]{43}=", answer.content.decode())
    assert EventSource.objects.filter(name="survey").exists()
    assert "whsec_" not in client.get("/events/sources").content.decode()
    assert client.post("/events/sources", {"name": "survey", "unit": "kiln"}).status_code == 422
    assert browser(kitchen, "carla").post("/events/sources", {"name": "x", "unit": "kiln"}).status_code == 403
    assert "Register it" not in text_of(browser(kitchen, "carla"), "/events/sources")
