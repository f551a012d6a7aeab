"""The log screen as it is sent and answered: what is kept, what is asked once more, what a double tap does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from givens.house import House, make_house
from givens.logged import ADA, logged
from givens.policy import a_policy

from amends.apps.cases.models import Case, Evidence
from amends.apps.customers.models import Customer
from amends.apps.staff.models import User

LINE = {"lines": "0", "f0-failure_code": "alarm_set", "f0-when": "now", "f0-words": "It rang at one."}
SENT = {"act": "log", "unit": "harbour-desk", "channel": "desk", "customer": "Bo Kern", "who": "new", **LINE}


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


@pytest.fixture
def nora(house) -> Client:
    return signed_in(house, "nora")


def test_one_failure_leads_to_its_case(nora):
    answer = nora.post("/log", {**SENT, "email": "bo@example.org"})

    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.ref}#panel-give")
    assert (case.customer.display_name, case.customer.email) == ("Bo Kern", "bo@example.org")
    assert (case.words, case.channel, case.state) == ("It rang at one.", "desk", "assessed")


def test_several_failures_are_one_visit_that_is_shown(nora):
    second = {"lines": "0,3", "f3-failure_code": "room_not_ready", "f3-when": "hour", "f3-place": "room 412"}

    answer = nora.post("/log", {**SENT, **second}, follow=True)

    cases = list(Case.objects.order_by("id"))
    assert [case.failure_type.code for case in cases] == ["alarm_set", "room_not_ready"]
    assert answer.redirect_chain == [(f"/visits/{cases[0].visit_ref}", 302)]
    page = answer.content.decode()
    assert "Bo Kern, one visit" in page
    assert all(case.ref in page for case in cases)
    assert cases[0].occurred_at is not None
    assert cases[0].occurred_at - cases[1].occurred_at == timedelta(hours=1)
    assert cases[1].place is not None


def test_what_cannot_be_used_is_said_at_its_field_and_everything_stays(nora):
    bad = {
        "f0-failure_code": "",
        "f0-when": "at",
        "f0-occurred_at": "soon",
        "f0-place": "Pool",
        "email": "bo@",
    }

    answer = nora.post("/log", {**SENT, **bad})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what went wrong." in page
    assert "Write the day and the time like 2026-05-04 01:10." in page
    for kept in ("Bo Kern", "It rang at one.", 'value="Pool"', 'value="soon"', 'value="bo@"'):
        assert kept in page
    assert (Case.objects.count(), Customer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"email": "bo@"}, "id_email", "does not look like an e-mail address"),
        ({"phone": "soon"}, "id_phone", "does not look like a phone number"),
        ({"customer": " "}, "id_customer", "Tell us the name"),
        ({"customer": "bo@example.org"}, "id_customer", "Tell us the name"),
        ({"who": "P-22222-22222"}, "id_customer", "no customer with that reference"),
        ({"f0-fact_price": "ten"}, "id_f0-fact_price", "needs an amount"),
        ({"f0-words": "x" * 10_001}, "id_f0-words", "10000"),
        ({"f0-words": "a\x00b"}, "id_f0-words", "Null characters"),
        ({"f0-when": "at", "f0-occurred_at": "2126-01-01T00:00"}, "id_f0-occurred_at", "has not come yet"),
        ({"f0-when": "at", "f0-occurred_at": "0001-01-01T00:00"}, "id_f0-occurred_at", "Write the day"),
        ({"f0-when": "at", "f0-occurred_at": ""}, "id_f0-occurred_at", "Say the day and the time"),
        ({"f0-failure_code": "food_late"}, "id_f0-failure_code", "Select a valid choice"),
        ({"channel": "pigeon"}, "id_channel", "Select a valid choice"),
    ],
)
def test_each_problem_stands_at_its_field(nora, change, field, words):
    answer = nora.post("/log", {**SENT, **change})

    assert answer.status_code == 422
    problems = answer.context["form"].problems
    assert [problem.field_id for problem in problems] == [field]
    assert words in problems[0].sentence
    assert Case.objects.count() == 0


def test_lines_are_added_and_dropped_without_losing_anything(nora):
    sent = {**SENT, "f0-place": "Room 412", "f0-when": "quarter"}

    added = nora.post("/log", {**sent, "act": "add"})
    page = added.content.decode()
    assert added.status_code == 200
    assert added.context["form"].line_numbers == "0,1"
    assert added.context["form"].lines[1]["place"].value() == "Room 412"
    assert added.context["form"].lines[1]["when"].value() == "quarter"
    assert "It rang at one." in page
    assert "problems" not in page

    both = {**sent, "lines": "0,1", "f1-words": "And it was cold."}
    dropped = nora.post("/log", {**both, "act": "drop:0"})
    assert dropped.context["form"].line_numbers == "1"
    assert "And it was cold." in dropped.content.decode()
    assert nora.post("/log", {**sent, "act": "drop:0"}).context["form"].line_numbers == "0"
    assert Case.objects.count() == 0


def test_at_most_eight_lines_are_on_the_screen(nora):
    answer = nora.post("/log", {**SENT, "lines": "0,1,2,3,4,5,6,7", "act": "add"})

    assert answer.context["form"].line_numbers == "0,1,2,3,4,5,6,7"
    assert 'value="add"' not in answer.content.decode()


@pytest.mark.parametrize("lines", ["", "x", "0,,1", "9" * 50, "0," * 20, "-1"])
def test_a_list_of_lines_that_cannot_be_read_is_the_first_one(nora, lines):
    assert nora.post("/log", {**SENT, "lines": lines, "act": "find"}).context["form"].line_numbers == "0"


def test_a_name_that_we_know_is_asked_about_once(house, nora):
    logged(house)
    sent = {**SENT, "customer": "ada lindqvist", "who": ""}

    asked = nora.post("/log", sent)
    assert asked.status_code == 422
    assert "Say whether it is them." in asked.content.decode()
    assert Case.objects.count() == 1

    known = Customer.objects.get()
    nora.post("/log", {**sent, "who": known.ref})
    nora.post("/log", {**sent, "who": "new"})
    assert Case.objects.filter(customer=known).count() == 2
    assert Customer.objects.count() == 2


def test_finding_shows_who_it_might_be_and_what_happened_last(house, nora):
    logged(house, place="Room 412")
    Case.objects.update(received_at=datetime.now(UTC))

    page = nora.get("/log/customers", {"customer": "412"}).content.decode()

    assert "Ada Lindqvist" in page
    assert "Woken by an alarm set earlier, Room 412" in page
    assert 'data-place="Room 412"' in page
    assert "Somebody new: <b>412</b>" in page
    assert nora.get("/log/customers", {"customer": "a\x00"}).status_code == 200
    assert "<script>" not in nora.get("/log/customers", {"customer": "<script>"}).content.decode()


def test_a_customer_page_leads_here_with_the_customer_chosen(house, nora):
    logged(house)
    known = Customer.objects.get()

    answer = nora.get("/log", {"who": known.ref, "failure_code": "room_not_ready"})

    assert answer.context["chosen"] == known.ref
    assert answer.context["form"].who["customer"].value() == "Ada Lindqvist"
    assert answer.context["form"].lines[0]["failure_code"].value() == "room_not_ready"


def test_a_double_tap_logs_once(nora):
    tap = {**SENT, "key": "0123456789abcdef", "f0-when": "at", "f0-occurred_at": "2026-05-04T01:10"}

    first, second = nora.post("/log", tap), nora.post("/log", tap)
    other = nora.post("/log", {**tap, "f0-words": "Something else."})

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert other.status_code == 409
    assert "You logged this a moment ago" in other.content.decode()
    assert other.context["key"] != tap["key"]


def test_an_hour_is_read_where_it_happened(nora):
    nora.post("/log", {**SENT, "f0-when": "at", "f0-occurred_at": "2026-03-04 01:10"})

    assert Case.objects.get().occurred_at == datetime(2026, 3, 4, 0, 10, tzinfo=UTC)


def test_what_the_colleague_knows_is_told(nora):
    nora.post("/log", {**SENT, "f0-fact_harm_class": "distress", "f0-fact_price": "89,90"})

    told = dict(Evidence.objects.values_list("name", "value"))
    assert told == {"harm_class": "distress", "price": "89.90"}


def test_the_unit_chooses_what_can_go_wrong_and_is_remembered(house):
    carla = signed_in(house, "carla")

    first = carla.get("/log")
    assert [unit.code for unit in first.context["screen"].units] == ["harbour", "harbour-desk", "kiln"]
    assert first.context["screen"].unit.code == "harbour"
    moved = carla.post("/log", {**SENT, "act": "unit", "unit": "kiln"})
    assert [each.code for each in moved.context["screen"].failures] == ["food_late"]
    carla.post("/log", {**SENT, "unit": "kiln", "f0-failure_code": "food_late", "channel": "phone"})

    again = carla.get("/log")
    assert again.context["screen"].unit.code == "kiln"
    assert again.context["form"].who["channel"].value() == "phone"


def test_a_unit_of_others_is_not_logged_at(nora):
    answer = nora.post("/log", {**SENT, "unit": "kiln"})

    assert answer.status_code == 422
    assert answer.context["screen"].unit.code == "harbour-desk"
    assert "You do not log there any more." in answer.content.decode()
    assert Case.objects.count() == 0


@pytest.mark.parametrize("name", ["til", "fin", "audrey", "otto"])
def test_others_do_not_log(house, name):
    client = signed_in(house, name)

    assert client.get("/log").status_code == 403
    assert client.post("/log", SENT).status_code == 403
    assert Case.objects.count() == 0


def test_a_visit_of_others_is_not_shown(house, nora):
    logged(house, customer=ADA)
    visit_ref = Case.objects.get().visit_ref

    assert nora.get(f"/visits/{visit_ref}").status_code == 200
    assert signed_in(house, "rita").get(f"/visits/{visit_ref}").status_code == 404
    assert nora.get("/visits/nothing").status_code == 404
    assert nora.get("/visits/%00").status_code == 404


def test_the_page_is_light(nora):
    assert len(nora.get("/log").content) < 20_000
