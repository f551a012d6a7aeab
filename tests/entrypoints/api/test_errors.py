"""Every no and every defect as problem+json, whichever way it was raised."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, UnreadablePostError
from django.test import Client, RequestFactory

from amends.entrypoints.api.routes import api
from amends.kernel.throttle import TooManyAttempts


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (RequestDataTooBig("x"), 413, "body_too_big"),
        (SuspiciousOperation("x"), 400, "body_unreadable"),
        (UnreadablePostError("x"), 400, "body_unreadable"),
        (Http404("x"), 404, "not_found"),
        (OperationalError("the server closed the connection"), 503, "database_away"),
        (TooManyAttempts(retry_after=7), 429, "too_many_attempts"),
        (KeyError("secret"), 500, "defect"),
    ],
)
def test_what_is_raised_is_told_with_its_status_and_nothing_of_its_inside(raised, status, code, caplog):
    with caplog.at_level(logging.CRITICAL, "amends"):
        answer = api.on_exception(RequestFactory().get("/api/v1/cases"), raised)

    body = json.loads(answer.content)
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()
    assert ("Retry-After" in answer) == (status in (429, 503))


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/cases", "/api/v1/no\n/such", "/api/v1/cases/"]
)
def test_an_address_that_leads_nowhere_says_so_to_everybody(db, path):
    answer = Client().get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_answer_is_in_the_language_that_was_asked_for_and_its_code_is_not(db):
    answer = Client().get("/api/v1/cases", headers={"Accept-Language": "de"})

    assert answer.json()["code"] == "token_not_accepted"
    assert answer["Content-Language"] == "de"
