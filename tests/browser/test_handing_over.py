"""A voucher handed over at the desk, in a real browser: from the case to the code on the screen.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from givens.portal import a_guest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.staff.models import User
from amends.apps.vouchers.models import Voucher

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


def look(page: Page, name: str) -> None:
    """Whole, and free of barriers."""
    if folder := os.environ.get("AMENDS_GALLERY"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_desk_shows_the_code_to_the_guest(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)
    client = Client()
    client.force_login(User.objects.get(id=guest.desk.house.people["dana"].id))
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    cookie = {
        "name": "amends_session",
        "value": client.cookies["amends_session"].value,
        "url": live_server.url,
    }
    page.context.add_cookies([cookie])
    try:
        page.goto(f"{live_server.url}/cases/{guest.desk.case_ref}")
        button = page.get_by_role("button", name="Hand it over now")
        expect(button).to_be_visible()
        look(page, f"hand-case-{size}-{scheme}")
        button.click()
        expect(page.locator(".voucher-code")).to_contain_text(Voucher.objects.get().last_four)
        look(page, f"hand-shown-{size}-{scheme}")
        page.goto(f"{live_server.url}/cases/{guest.desk.case_ref}/vouchers")
        page.get_by_text("Lost, or in the wrong hands").click()
        look(page, f"hand-lost-{size}-{scheme}")
        page.get_by_label("Why it is replaced").fill("lost")
        page.get_by_role("button", name="Replace it").click()
        expect(page.get_by_text("takes its place; it is on its way by mail.")).to_be_visible()
        page.wait_for_load_state("networkidle")  # the case page still asks for its pieces
    finally:
        page.close()
