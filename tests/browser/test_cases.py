"""The work list, the case page and the customer page in a real browser: phone and desk, light and dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from django.utils import timezone
from givens.giving import Desk, a_desk
from givens.logged import closed, logged
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.staff.models import User
from amends.commands.casework.assess_case import assess_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
LOOKS = [(size, scheme) for size in SIZES for scheme in ("light", "dark")]
GUESTS = ("Amara Okafor", "Bjørn Håkansson", "Chen Wei", "Dr. Maximiliane Freifrau von Habersgaard", "Ed Poe")


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
    page.wait_for_load_state("networkidle")
    folder = os.environ.get("AMENDS_GALLERY")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.screenshot(path=Path(folder) / f"{name}-full.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@transaction.atomic
def a_busy_night(desk: Desk) -> str:
    """A regular's third failure among other guests' cases, some of them late; its reference."""
    now = timezone.now()
    house = desk.house
    for days, name in enumerate(GUESTS):
        ctx = house.ctx("nora", now=now - timedelta(days=days))
        log_failure(
            ctx,
            unit_id=house.desk.id,
            customer=Contact(name, email=f"guest{days}@example.org"),
            failures=(
                LoggedFailure(
                    "room_not_ready" if days % 2 else "alarm_set",
                    place=f"Room {400 + days}",
                    words="Nobody came when I rang, twice.",
                    facts={"harm_class": "safety"} if days == 3 else {},
                ),
            ),
        )
    closed(house, logged(house, place="Room 407"))
    logged(house, "room_not_ready", words="We stood in the hall until five.")
    ref = log_failure(
        house.ctx("nora", now=now - timedelta(minutes=20)),
        unit_id=house.desk.id,
        customer=Contact("Ada Lindqvist", email="ada@example.org"),
        failures=(
            LoggedFailure(
                "alarm_set",
                place="Room 412",
                occurred_at=now - timedelta(minutes=50),
                words="An alarm went off at ten past one that I never set. I have a wedding to give at noon, "
                "and I did not sleep again.",
                remedy_sought="A quiet morning.",
            ),
        ),
    ).refs[0]
    record_evidence(
        house.ctx("nora", now=now - timedelta(minutes=15)),
        case_ref=ref,
        facts=(FactGiven("impact", "Hardly slept before her daughter's wedding."),),
        from_customer=True,
    )
    assess_case(house.ctx("nora", now=now - timedelta(minutes=14)), case_ref=ref, criticality="high")
    return ref


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_desk_finds_works_and_knows(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    ref = a_busy_night(desk)
    page = page_of(browser, live_server, desk, "nora", size, scheme)
    page.goto(live_server.url)
    look(page, f"worklist-{size}-{scheme}")
    page.goto(f"{live_server.url}/?due=late&severity=1")
    look(page, f"worklist-narrow-{size}-{scheme}")
    page.goto(f"{live_server.url}/?due=late&q=nobody-by-that-name")
    look(page, f"worklist-empty-{size}-{scheme}")

    page.goto(f"{live_server.url}/cases/{ref}")
    expect(page.get_by_role("heading", name="You may give")).to_be_visible()
    look(page, f"case-{size}-{scheme}")
    page.locator("#facts").get_by_text("Add", exact=True).nth(2).click()
    page.locator("#fact-who_involved-value").fill("The guest; the night desk")
    page.locator("#facts").get_by_role("button", name="Write it down").locator("visible=true").first.click()
    expect(page.get_by_text("Written down; what was said before stays.")).to_be_visible()
    expect(page.get_by_text("The guest; the night desk").first).to_be_visible()

    someone = customers.customer(cases.case_by_ref(ref).customer_id)
    page.goto(f"{live_server.url}/customers/{someone.ref}")
    look(page, f"customer-{size}-{scheme}")
    page.goto(f"{live_server.url}/search?q=lindq")
    look(page, f"search-{size}-{scheme}")
    page.close()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_leads_and_auditors_have_their_pages(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    ref = a_busy_night(desk)
    lead = page_of(browser, live_server, desk, "dana", size, scheme)
    lead.goto(f"{live_server.url}/cases/{ref}")
    lead.get_by_text("Give it to somebody").first.click()
    look(lead, f"case-lead-{size}-{scheme}")
    lead.goto(f"{live_server.url}/closing")
    look(lead, f"closing-{size}-{scheme}")
    lead.close()
    auditor = page_of(browser, live_server, desk, "audrey", size, scheme)
    auditor.goto(f"{live_server.url}/journal")
    look(auditor, f"journal-{size}-{scheme}")
    auditor.close()


def test_the_list_stays_fresh_by_itself_and_keys_walk_it(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    desk = a_desk()
    a_busy_night(desk)
    page = page_of(browser, live_server, desk, "nora", "desk", "light")
    page.goto(live_server.url)
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    assert first != second
    assert first.startswith("/cases/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    page.close()
