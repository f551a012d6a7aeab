"""A guest's own way to tell us: from the poster's code to the reference, where scripts are off.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from givens.house import House, make_house
from givens.policy import a_policy
from playwright.sync_api import expect

from amends.apps.cases.models import Case
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


@pytest.fixture
def house(transactional_db: None) -> House:
    """A hotel with one room, and a policy."""
    made = make_house()
    a_policy()
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_guest_tells_us_and_reads_what_happens_next(
    opening: Opening, house: House, size: str, scheme: str
) -> None:
    opened = opening(size=size, scheme=scheme)
    page = opened.go("/f/h412")
    opened.look(f"form-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Send it"))
    expect(page.locator(".problems li")).to_have_count(4)
    opened.look(f"form-problems-{size}-{scheme}")

    page.get_by_label("What happened?").fill("An alarm rang at one in the night.")
    page.get_by_label("Woken by an alarm set earlier").check()
    page.get_by_label("Your name").fill("Ada Lindqvist")
    page.get_by_label("Your e-mail").fill("ada@example.org")
    opened.follow(page.get_by_role("button", name="Send it"))

    expect(page.locator("h1")).to_have_text("Thank you. We have it.")
    expect(page.locator("main")).to_contain_text(Case.objects.get().ref)
    opened.look(f"thanks-{size}-{scheme}")
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_places_are_opened_and_their_poster_is_printed(opening: Opening, house: House, size: str) -> None:
    opened = opening(user_id=house.people["carla"].id, size=size)
    page = opened.go("/places")
    page.get_by_label("Places", exact=True).fill("Room 501\nRoom 502\nBar")
    page.get_by_label("At").select_option(label="\u2003Front desk")
    opened.follow(page.get_by_role("button", name="Open them"))
    expect(page.locator("#toasts")).to_contain_text("3 places are open now.")
    opened.look(f"places-{size}")
    opened.follow(page.get_by_role("button", name="Close Bar"))
    expect(page.locator("#toasts")).to_contain_text("Bar is closed")

    opened.follow(page.get_by_role("link", name="Poster Room 412"))
    expect(page.locator(".poster-address")).to_have_text(re.compile(r"/f/H412$"))
    expect(page.get_by_role("button", name="Print it")).to_be_visible()
    opened.look(f"poster-{size}")
    assert settings.AMENDS_PUBLIC_URL.partition("://")[2] in page.locator(".poster-address").inner_text()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print it")).to_be_hidden()
