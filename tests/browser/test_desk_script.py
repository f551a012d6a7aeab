"""The one script, in a real browser: keys, drafts that survive, themes, dialogs, refusals above the page, the till."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, expect

from tests.browser.gallery_samples import context
from tests.browser.server import Answer, serving

LIST = """{% extends "web/base.html" %}{% block title %}List{% endblock %}{% block content %}
<ol class="rows">{% for row in rows %}
{% include "web/components/case_row.html" with url=row.url customer=row.customer now=now only %}{% endfor %}</ol>
<a class="button" href="#sure" data-open="sure">Sure?</a>
{% include "web/components/dialog.html" with id="sure" title="Sure" body=sure %}{% endblock %}"""
WRITE = """{% extends "web/base.html" %}{% block title %}Write{% endblock %}{% block content %}
<form method="post" action="ACTION"><textarea id="words" name="words" data-draft="case.1"></textarea><button id="send">
Send</button></form><form id="quick" hx-post="/refused" hx-target="#spot"><button id="refuse">Refuse</button></form>
<form hx-post="/broken" hx-target="#spot"><button id="break">Break</button></form>
<form hx-post="/errors" hx-target="#spot"><button id="wrong">Wrong</button></form><p id="spot">as it was</p>
<section id="say"><textarea id="message"></textarea></section>{% endblock %}{% block bottom_bar %}
<nav class="bar" aria-label="Now"><ul><li><a class="button" href="#say" data-key="s">Say</a></li></ul></nav>
{% endblock %}"""
COMING = """{% extends "web/base.html" %}{% load static %}{% block title %}Case{% endblock %}
{% block scripts %}<script src="{% static "amends/panels.js" %}" defer></script>{% endblock %}{% block content %}
<section class="panel" id="panel-say"><h2><a href="#panel-say" data-key="s">Say</a></h2>
<div hx-get="/panel" hx-trigger="there from:window" hx-swap="outerHTML"><a id="placeholder" href="/panel">Say</a></div>
</section>{% endblock %}"""
SIGN_IN = """{% extends "amends/document.html" %}{% load static %}{% block head %}
<script src="{% static "amends/desk.js" %}" defer></script>{% endblock %}
{% block body %}<h1>Sign in</h1>{% endblock %}"""
TILL = """{% extends "web/till_base.html" %}{% block content %}<form method="post" action="/checked" data-till>
<label for="code">Code</label><input id="code" name="code"><button data-check name="act" value="check">Check</button>
<button type="button" data-scan hidden>Scan</button></form>{% endblock %}"""


def shown(text: str) -> Answer:
    """A page of that template with the gallery's sample data."""
    django = engines["django"]
    sure = django.from_string("<p>Are you?</p>").template
    return Answer(django.from_string(text).render({**context(), "sure": sure}, RequestFactory().get("/")))


class Desk:
    """A desk in a browser: its page, and what was asked of the server."""

    def __init__(self, page: Page, address: str, asked: list[str]) -> None:
        self.page = page
        self.address = address
        self.asked = asked

    def open(self, path: str) -> None:
        """Go there."""
        self.page.goto(self.address + path)


@pytest.fixture
def desk(browser: Browser) -> Iterator[Desk]:
    asked: list[str] = []

    def answer(method: str, path: str) -> Answer:
        asked.append(f"{method} {path}")
        refused = '{% include "amends/refusal_part.html" %}'
        toast = engines["django"].from_string(refused).render({"sentences": ["The budget is used up."]})
        return {
            "GET /list": lambda: shown(LIST),
            "GET /write": lambda: shown(WRITE.replace("ACTION", "/taken")),
            "GET /write-expired": lambda: shown(WRITE.replace("ACTION", "/expired")),
            "GET /write-filled": lambda: shown(
                WRITE.replace('case.1"></textarea>', 'case.2" data-draft-over>As filled in</textarea>')
            ),
            "GET /write-lost": lambda: shown(WRITE.replace("ACTION", "/broken")),
            "GET /coming": lambda: shown(COMING),
            "GET /panel": lambda: Answer(
                '<form><input type="checkbox" id="told"><textarea id="message"></textarea></form>'
            ),
            "GET /sign-in": lambda: shown(SIGN_IN),
            "GET /till": lambda: shown(TILL),
            "POST /taken": lambda: Answer(status=303, headers={"Location": "/list"}),
            "POST /expired": lambda: Answer(status=303, headers={"Location": "/sign-in"}),
            "POST /broken": lambda: Answer("<h1>Something broke on our side</h1>", status=500),
            "POST /refused": lambda: Answer(
                toast, 409, {"HX-Retarget": "#toasts", "HX-Reswap": "afterbegin"}
            ),
            "POST /errors": lambda: Answer('<p id="fault">Name a place.</p>', 422),
        }.get(f"{method} {path}", lambda: Answer(f"<h1>{method} {path}</h1>"))()

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(5000)
    with serving(answer) as address:
        yield Desk(page, address, asked)
        page.close()


def test_j_and_k_walk_the_lines_and_enter_opens_one(desk: Desk) -> None:
    desk.open("/list")
    for key in ("j", "j", "j", "k"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("[data-row]").nth(1)).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/c/2")


def test_k_at_the_first_line_stays_there(desk: Desk) -> None:
    desk.open("/list")
    for key in ("j", "k", "k"):
        desk.page.keyboard.press(key)
    expect(desk.page.locator("[data-row]").first).to_be_focused()


def test_n_logs_a_failure_and_slash_searches_without_typing_itself(desk: Desk) -> None:
    desk.open("/list")
    desk.page.keyboard.press("/")
    expect(desk.page.locator("#search")).to_be_focused()
    desk.page.keyboard.type("n?j")
    expect(desk.page.locator("#search")).to_have_value("n?j")
    expect(desk.page.locator("#shortcuts")).not_to_be_visible()
    desk.page.locator("#search").blur()
    desk.page.keyboard.press("Control+n")
    assert desk.page.url.endswith("/list")
    desk.page.keyboard.press("n")
    desk.page.wait_for_url("**/log")


@pytest.mark.parametrize("width", [390, 1280])
def test_s_goes_where_one_writes_on_a_phone_and_on_a_desk(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.open("/write")
    desk.page.keyboard.press("s")
    expect(desk.page.locator("#message")).to_be_focused()
    expect(desk.page.locator("#message")).to_have_value("")
    desk.page.locator("#message").blur()
    desk.page.keyboard.press("g")
    expect(desk.page.locator("#message")).not_to_be_focused()


def test_a_panel_that_a_key_led_to_has_the_focus_when_it_comes(desk: Desk) -> None:
    desk.open("/coming")
    desk.page.keyboard.press("s")
    expect(desk.page.locator("#placeholder")).to_be_focused()
    desk.page.evaluate("dispatchEvent(new Event('there'))")
    expect(desk.page.locator("#message")).to_be_focused()


def test_the_question_mark_shows_the_keys_and_they_can_be_switched_off(desk: Desk) -> None:
    desk.open("/list")
    desk.page.keyboard.press("?")
    expect(desk.page.locator("#shortcuts")).to_be_visible()
    desk.page.get_by_label("Single keys work on this device").uncheck()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("j")
    expect(desk.page.locator("[data-row]").first).not_to_be_focused()
    desk.page.reload()
    desk.page.keyboard.press("j")
    expect(desk.page.locator("[data-row]").first).not_to_be_focused()
    desk.page.keyboard.press("?")
    expect(desk.page.get_by_label("Single keys work on this device")).not_to_be_checked()


def test_a_draft_goes_before_what_the_server_filled_in_where_the_page_says_so(desk: Desk) -> None:
    desk.open("/write-filled")
    expect(desk.page.locator("#words")).to_have_value("As filled in")
    desk.page.fill("#words", "As filled in, and in my own words")
    desk.open("/list")
    desk.open("/write-filled")
    expect(desk.page.locator("#words")).to_have_value("As filled in, and in my own words")


def test_what_was_typed_is_back_after_a_reload(desk: Desk) -> None:
    desk.open("/write")
    desk.page.fill("#words", "Dear Ms Okafor")
    desk.open("/list")
    desk.open("/write")
    expect(desk.page.locator("#words")).to_have_value("Dear Ms Okafor")
    expect(desk.page.locator("#announce")).to_have_text("What you typed earlier is back.")


def test_what_was_taken_does_not_come_back(desk: Desk) -> None:
    desk.open("/write")
    desk.page.fill("#words", "Dear Ms Okafor")
    desk.page.click("#send")
    desk.page.wait_for_url("**/list")
    desk.open("/write")
    expect(desk.page.locator("#words")).to_have_value("")


def test_what_was_sent_after_the_session_had_ended_comes_back(desk: Desk) -> None:
    desk.open("/write-expired")
    desk.page.fill("#words", "Dear Ms Okafor")
    desk.page.click("#send")
    desk.page.wait_for_url("**/sign-in")
    desk.open("/write")
    expect(desk.page.locator("#words")).to_have_value("Dear Ms Okafor")


def test_what_was_sent_into_a_broken_server_comes_back(desk: Desk) -> None:
    desk.open("/write-lost")
    desk.page.fill("#words", "Dear Ms Okafor")
    desk.page.click("#send")
    expect(desk.page.locator("h1")).to_have_text("Something broke on our side")
    desk.open("/write")
    expect(desk.page.locator("#words")).to_have_value("Dear Ms Okafor")


def test_signing_out_forgets_what_was_typed(desk: Desk) -> None:
    desk.open("/write")
    desk.page.fill("#words", "about Ms Okafor")
    desk.page.get_by_label("Your menu, Ana Pires").click()
    desk.page.get_by_role("button", name="Sign out").click()
    expect(desk.page.locator("h1")).to_have_text("POST /accounts/logout/")
    desk.open("/write")
    expect(desk.page.locator("#words")).to_have_value("")


def test_the_theme_goes_round_and_is_kept_in_a_cookie(desk: Desk) -> None:
    desk.open("/list")
    desk.page.get_by_label("Your menu, Ana Pires").click()
    switch = desk.page.locator("[data-theme-switch]")
    expect(switch).to_have_text("Theme: as the device")
    switch.click()
    expect(switch).to_have_text("Theme: light")
    switch.click()
    expect(switch).to_have_text("Theme: dark")
    assert desk.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "amends_theme=dark" in desk.page.evaluate("document.cookie")
    switch.click()
    assert desk.page.evaluate("document.documentElement.dataset.theme") is None
    assert "amends_theme" not in desk.page.evaluate("document.cookie")


def test_a_refusal_is_said_above_the_page_and_changes_nothing_else(desk: Desk) -> None:
    desk.open("/write")
    desk.page.click("#refuse")
    toast = desk.page.locator("#toasts [role=alert]")
    expect(toast).to_contain_text("The budget is used up.")
    expect(desk.page.locator("#spot")).to_have_text("as it was")
    toast.get_by_label("Close this message").click()
    expect(toast).to_have_count(0)


def test_a_form_with_errors_comes_back_in_its_own_place(desk: Desk) -> None:
    desk.open("/write")
    desk.page.click("#wrong")
    expect(desk.page.locator("#spot #fault")).to_have_text("Name a place.")
    expect(desk.page.locator("#toasts > *")).to_have_count(0)


def test_a_broken_server_is_said_and_the_page_stays(desk: Desk) -> None:
    desk.open("/write")
    desk.page.fill("#words", "Dear Ms Okafor")
    desk.page.click("#break")
    expect(desk.page.locator("#toasts")).to_contain_text("Nothing you typed is lost")
    expect(desk.page.locator("#spot")).to_have_text("as it was")
    expect(desk.page.locator("#words")).to_have_value("Dear Ms Okafor")


def test_a_dialog_opens_over_the_page_and_closes(desk: Desk) -> None:
    desk.open("/list")
    desk.page.get_by_role("link", name="Sure?").click()
    expect(desk.page.get_by_role("dialog", name="Sure")).to_be_visible()
    assert desk.page.evaluate("document.querySelector('#sure').matches(':modal')")
    desk.page.get_by_role("link", name="Close").click()
    expect(desk.page.locator("#sure")).not_to_be_visible()


def test_a_dialog_opens_and_closes_without_script(browser: Browser, desk: Desk) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(desk.address + "/list")
    page.get_by_role("link", name="Sure?").click()
    expect(page.get_by_text("Are you?")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_text("Are you?")).not_to_be_visible()
    page.close()


def test_a_code_scanned_by_the_phone_itself_is_checked_at_once_and_leaves_the_address(desk: Desk) -> None:
    desk.open("/till#7KQM-2D4X-HN9P")
    desk.page.wait_for_url("**/checked")
    assert "POST /checked" in desk.asked
    assert not any("7KQM" in line for line in desk.asked)


def test_without_a_camera_that_reads_codes_there_is_no_button_for_it(desk: Desk) -> None:
    desk.open("/till")
    readable = desk.page.evaluate("'BarcodeDetector' in window")
    expect(desk.page.locator("[data-scan]")).to_be_visible(visible=readable)
