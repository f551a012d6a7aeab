"""Signals in a real browser: where staff see one, the page of a judgement, and the customer's own reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.portal import a_guest
from givens.signals import a_signal
from playwright.sync_api import expect

from amends.apps.signals.models import Signal
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_signal_is_seen_judged_and_told(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    guest = a_guest()
    signal = a_signal(guest.desk.case_ref)
    opened = opening(user_id=guest.desk.house.people["leo"].id, size=size, scheme=scheme)
    page = opened.go(f"/customers/{signal.customer.ref}")
    opened.look(f"signal-customer-{size}-{scheme}")
    opened.go("/signals")
    opened.look(f"signals-{size}-{scheme}")
    opened.follow(page.get_by_role("main").get_by_role("link", name="Ada Lindqvist"))
    opened.look(f"signal-{size}-{scheme}")
    page.get_by_label("Why").fill("Four rooms of one wedding party.")
    opened.follow(page.get_by_role("button", name="Uphold it"))
    expect(page.get_by_text("Leo Berg looked at it:")).to_be_visible()
    assert Signal.objects.get().state == "upheld"

    theirs = opening(size=size, scheme=scheme)
    read = theirs.go(f"/p/{guest.token}/noted")
    expect(read.get_by_text("has looked at it and upheld it")).to_be_visible()
    theirs.look(f"signal-noted-{size}-{scheme}")
