"""A real Chromium for tests of pages; where none is found they are skipped aloud, and in CI they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.opened import Opened, open_page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("no Chromium on this machine: install it (Debian: apt-get install chromium)", pytrace=False)
    # Playwright keeps an event loop in this thread: Django would refuse its database to us, and while the loop
    # lives it keeps its connections apart from those of other tests, so they are closed before it ends.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses its sandbox to root
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=sandbox)
            yield chromium
            chromium.close()
            connections.close_all()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opening(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Opened]]:
    """Open windows on the live server (`open_page` without its first two arguments); they close after the test."""
    opened: list[Opened] = []

    def open_one(**wishes: Any) -> Opened:
        opened.append(open_page(browser, live_server.url, **wishes))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
