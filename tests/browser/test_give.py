"""Giving in a real browser: the panel, the approver's page and the budgets; phone and desk, light and dark.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.giving import Desk, a_desk
from playwright.sync_api import expect

from amends.apps.approvals.models import Approval
from amends.apps.offers.models import Offer
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


def window(opening: Opening, desk: Desk, name: str, size: str, scheme: str) -> Opened:
    """A window of one signed-in colleague."""
    return opening(user_id=desk.house.people[name].id, size=size, scheme=scheme)


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_two_taps_offer_a_choice_and_one_records_it(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk(overcharged=30, price=180)
    opened = window(opening, desk, "nora", size, scheme)
    page = opened.go(f"/cases/{desk.case_ref}/give")
    page.get_by_text("Let them choose between").click()
    page.locator("summary", has_text="more, and what would open").click()
    opened.look(f"give-{size}-{scheme}")
    page.get_by_role("checkbox", name="A box of chocolates").check()
    page.get_by_role("checkbox", name="Breakfast for the room").check()
    opened.follow(page.get_by_role("button", name="Offer these"))
    expect(page.get_by_text("Offered, and told. Note here what they choose.")).to_be_visible()
    opened.go(f"/cases/{desk.case_ref}/give")
    opened.look(f"offered-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="They choose Breakfast for the room"))
    expect(page.get_by_text("Chosen. It is on its way.")).to_be_visible()
    assert Offer.objects.get(is_owed=False).state == "accepted"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_duty_manager_says_yes_by_thumb(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    desk.give("room_upgrade", note="The house is half empty.", ctx=desk.now())
    opened = window(opening, desk, "dana", size, scheme)
    page = opened.go("/approvals")
    opened.look(f"approvals-{size}-{scheme}")
    opened.follow(page.get_by_role("link", name="A better room"))
    opened.look(f"approval-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Yes, give it").locator("visible=true").first)
    expect(page.get_by_text("Your yes is given")).to_be_visible()
    assert Approval.objects.get().state == "approved"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_finance_reads_the_budgets(opening: Opening, transactional_db: None, size: str, scheme: str) -> None:
    desk = a_desk(desk=5_000)
    desk.give("late_check_out", ctx=desk.now())
    opened = window(opening, desk, "fin", size, scheme)
    opened.go("/budgets")
    opened.look(f"budgets-{size}-{scheme}")
    opened.go(f"/budgets/{desk.budget_ids['desk']}")
    opened.look(f"budget-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_on_the_case_page_one_tap_gives(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    opened = window(opening, desk, "nora", size, scheme)
    page = opened.go(f"/cases/{desk.case_ref}")
    give = page.get_by_role("button", name="Give: A box of chocolates")
    expect(give).to_be_visible()
    opened.look(f"case-give-{size}-{scheme}")
    opened.follow(give)
    expect(page.get_by_text("Given.", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{opened.url}/cases/{desk.case_ref}/vouchers")
    assert Offer.objects.get().state == "accepted"
    opened.look(f"case-given-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_a_budget_with_nothing_left_hands_up(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk(desk=1_000)
    opened = window(opening, desk, "nora", size, scheme)
    page = opened.go(f"/cases/{desk.case_ref}/give")
    expect(page.get_by_text("so Harbour Hotel would pay for it").first).to_be_visible()
    opened.look(f"hand-up-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Ask: A box of chocolates"))
    expect(page.get_by_text("Asked. It runs by itself with the yes")).to_be_visible()
