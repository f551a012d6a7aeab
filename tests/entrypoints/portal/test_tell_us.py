"""The public form: what a stranger may send, what they are told, and what they learn of nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from givens.house import House, make_house, system
from givens.policy import a_policy

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.customers import store as customers
from amends.apps.customers.models import Customer
from amends.apps.links.models import Link
from amends.apps.units.models import Unit
from amends.commands.governance.close_place import close_place
from amends.entrypoints.portal.tell_us import PER_ADDRESS

FORM = "/f/H412"
TOLD = {
    "words": "An alarm rang at one in the night.",
    "failure_code": "alarm_set",
    "contact_name": "Ada Lindqvist",
    "email": "ada@example.org",
    "key": "0123456789abcdef",
}


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def client(house) -> Client:
    return Client(enforce_csrf_checks=True)


def test_the_form_is_a_letter_of_the_house_without_script_or_cookie(client):
    answer = client.get("/f/h412")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Harbour Hotel" in page
    assert "Room 412" in page
    assert "Woken by an alarm set earlier" in page
    assert "+4315123456" in page
    assert "<script" not in page
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert len(page) < 15_000


def test_what_is_told_becomes_a_case_and_is_answered_by_mail(client, house):
    answer = client.post(
        FORM, {**TOLD, "occurred_at": "2026-05-04T01:10", "remedy_sought": "A quiet room."}, follow=True
    )

    case = Case.objects.get()
    assert (case.place_text, case.channel, case.recorder) == ("Room 412", "web", "system")
    assert (case.words, case.remedy_sought) == (TOLD["words"], "A quiet room.")
    assert case.occurred_at == datetime(2026, 5, 3, 23, 10, tzinfo=UTC)
    mail = Message.objects.get()
    assert (mail.to_address, mail.stage) == ("ada@example.org", "ACK")
    link = Link.objects.get()
    assert (link.purpose, f"{{link:{link.serial}}}" in mail.body) == ("portal", True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/f/H412/thanks?told=")
    assert case.ref in page
    assert "A mail with a page of your own is on its way." in page
    assert "You hear from them by" in page
    assert not client.cookies


def test_a_second_tap_sends_nothing_twice(client):
    first, second = client.post(FORM, TOLD), client.post(FORM, TOLD)
    other = client.post(FORM, {**TOLD, "words": "Something else."})

    assert first.status_code == second.status_code == 302
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)
    assert other.status_code == 409
    assert "Something else." in other.content.decode()
    assert other.context["key"] != TOLD["key"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"words": " "}, "words", "Tell us in your own words what went wrong."),
        ({"words": "x" * 10_001}, "words", "10000"),
        ({"words": "a\x00b"}, "words", "Null characters"),
        ({"failure_code": ""}, "failure_code", "Choose what comes closest."),
        ({"failure_code": "food_late"}, "failure_code", "Select a valid choice."),
        ({"contact_name": ""}, "contact_name", "Tell us your name"),
        ({"email": ""}, "email", "Give an e-mail address or a phone number"),
        ({"email": "ada"}, "email", "does not look like an e-mail address"),
        ({"phone": "soon"}, "phone", "does not look like a phone number"),
        ({"occurred_at": "soon"}, "occurred_at", "Write the day and the time"),
        ({"occurred_at": "2126-01-01 00:00"}, "occurred_at", "has not come yet"),
        ({"remedy_sought": "x" * 1_001}, "remedy_sought", "1000"),
        ({"leave_empty": "http://buy.example"}, "leave_empty", "This stays empty"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_nothing_is_lost(client, change, field, words):
    answer = client.post(FORM, {**TOLD, **change})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in answer.context["form"].errors[field][0]
    for name, value in {**TOLD, **change}.items():
        if name != "key":
            assert answer.context["form"][name].value() == value
    assert (Case.objects.count(), Customer.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_all_that_is_missing_is_said_at_once(client):
    answer = client.post(FORM, {})

    assert list(answer.context["form"].errors) == ["words", "failure_code", "contact_name", "email"]


def test_a_stranger_cannot_learn_whom_we_know(client):
    customers.find_or_make_customer(
        system(), home_unit_id=Unit.objects.get(code="harbour").id, display_name="Bo Kern",
        email="bo@example.org", phone="+4315550101",
    )  # fmt: skip
    pages = []
    for given in (
        {"email": "bo@example.org"},
        {"email": "nobody@example.org"},
        {"email": "", "phone": "+4315550101"},
        {"email": "", "phone": "+4315550102"},
    ):
        answer = client.post(FORM, {**TOLD, **given, "key": ""}, follow=True)
        page = answer.content.decode()
        pages.append(page.replace(Case.objects.latest("id").ref, "REF"))
        assert "Bo Kern" not in page

    assert pages[0] == pages[1]
    assert pages[2] == pages[3]
    assert "One of us calls you." in pages[2]


def test_too_many_from_one_address_wait_and_keep_what_they_typed(client):
    for n in range(PER_ADDRESS):
        assert client.post(FORM, {**TOLD, "key": "", "email": f"a{n}@example.org"}).status_code == 302

    stopped = client.post(FORM, {**TOLD, "key": ""})
    assert stopped.status_code == 429
    assert TOLD["words"] in stopped.content.decode()
    assert int(stopped["Retry-After"]) > 0
    assert Case.objects.count() == PER_ADDRESS
    elsewhere = client.post(FORM, {**TOLD, "key": ""}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_the_form_speaks_the_language_of_its_place(client, house):
    Unit.objects.filter(id=house.desk.id).update(language="de")

    page = client.get(FORM, headers={"Accept-Language": "en"}).content.decode()
    client.post(FORM, TOLD)

    assert '<html lang="de"' in page
    assert Customer.objects.get().language == "de"
    assert Message.objects.get().language == "de"


@pytest.mark.parametrize("path", ["/f/NOPE", "/f/NOPE/thanks", "/f/" + "x" * 900, "/f/%00"])
def test_a_form_that_is_not_there_says_so(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert client.post(path.removesuffix("/thanks"), TOLD).status_code == 404
    assert Case.objects.count() == 0


def test_a_closed_form_says_whom_to_turn_to(client, house):
    close_place(house.ctx("carla"), place_id=house.room.id)

    answer = client.get(FORM)

    assert answer.status_code == 404
    assert "Speak to anyone of us here" in answer.content.decode()


@pytest.mark.parametrize("slip", ["", "nonsense", "a:b:c"])
def test_thanks_without_having_told_lead_back_to_the_form(client, slip):
    answer = client.get(f"{FORM}/thanks", {"told": slip})

    assert (answer.status_code, answer["Location"]) == (302, FORM)


def test_looking_changes_nothing(client):
    client.get(FORM)
    client.head(FORM)

    assert (Case.objects.count(), Customer.objects.count()) == (0, 0)
    assert client.put(FORM).status_code == 405
