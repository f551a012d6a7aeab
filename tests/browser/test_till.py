"""The till in a real browser: a scanned code, a green yes, taken once; at phone and desk size, light and
dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction
from givens.contexts import someone
from givens.vouchers import Held, a_voucher, redemptions
from playwright.sync_api import expect

from amends.apps.staff import store as staff
from amends.core.roles import Role
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

FAR = datetime(2126, 1, 1, tzinfo=UTC)


def till_window(opening: Callable[..., Opened], held: Held, size: str, scheme: str) -> Opened:
    """A window of a signed-in cashier at the voucher's site."""
    with transaction.atomic():
        user = staff.add_user(email="till@example.org", display_name="Til Berg")
        staff.place_user(someone(Role.OPERATOR), user_id=user.id, unit_id=held.site_id, role=Role.CASHIER)
    return opening(user_id=user.id, size=size, scheme=scheme)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_scanned_code_is_checked_taken_once_and_then_refused(
    opening: Callable[..., Opened], transactional_db: None, size: str, scheme: str
) -> None:
    held = a_voucher(face=2_000, expires_at=FAR)
    opened = till_window(opening, held, size, scheme)
    page = opened.go("/till")
    opened.look(f"till-wait-{size}-{scheme}")
    opened.go(f"/r#{held.code}")
    expect(page.locator(".answer-say")).to_have_text("Yes, €20.00")
    assert held.code not in page.url
    opened.look(f"till-yes-{size}-{scheme}")

    page.locator("summary").filter(has_text="Only a part").click()
    page.get_by_label("Only a part").fill("7.50")
    opened.look(f"till-part-{size}-{scheme}")
    page.get_by_role("button", name="Take this").click()
    expect(page.locator(".answer-say")).to_have_text("Taken: €7.50")
    opened.look(f"till-taken-{size}-{scheme}")

    page.get_by_label("Next code").fill(held.code.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".answer-say")).to_have_text("Yes, €12.50")
    page.get_by_role("button", name="Take €12.50").click()
    expect(page.locator(".answer-say")).to_have_text("Taken: €12.50")
    page.get_by_label("Next code").fill(held.code)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".answer-say")).to_contain_text("No, already used today at")
    page.locator("summary").filter(has_text="Taken here").click()
    opened.look(f"till-no-{size}-{scheme}")

    assert redemptions() == [("redeem", 750, 1_250), ("redeem", 1_250, 0)]
    assert opened.complaints == []
    assert [url for url in opened.asked if held.code in url.partition("#")[0]] == []
