"""The till in a real browser: a scanned code, a green yes, taken once; at phone and desk size, light and
dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from givens.contexts import someone
from givens.vouchers import Held, a_voucher, redemptions
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.staff import store as staff
from amends.apps.staff.models import User
from amends.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
FAR = datetime(2126, 1, 1, tzinfo=UTC)


def till_page(browser: Browser, live_server: LiveServer, held: Held, size: str, scheme: str) -> Page:
    """A page of a signed-in cashier at the voucher's site."""
    with transaction.atomic():
        user = staff.add_user(email="till@example.org", display_name="Til Berg")
        staff.place_user(someone(Role.OPERATOR), user_id=user.id, unit_id=held.site_id, role=Role.CASHIER)
    client = Client()
    client.force_login(User.objects.get(id=user.id))
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    page.context.add_cookies(
        [{"name": "amends_session", "value": client.cookies["amends_session"].value, "url": live_server.url}]
    )
    return page


def look(page: Page, name: str, complaints: list[str]) -> None:
    """Keep a picture where one is wanted; nothing is complained of, nothing scrolls sideways, axe finds
    nothing.
    """
    folder = os.environ.get("AMENDS_GALLERY")
    assert folder or complaints == []  # taking a picture tries a style that the policy forbids
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
    page.wait_for_timeout(100)
    complaints.clear()  # axe itself tries styles that the policy forbids


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_scanned_code_is_checked_taken_once_and_then_refused(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    held = a_voucher(face=2_000, expires_at=FAR)
    page = till_page(browser, live_server, held, size, scheme)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(f"{live_server.url}/till")
        look(page, f"till-wait-{size}-{scheme}", complaints)
        page.goto(f"{live_server.url}/r#{held.code}")
        expect(page.locator(".answer-say")).to_have_text("Yes, €20.00")
        assert held.code not in page.url
        look(page, f"till-yes-{size}-{scheme}", complaints)

        page.locator("summary").filter(has_text="Only a part").click()
        page.get_by_label("Only a part").fill("7.50")
        look(page, f"till-part-{size}-{scheme}", complaints)
        page.get_by_role("button", name="Take this").click()
        expect(page.locator(".answer-say")).to_have_text("Taken: €7.50")
        look(page, f"till-taken-{size}-{scheme}", complaints)

        page.get_by_label("Next code").fill(held.code.lower())
        page.keyboard.press("Enter")
        expect(page.locator(".answer-say")).to_have_text("Yes, €12.50")
        page.get_by_role("button", name="Take €12.50").click()
        expect(page.locator(".answer-say")).to_have_text("Taken: €12.50")
        page.get_by_label("Next code").fill(held.code)
        page.get_by_role("button", name="Check").click()
        expect(page.locator(".answer-say")).to_contain_text("No, already used today at")
        page.locator("summary").filter(has_text="Taken here").click()
        look(page, f"till-no-{size}-{scheme}", complaints)

        assert redemptions() == [("redeem", 750, 1_250), ("redeem", 1_250, 0)]
        assert os.environ.get("AMENDS_GALLERY") or complaints == []
        assert [url for url in asked if held.code in url.partition("#")[0]] == []
    finally:
        page.close()
