"""The customer's pages in a real browser, where scripts are off: choose, hold the voucher, say that it is
right.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

from typing import Literal

import numpy
import pytest
import zxingcpp
from django.conf import settings
from givens.portal import Guest, a_guest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Voucher
from amends.commands.delivery.record_delivery import record_delivery
from tests.browser import looks

pytestmark = pytest.mark.django_db(transaction=True)

# A camera in place of an eye: the drawn QR as grey values, 300 by 300.
PIXELS = """async () => {
    const svg = document.querySelector(".qr svg").cloneNode(true);
    svg.setAttribute("width", 300); svg.setAttribute("height", 300);
    const picture = new Image();
    picture.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 300 });
    const drawing = canvas.getContext("2d");
    drawing.drawImage(picture, 0, 0, 300, 300);
    return [...drawing.getImageData(0, 0, 300, 300).data].filter((_, at) => at % 4 === 0);
}"""


class Eyes:
    """Two looks at the same pages: one without scripts that acts, one with scripts that axe and the camera
    need.
    """

    def __init__(self, browser: Browser, size: str, scheme: str) -> None:
        width, height = looks.SIZES[size]
        self.contexts: list[BrowserContext] = [
            browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="en-GB",
                java_script_enabled=scripts,
            )
            for scripts in (False, True)
        ]
        self.page, self.checked = (context.new_page() for context in self.contexts)
        self.name = f"{size}-{scheme}"
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def look(self, name: str) -> Page:
        """The present page once more, with scripts: whole, light and free of barriers."""
        self.checked.goto(self.page.url)
        looks.picture(self.checked, f"portal-{name}-{self.name}")
        assert not looks.is_sideways(self.checked), "it scrolls sideways"
        assert len(self.checked.content()) < looks.HEAVIEST
        assert looks.barriers(self.checked) == []
        assert self.complaints == []
        return self.checked

    def press(self, name: str, role: Literal["button", "link"] = "button") -> None:
        """What leads to another page."""
        looks.follow(self.page, self.page.get_by_role(role, name=name))

    def close(self) -> None:
        """Done."""
        for context in self.contexts:
            context.close()


def seen_by_camera(page: Page) -> str:
    """What a phone reads from the QR on the page."""
    grey = numpy.array(page.evaluate(PIXELS), dtype=numpy.uint8).reshape(300, 300)
    (found,) = zxingcpp.read_barcodes(grey)
    return str(found.text)


def hand_over(guest: Guest) -> None:
    """The voucher is printed and handed over."""
    dana = guest.desk.house.ctx("dana", now=guest.now)
    record_delivery(dana, case_ref=guest.desk.case_ref, serial=Voucher.objects.get().serial)


@pytest.mark.parametrize(("size", "scheme"), looks.LOOKS)
def test_a_guest_chooses_holds_the_voucher_and_says_yes_without_any_script(
    browser: Browser, live_server: LiveServer, transactional_db: None, size: str, scheme: str
) -> None:
    guest, eyes = a_guest(), Eyes(browser, size, scheme)
    page, home = eyes.page, f"{live_server.url}/p/{guest.token}/"
    try:
        page.goto(home)
        expect(page.get_by_role("heading", level=1)).to_have_text("Dear Ada Lindqvist,")
        eyes.look("heard")

        guest.given("breakfast", "late_check_out")
        page.goto(home)
        eyes.look("choose")
        page.get_by_label("Breakfast for the room").check()
        eyes.press("This one")
        expect(page.get_by_role("status")).to_have_text("Thank you. It is yours.")
        eyes.look("chosen")

        eyes.press("Alone on a page, to print", "link")
        row = Voucher.objects.get()
        code = vouchers.code_of(vouchers.voucher_by_serial(row.serial))
        expect(page.locator(".voucher-code")).to_have_text(f"{code[:4]}-{code[4:8]}-{code[8:]}")
        assert seen_by_camera(eyes.look("voucher")) == f"{settings.AMENDS_PUBLIC_URL}/r#{code}"

        hand_over(guest)
        page.goto(home)
        eyes.look("ask")
        page.get_by_text("Add a few words, if you like").click()
        page.get_by_label("In your own words").fill("Kind of you.")
        eyes.look("asked")
        eyes.press("Yes, it is right now")
        expect(page.get_by_text("You told us that it is right now.")).to_be_visible()
        eyes.look("recovered")
        assert guest.state() == ("closed", "recovered")

        page.goto(f"{live_server.url}/p/long-gone/")
        eyes.complaints.clear()  # the browser notes the 410 it was told
        eyes.look("ended")
        eyes.press("Send me a new link")
        expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    finally:
        eyes.close()
