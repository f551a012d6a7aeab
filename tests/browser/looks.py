"""How every page is looked at in the browser: standing still, whole, and free of barriers.

`AMENDS_GALLERY=some/folder` keeps a picture of each look there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

SIZES = {"phone": (390, 844), "tablet": (820, 1100), "desk": (1280, 900)}
LOOKS = [(size, scheme) for size in ("phone", "desk") for scheme in ("light", "dark")]
HEAVIEST = 100_000
_AXE = Axe()


def follow(page: Page, link: Locator) -> None:
    """Press what leads to another page, or to this one anew, and wait until that one is there.

    A click alone comes back while the browser is still on its way: what is asked of the page then is asked of the
    old one, or of one that vanishes under the question.
    """
    with page.expect_navigation():
        link.click()


def is_pictured() -> bool:
    """Are pictures kept? Taking one tries a style that the pages' policy forbids, and the console says so."""
    return bool(os.environ.get("AMENDS_GALLERY"))


def picture(page: Page, name: str) -> None:
    """Keep what is seen first and the whole page, where pictures are wanted."""
    if folder := os.environ.get("AMENDS_GALLERY"):
        page.screenshot(path=Path(folder) / f"{name}.png")
        page.screenshot(path=Path(folder) / f"{name}-full.png", full_page=True)


def is_sideways(page: Page) -> bool:
    """Does the page scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def barriers(page: Page, options: Mapping[str, Any] | None = None) -> list[tuple[str, list[str]]]:
    """The rules of axe that the page breaks, each with where."""
    found = _AXE.run(page, options={"resultTypes": ["violations"], **(options or {})}).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
