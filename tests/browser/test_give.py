"""Giving in a real browser: the panel, the approver's page and the budgets; phone and desk, light and dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from givens.giving import Desk, a_desk
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.approvals.models import Approval
from amends.apps.offers.models import Offer
from amends.apps.staff.models import User

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
LOOKS = [(size, scheme) for size in SIZES for scheme in ("light", "dark")]


def page_of(browser: Browser, live_server: LiveServer, desk: Desk, name: str, size: str, scheme: str) -> Page:
    """A page of one signed-in colleague."""
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[name].id))
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    cookie = client.cookies["amends_session"].value
    page.context.add_cookies([{"name": "amends_session", "value": cookie, "url": live_server.url}])
    return page


def look(page: Page, name: str) -> None:
    """Keep a picture where one is wanted; nothing scrolls sideways, axe finds nothing."""
    folder = os.environ.get("AMENDS_GALLERY")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_two_taps_offer_a_choice_and_one_records_it(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk(overcharged=30, price=180)
    page = page_of(browser, live_server, desk, "nora", size, scheme)
    page.goto(f"{live_server.url}/cases/{desk.case_ref}/give")
    page.get_by_text("Let them choose between").click()
    page.locator("summary", has_text="more, and what would open").click()
    look(page, f"give-{size}-{scheme}")
    page.get_by_role("checkbox", name="A box of chocolates").check()
    page.get_by_role("checkbox", name="Breakfast for the room").check()
    page.get_by_role("button", name="Offer these").click()
    expect(page.get_by_text("Offered, and told. Note here what they choose.")).to_be_visible()
    page.goto(f"{live_server.url}/cases/{desk.case_ref}/give")
    look(page, f"offered-{size}-{scheme}")
    page.get_by_role("button", name="They choose Breakfast for the room").click()
    expect(page.get_by_text("Chosen. It is on its way.")).to_be_visible()
    assert Offer.objects.get(is_owed=False).state == "accepted"
    page.close()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_duty_manager_says_yes_by_thumb(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    desk.give("room_upgrade", note="The house is half empty.", ctx=desk.now())
    page = page_of(browser, live_server, desk, "dana", size, scheme)
    page.goto(f"{live_server.url}/approvals")
    look(page, f"approvals-{size}-{scheme}")
    page.get_by_role("link", name="A better room").click()
    look(page, f"approval-{size}-{scheme}")
    page.get_by_role("button", name="Yes, give it").locator("visible=true").first.click()
    expect(page.get_by_text("Your yes is given")).to_be_visible()
    assert Approval.objects.get().state == "approved"
    page.close()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_finance_reads_the_budgets(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk(desk=5_000)
    desk.give("late_check_out", ctx=desk.now())
    page = page_of(browser, live_server, desk, "fin", size, scheme)
    page.goto(f"{live_server.url}/budgets")
    look(page, f"budgets-{size}-{scheme}")
    page.goto(f"{live_server.url}/budgets/{desk.budget_ids['desk']}")
    look(page, f"budget-{size}-{scheme}")
    page.close()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_on_the_case_page_one_tap_gives(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    page = page_of(browser, live_server, desk, "nora", size, scheme)
    page.goto(f"{live_server.url}/cases/{desk.case_ref}")
    give = page.get_by_role("button", name="Give: A box of chocolates")
    expect(give).to_be_visible()
    look(page, f"case-give-{size}-{scheme}")
    give.click()
    expect(page.get_by_text("Given.", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}/cases/{desk.case_ref}/vouchers")
    assert Offer.objects.get().state == "accepted"
    look(page, f"case-given-{size}-{scheme}")
    page.close()
