"""The gallery: every component in a real browser, phone and desk, light and dark; nothing breaks, axe finds nothing.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route

import amends.entrypoints
from tests.browser import looks
from tests.browser.gallery_samples import context
from tests.browser.server import POLICY, TYPES

PAGES = Path(__file__).parent / "gallery"
NAMES = sorted(path.stem for path in PAGES.glob("[a-z]*.html"))
LOOKS = [("phone", "light"), ("phone", "dark"), ("tablet", "light"), ("desk", "light"), ("desk", "dark")]
HOST = "http://gallery.test"


def render(name: str) -> str:
    """One page of the gallery as its HTML."""
    django = engines["django"]
    shown = {**context(), "envelope": _piece("_envelope"), "sure": _piece("_sure")}
    return django.from_string((PAGES / f"{name}.html").read_text()).render(shown, RequestFactory().get("/"))


def _piece(name: str) -> object:
    """A part that a page includes by variable."""
    return engines["django"].from_string((PAGES / f"{name}.html").read_text()).template


class Visit:
    """One page opened in the browser, with what it weighed on the wire (files are served packed) and its complaints."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.weight = 0
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            body = Path(str(found)).read_bytes()
            kind = TYPES[Path(path).suffix]
            self.weight += len(gzip.compress(body))
        else:
            body, kind = render(path.strip("/")).encode(), "text/html; charset=utf-8"
            self.weight += len(body)
        route.fulfill(body=body, headers={"content-type": kind, "content-security-policy": POLICY})


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_every_component_is_whole_light_and_free_of_barriers(
    browser: Browser, name: str, size: str, scheme: str
) -> None:
    width, height = looks.SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB")
    try:
        visit = Visit(page)
        page.goto(f"{HOST}/{name}")
        looks.picture(page, f"{name}-{size}-{scheme}")
        assert visit.complaints == []
        assert visit.weight < looks.HEAVIEST
        assert not looks.is_sideways(page), "it scrolls sideways"
        if size == "tablet":  # the same page as on a desk, only narrower
            return
        # Dark differs from light in its colours alone.
        rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
        assert looks.barriers(page, rules) == []
    finally:
        page.close()


@pytest.mark.parametrize(("name", "most"), [("amends.css", 40_000), ("desk.js", 12_000)])
def test_the_look_stays_small(name: str, most: int) -> None:
    assert Path(str(finders.find(f"amends/{name}"))).stat().st_size < most


def test_no_template_carries_a_style_or_a_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=\"")
    entry_points = Path(amends.entrypoints.__file__).parent
    guilty = [str(page) for page in entry_points.rglob("*.html") if inline.search(page.read_text())]
    assert guilty == []
