"""Who is not signed in any more gets to the sign-in and back to where they were; no address is an empty page."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in() -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(
            "/cases/C-AAAAA-AAAAA/give",
            headers={
                "HX-Request": "true",
                "HX-Current-URL": "http://testserver/cases/C-AAAAA-AAAAA?open=facts",
            },
        )
        assert answer.status_code == 200
        assert answer["HX-Redirect"] == "/accounts/login/?next=/cases/C-AAAAA-AAAAA%3Fopen%3Dfacts"
        assert answer.content == b""


def test_what_was_sent_leads_back_to_the_page_it_was_sent_from() -> None:
    for referer, back in (
        ("http://testserver/promises?whose=team", "/promises%3Fwhose%3Dteam"),
        ("http://elsewhere.example/promises", "/"),
        (None, "/"),
    ):
        answer = Client().post("/promises/1/kept", headers={} if referer is None else {"Referer": referer})
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={back}")


def test_an_address_that_only_takes_forms_says_where_to_go_on() -> None:
    answer = Client().get("/promises/1/kept")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>Nothing is kept at this address</h1>" in answer.content.decode()


def test_a_customer_who_comes_back_to_what_they_sent_finds_their_page() -> None:
    answer = Client().get("/p/a-token/new-link")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert 'href="/p/a-token/"' in answer.content.decode()
