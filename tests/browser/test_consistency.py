"""Consistency in a real browser: before anybody asked, the report, and the cases behind a figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.consistency import a_report, every_figure
from givens.giving import a_desk
from playwright.sync_api import expect

from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_figure_is_read_with_its_interval_and_opened_to_its_cases(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    opened = opening(user_id=desk.house.people["carla"].id, size=size, scheme=scheme)
    page = opened.go("/consistency")
    expect(page.get_by_text("Nobody has asked for these days yet")).to_be_visible()
    opened.look(f"consistency-empty-{size}-{scheme}")

    a_report(desk, *every_figure(desk), groups_hidden=2, left_out=3)
    opened.go("/consistency")
    expect(page.get_by_text("What a customer gets depends on who decides.")).to_be_visible()
    opened.look(f"consistency-{size}-{scheme}")

    opened.follow(page.get_by_role("link", name="42 %"))
    expect(page.get_by_role("heading", name="The cases behind it")).to_be_visible()
    opened.look(f"consistency-cases-{size}-{scheme}")
