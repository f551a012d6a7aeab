"""A voucher handed over at the desk, in a real browser: from the case to the code on the screen.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.portal import a_guest
from playwright.sync_api import expect

from amends.apps.vouchers.models import Voucher
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_desk_shows_the_code_to_the_guest(
    opening: Callable[..., Opened], transactional_db: None, size: str, scheme: str
) -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)
    opened = opening(user_id=guest.desk.house.people["dana"].id, size=size, scheme=scheme)
    page = opened.go(f"/cases/{guest.desk.case_ref}")
    button = page.get_by_role("button", name="Hand it over now")
    expect(button).to_be_visible()
    opened.look(f"hand-case-{size}-{scheme}")
    opened.follow(button)
    expect(page.locator(".voucher-code")).to_contain_text(Voucher.objects.get().last_four)
    opened.look(f"hand-shown-{size}-{scheme}")
    opened.go(f"/cases/{guest.desk.case_ref}/vouchers")
    page.get_by_text("Lost, or in the wrong hands").click()
    opened.look(f"hand-lost-{size}-{scheme}")
    page.get_by_label("Why it is replaced").fill("lost")
    opened.follow(page.get_by_role("button", name="Replace it"))
    expect(page.get_by_text("takes its place; it is on its way by mail.")).to_be_visible()
