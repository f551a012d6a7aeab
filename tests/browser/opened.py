"""A page of the live server in the browser: who is signed in, how large it is, and what there is to complain of."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client
from playwright.sync_api import Browser, Locator, Page, Request

from amends.apps.staff.models import User
from tests.browser import looks

# Fonts are there, two pictures were drawn, and htmx has had its time to swap and settle in.
DRAWN = """async () => {
  await document.fonts.ready;
  for (let left = 2; left; left--) await new Promise(requestAnimationFrame);
  await new Promise(done => setTimeout(done, 60));
}"""


@dataclass
class Opened:
    """One page, with what the browser complained of, what each document weighed, and what it still waits for."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    flying: set[Request] = field(default_factory=set)

    def go(self, path: str) -> Page:
        """Open `path` on the live server."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def follow(self, link: Locator) -> None:
        """Press what leads to another page, and wait for it (`looks.follow`)."""
        looks.follow(self.page, link)

    def hear(self, complaint: str) -> None:
        """Keep what the console says, but for a form that answers 422: that is how problems are shown."""
        if "status of 422" not in complaint:
            self.complaints.append(complaint)

    def ask(self, request: Request) -> None:
        """Note what the page asks the server for."""
        self.asked.append(request.url)
        self.flying.add(request)

    def hear_out(self, request: Request) -> None:
        """That request is answered."""
        self.flying.discard(request)

    def look(self, name: str) -> None:
        """Keep a picture where one is wanted; nothing is complained of, nothing scrolls sideways, no page is heavy,
        axe finds nothing.
        """
        self.settle()
        assert looks.is_pictured() or self.complaints == []
        looks.picture(self.page, name)
        assert not looks.is_sideways(self.page), "it scrolls sideways"
        assert {url: weight for url, weight in self.weights.items() if weight > looks.HEAVIEST} == {}
        assert looks.barriers(self.page) == []
        self.page.wait_for_timeout(100)
        self.complaints.clear()  # axe itself tries styles that the policy forbids

    def close(self) -> None:
        """Shut the window once the server has answered it: the next test empties the database."""
        self._land()
        self.page.context.close()

    def settle(self) -> None:
        """Wait until the page is loaded, what it asked for by itself has come, and what came is drawn."""
        self.page.wait_for_load_state()
        self.page.evaluate(DRAWN)
        while self.flying:
            self._land()
            self.page.evaluate(DRAWN)

    def _land(self) -> None:
        for _ in range(500):
            if not self.flying:
                return
            self.page.wait_for_timeout(20)


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
    width, height = looks.SIZES[size]
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
    page.on("request", opened.ask)
    page.on("requestfinished", opened.hear_out)
    page.on("requestfailed", opened.hear_out)
    page.on(
        "response",
        lambda answer: opened.weights.update({answer.url: int(answer.headers.get("content-length", 0))}),
    )
    return opened
