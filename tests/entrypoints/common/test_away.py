"""Requests that nobody can answer still get a page."""

from __future__ import annotations

import pytest
from django.test import Client

FORM = "csrfmiddlewaretoken=abcdefghijklmnopqrstuvwxyz012345&words=%E9"


def a_browser() -> Client:
    """A browser that has seen a form of ours."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "abcdefghijklmnopqrstuvwxyz012345"
    return browser


@pytest.mark.parametrize("path", ["/accounts/login/", "/till", "/f/H412", "/p/somebodys-link/answer"])
@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "utf-16"])
def test_a_form_in_letters_that_we_do_not_read_is_refused_on_a_page(
    db: None, path: str, charset: str
) -> None:
    browser = a_browser()

    answer = browser.post(path, FORM, f"application/x-www-form-urlencoded; charset={charset}")

    assert answer.status_code in (400, 404, 410)  # what leads nowhere is not read any further
    assert "<h1>" in answer.content.decode()


def test_a_multipart_form_in_pieces_is_refused_on_a_page(db: None) -> None:
    browser = a_browser()
    kinds = ("multipart/form-data", "multipart/form-data; boundary=" + "z" * 500)

    answers = [browser.post("/accounts/login/", b"x", kind) for kind in kinds]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert ["<h1>" in answer.content.decode() for answer in answers] == [True, True]
