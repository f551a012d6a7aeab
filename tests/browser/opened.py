"""A page of the live server in the browser: who is signed in, how large it is, and what there is to complain of."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from amends.apps.staff.models import User

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
HEAVIEST = 100_000


@dataclass
class Opened:
    """One page, with what the browser complained of and what each document weighed."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)

    def go(self, path: str) -> Page:
        """Open `path` on the live server."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def hear(self, complaint: str) -> None:
        """Keep what the console says, but for a form that answers 422: that is how problems are shown."""
        if "status of 422" not in complaint:
            self.complaints.append(complaint)

    def look(self, name: str) -> None:
        """Keep a picture where one is wanted (`AMENDS_GALLERY=some/folder`); nothing is complained of, nothing
        scrolls sideways, no page is heavy, axe finds nothing.
        """
        folder = os.environ.get("AMENDS_GALLERY")
        assert folder or self.complaints == []  # taking a picture tries a style that the policy forbids
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png")
            self.page.screenshot(path=Path(folder) / f"{name}-full.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        assert {url: weight for url, weight in self.weights.items() if weight > HEAVIEST} == {}
        found = Axe().run(self.page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        self.page.wait_for_timeout(100)
        self.complaints.clear()  # axe itself tries styles that the policy forbids


def open_page(
    browser: Browser,
    url: str,
    *,
    user_id: int | None = None,
    size: str = "desk",
    scheme: str = "light",
    has_script: bool = True,
) -> Opened:
    """A fresh browser window on the server at `url`, with a colleague signed in or with nobody."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="en-GB",
        java_script_enabled=has_script,
        has_touch=size == "phone",
    )
    if user_id is not None:
        client = Client()
        client.force_login(User.objects.get(id=user_id))
        session = client.cookies["amends_session"].value
        context.add_cookies([{"name": "amends_session", "value": session, "url": url}])
    page = context.new_page()
    opened = Opened(page, url)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.on("console", lambda message: opened.hear(message.text))
    page.on(
        "response",
        lambda answer: opened.weights.update({answer.url: int(answer.headers.get("content-length", 0))}),
    )
    return opened
