"""Logging in a real browser, by keyboard on a desk and by thumb on a phone, with the script and without it.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction
from givens.house import House, make_house
from givens.logged import logged
from givens.policy import a_policy
from playwright.sync_api import expect

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.failures import store as failures
from amends.apps.units import store as units
from amends.commands.intake.log_failure import Contact
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]

MORE = (
    ("noise", "Noise from the corridor", "attention"),
    ("no_hot_water", "No hot water", "service"),
    ("breakfast_late", "Breakfast came late", "service"),
    ("wifi", "No internet in the room", "service"),
    ("luggage", "Luggage not brought up", "service"),
    ("overcharged", "Charged too much at check-out", "monetary"),
    ("rude", "Somebody was unfriendly", "attention"),
)


@pytest.fixture
def house(transactional_db: None) -> House:
    """A hotel with a dozen things that go wrong, a policy, and a guest who is known."""
    made = make_house()
    a_policy()
    with transaction.atomic():
        for position, (code, name, lost) in enumerate(MORE, 10):
            failures.add_failure_type(
                code=code,
                name=name,
                business="hotel",
                nature="process",
                lost_resource=lost,
                usual_expectation="As it should be",
                assumed_facts={"harm_class": "inconvenience", "locus": "firm", "service": "accepted"},
                terms=(name.casefold(),),
                position=position,
            )
        for number in range(401, 430):
            if number != 412:
                units.add_place(unit_id=made.desk.id, name=f"Room {number}", short_code=f"H{number}")
    known = Contact("Ada Lindqvist", email="ada@example.org", external_ref="M-4711", loyalty_tier="gold")
    logged(made, customer=known, failure="noise", place="Room 412")
    logged(made, customer=Contact("Adam Lind", phone="+4315550101"), place="Bar")
    Case.objects.update(received_at=datetime.now(UTC))
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_night_clerk_logs_by_keyboard_alone(opening: Opening, house: House, scheme: str) -> None:
    opened = opening(user_id=house.people["nora"].id, scheme=scheme)
    page = opened.go("/log")
    expect(page.locator("#id_customer")).to_be_focused()
    opened.look(f"log-empty-desk-{scheme}")

    page.keyboard.type("412", delay=10)
    expect(page.locator("#found label")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=f0-place]")).to_have_value("Room 412")
    opened.look(f"log-found-desk-{scheme}")
    page.keyboard.press("Enter")
    expect(page.locator("#f0-find")).to_be_focused()
    page.keyboard.type("alarm")
    expect(page.locator("[data-words]:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[name=f0-place]")).to_be_focused()
    opened.look(f"log-chosen-desk-{scheme}")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("An alarm rang at one and nobody came.")
    page.keyboard.press("Control+Enter")

    expect(page.locator("#toasts")).to_contain_text("Logged, and yours")
    case = Case.objects.latest("id")
    assert (case.customer.display_name, case.failure_type.code, case.place_text) == (
        "Ada Lindqvist",
        "alarm_set",
        "Room 412",
    )
    assert case.words == "An alarm rang at one and nobody came."
    assert Customer.objects.count() == 2
    assert opened.complaints == []


def test_a_thumb_logs_two_things_for_somebody_new(opening: Opening, house: House) -> None:
    opened = opening(user_id=house.people["nora"].id, size="phone")
    page = opened.go("/log")
    opened.look("log-empty-phone")
    page.locator("#id_customer").fill("Bo Kern")
    expect(page.get_by_text("Somebody new: Bo Kern")).to_be_visible()
    page.get_by_label("E-mail").fill("bo@example.org")
    page.get_by_text("No hot water").tap()
    expect(page.locator("[data-words]:visible")).to_have_count(1)
    opened.look("log-chosen-phone")
    page.get_by_text("15 min ago").tap()
    page.get_by_label("In their words").fill("Cold, all evening.")
    page.get_by_role("button", name="Something else too").tap()
    expect(page.locator("#f1-find")).to_be_focused()
    assert page.get_by_label("In their words").first.input_value() == "Cold, all evening."
    page.locator("section").nth(2).get_by_text("Noise from the corridor").tap()
    opened.look("log-two-phone")
    page.get_by_role("button", name="Log it").last.tap()

    expect(page.locator("h1")).to_have_text("Bo Kern, one visit")
    opened.look("visit-phone")
    cases = list(Case.objects.order_by("-id")[:2])
    assert [case.failure_type.code for case in cases] == ["noise", "no_hot_water"]
    assert len({case.visit_ref for case in cases}) == 1
    assert {case.customer.email for case in cases} == {"bo@example.org"}


def test_without_the_script_every_step_is_a_button(opening: Opening, house: House) -> None:
    page = opening(user_id=house.people["nora"].id, has_script=False).go("/log")
    page.locator("#id_customer").fill("Ada Lindqvist")
    page.get_by_label("In their words").fill("Noise again.")
    page.get_by_role("button", name="Log it").last.click()
    expect(page.locator(".problems")).to_contain_text("Choose what went wrong.")
    expect(page.get_by_label("In their words")).to_have_value("Noise again.")

    page.get_by_role("button", name="Find").click()
    expect(page.locator("#found input:checked")).to_have_value(re.compile("P-"))
    page.locator("[value=noise]").check()
    page.get_by_role("button", name="Something else too").click()
    page.locator("[value=no_hot_water]").last.check()
    page.get_by_role("button", name="Take number 2 off").click()
    page.get_by_role("button", name="Log it").last.click()

    expect(page.locator("#toasts")).to_contain_text("Logged, and yours")
    assert Case.objects.count() == 3
    assert Case.objects.latest("id").customer.display_name == "Ada Lindqvist"


def test_what_was_typed_comes_back_and_can_be_put_away(opening: Opening, house: House) -> None:
    page = opening(user_id=house.people["nora"].id).go("/log")
    page.locator("#id_customer").fill("Cleo Amber")
    page.get_by_label("In their words").fill("The lift stood still.")
    page.reload()
    expect(page.get_by_label("In their words")).to_have_value("The lift stood still.")
    expect(page.get_by_text("Somebody new: Cleo Amber")).to_be_visible()

    page.get_by_role("button", name="Start afresh").click()

    expect(page.locator("#id_customer")).to_have_value("")
    expect(page.get_by_label("In their words")).to_have_value("")


def test_the_words_of_a_line_that_was_taken_off_do_not_come_back(opening: Opening, house: House) -> None:
    page = opening(user_id=house.people["nora"].id).go("/log")
    page.get_by_role("button", name="Something else too").click()
    page.locator("[name=f1-words]").fill("About somebody else.")
    page.get_by_role("button", name="Take number 2 off").click()
    expect(page.locator("[name=f1-words]")).to_have_count(0)

    page.get_by_role("button", name="Something else too").click()

    expect(page.locator("[name=f1-words]")).to_have_value("")
