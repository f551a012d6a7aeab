"""Signing in, the second step and the password, page by page in the real look: no barriers, nothing inline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from playwright.sync_api import Browser

from tests.browser import looks
from tests.browser.server import Answer, serving

PASSWORD = "korallenriff-im-nebel"


class Reader:
    """Reads pages as a person would, in Chromium, and says what is wrong with them."""

    def __init__(self, browser: Browser) -> None:
        self.pages: dict[str, str] = {}
        self.browser = browser

    def read(self, name: str, html: str) -> None:
        """Remember a page under a name, and check at once what needs no browser."""
        assert html.count("<h1") == 1, name
        assert " style=" not in html, name
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html), name
        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        self.pages[f"/{name}"] = html

    def judge(self) -> dict[str, list[str]]:
        """What axe finds on each page, on a phone, light and dark."""
        found: dict[str, list[str]] = {}
        with serving(lambda method, path: Answer(self.pages.get(path, ""))) as address:
            for scheme in ("light", "dark"):
                page = self.browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
                complaints: list[str] = []
                page.on("console", lambda message, seen=complaints: seen.append(message.text))
                for path in self.pages:
                    page.goto(address + path)
                    rules = [rule for rule, _where in looks.barriers(page)]
                    sideways = looks.is_sideways(page)
                    if rules or sideways or complaints:
                        found[f"{path} {scheme}"] = [*rules, *complaints, *(["sideways"] if sideways else [])]
                    complaints.clear()
                page.close()
        return found


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    reading = Reader(browser)
    yield reading
    assert len(reading.pages) > 0
    assert reading.judge() == {}


@pytest.fixture
def ana(db: None) -> Client:
    """The browser of a colleague who is not signed in yet."""
    cache.clear()
    get_user_model().objects.create_user("ana@example.org", PASSWORD, display_name="Ana Pires")
    return Client()


def signed_in(client: Client) -> Client:
    """The same browser after signing in through the page itself."""
    answer = client.post("/accounts/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def digits(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_signing_in_says_what_is_wrong_and_keeps_the_address(ana: Client, reader: Reader) -> None:
    reader.read("login", ana.get("/accounts/login/").content.decode())
    refused = ana.post("/accounts/login/", {"login": "ana@example.org", "password": "wrong"}).content.decode()
    reader.read("login-refused", refused)
    assert 'value="ana@example.org"' in refused
    assert 'role="alert"' in refused
    reader.read("signup", ana.get("/accounts/signup/").content.decode())


def test_a_lost_password_is_replaced_through_the_mail(ana: Client, reader: Reader) -> None:
    reader.read("reset", ana.get("/accounts/password/reset/").content.decode())
    sent = ana.post("/accounts/password/reset/", {"email": "ana@example.org"}, follow=True)
    reader.read("reset-sent", sent.content.decode())
    link = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = ana.get(link[1], follow=True)
    reader.read("reset-form", form.content.decode())
    weak = ana.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    reader.read("reset-weak", weak.content.decode())
    given = {"password1": PASSWORD + "-neu", "password2": PASSWORD + "-neu"}
    reader.read("reset-done", ana.post(form.request["PATH_INFO"], given, follow=True).content.decode())
    reader.read("reset-old-link", ana.get(link[1], follow=True).content.decode())


def test_the_second_step_is_switched_on_asked_for_and_switched_off(ana: Client, reader: Reader) -> None:
    signed_in(ana)
    reader.read("mfa-off", ana.get("/accounts/2fa/").content.decode())
    again = ana.get("/accounts/2fa/totp/activate/", follow=True)
    reader.read("again", again.content.decode())
    given = {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"}
    setup = ana.post("/accounts/reauthenticate/", given, follow=True)
    reader.read("totp", setup.content.decode())
    secret = setup.context["form"].secret
    wrong = ana.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    reader.read("totp-wrong", wrong.content.decode())
    assert 'aria-invalid="true"' in wrong.content.decode()
    done = ana.post("/accounts/2fa/totp/activate/", {"code": digits(secret)}, follow=True)
    reader.read("recovery-codes", done.content.decode())
    reader.read("mfa-on", ana.get("/accounts/2fa/").content.decode())
    reader.read("recovery-new", ana.get("/accounts/2fa/recovery-codes/generate/").content.decode())
    reader.read("totp-off", ana.get("/accounts/2fa/totp/deactivate/").content.decode())

    codes = re.findall(r"<li>([0-9a-f]{8})</li>", done.content.decode())
    other = Client()
    asked = other.post("/accounts/login/", {"login": "ana@example.org", "password": PASSWORD}, follow=True)
    reader.read("second-step", asked.content.decode())
    assert "One more step" in asked.content.decode()
    reader.read(
        "second-step-wrong", other.post("/accounts/2fa/authenticate/", {"code": "no"}).content.decode()
    )
    assert other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert "_auth_user_id" in other.session


def test_a_signed_in_colleague_changes_the_password_and_leaves(ana: Client, reader: Reader) -> None:
    signed_in(ana)
    reader.read("change", ana.get("/accounts/password/change/").content.decode())
    refused = ana.post("/accounts/password/change/", {"oldpassword": "x", "password1": "a", "password2": "b"})
    reader.read("change-refused", refused.content.decode())
    reader.read("email", ana.get("/accounts/email/").content.decode())
    reader.read("logout", ana.get("/accounts/logout/").content.decode())
    assert ana.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in ana.session


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_a_page_that_could_not_be_shown_needs_nothing_to_say_so(name: str, reader: Reader) -> None:
    reader.read(name, render_to_string(f"{name}.html"))
