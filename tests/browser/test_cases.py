"""The work list, the case page and the customer page in a real browser: phone and desk, light and dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from givens.giving import Desk, a_desk
from givens.logged import closed, logged
from playwright.sync_api import expect

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.casework.assess_case import assess_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]

GUESTS = ("Amara Okafor", "Bjørn Håkansson", "Chen Wei", "Dr. Maximiliane Freifrau von Habersgaard", "Ed Poe")


def window(opening: Opening, desk: Desk, name: str, size: str = "desk", scheme: str = "light") -> Opened:
    """A window of one signed-in colleague."""
    return opening(user_id=desk.house.people[name].id, size=size, scheme=scheme)


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
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    ref = a_busy_night(desk)
    opened = window(opening, desk, "nora", size, scheme)
    opened.go("/")
    opened.look(f"worklist-{size}-{scheme}")
    opened.go("/?due=late&severity=1")
    opened.look(f"worklist-narrow-{size}-{scheme}")
    opened.go("/?due=late&q=nobody-by-that-name")
    opened.look(f"worklist-empty-{size}-{scheme}")

    page = opened.go(f"/cases/{ref}")
    expect(page.get_by_role("heading", name="You may give")).to_be_visible()
    opened.look(f"case-{size}-{scheme}")
    page.locator("#facts").get_by_text("Add", exact=True).nth(2).click()
    page.locator("#fact-who_involved-value").fill("The guest; the night desk")
    page.locator("#facts").get_by_role("button", name="Write it down").locator("visible=true").first.click()
    expect(page.get_by_text("Written down; what was said before stays.")).to_be_visible()
    expect(page.get_by_text("The guest; the night desk").first).to_be_visible()

    someone = customers.customer(cases.case_by_ref(ref).customer_id)
    opened.go(f"/customers/{someone.ref}")
    opened.look(f"customer-{size}-{scheme}")
    opened.go("/search?q=lindq")
    opened.look(f"search-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_leads_and_auditors_have_their_pages(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    ref = a_busy_night(desk)
    lead = window(opening, desk, "dana", size, scheme)
    lead.go(f"/cases/{ref}")
    lead.page.get_by_text("Give it to somebody").first.click()
    lead.look(f"case-lead-{size}-{scheme}")
    lead.go("/closing")
    lead.look(f"closing-{size}-{scheme}")
    auditor = window(opening, desk, "audrey", size, scheme)
    auditor.go("/journal")
    auditor.look(f"journal-{size}-{scheme}")


def test_the_list_stays_fresh_by_itself_and_keys_walk_it(opening: Opening, transactional_db: None) -> None:
    desk = a_desk()
    a_busy_night(desk)
    opened = window(opening, desk, "nora")
    page = opened.go("/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    second = rows.nth(1).get_attribute("href") or ""
    assert second.startswith("/cases/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
