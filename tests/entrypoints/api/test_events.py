"""Events over HTTP: signed or with a token, alone, by headers or in batches; never a 500, never twice."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from givens.api import Caller, a_token
from givens.events import Kitchen, a_kitchen, body_of, late

from amends.apps.events.models import EventSource, ReceivedEvent
from amends.commands.governance.renew_source_secret import renew_source_secret
from amends.core.event.signature import sign

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/events?source=kitchen"
SINGLE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"


@pytest.fixture
def kitchen() -> Kitchen:
    return a_kitchen()


def signed(secret: str, body: bytes, *, at: datetime | None = None) -> dict[str, str]:
    moment = at or datetime.now(UTC)
    raw = b64decode(secret.removeprefix("whsec_"))
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": sign(raw, "msg_1", moment, body),
    }


def post(
    body: bytes, headers: dict[str, str], *, kind: str = SINGLE, address: str = ADDRESS
) -> tuple[int, Any]:
    answer = Client(raise_request_exception=False).generic("POST", address, body, kind, headers=headers)
    return answer.status_code, json.loads(answer.content)


def bearer(*scopes: str, unit: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {a_token('program', *scopes, unit=unit)}"}


def test_a_signed_event_is_accepted_and_acts_once(kitchen: Kitchen) -> None:
    body = body_of(late(id="one"))
    first = post(body, signed(kitchen.secret, body))
    again = post(body, signed(kitchen.secret, body))

    assert first[0] == again[0] == 202
    assert [first[1]["events"][0][name] for name in ("source", "id", "status", "code")] == [
        "/kiln/kitchen",
        "one",
        "accepted",
        "",
    ]
    assert again[1]["events"][0]["status"] == "repeated"
    assert again[1]["events"][0]["event_id"] == first[1]["events"][0]["event_id"]
    assert kitchen.act(datetime.now(UTC)).given == 1
    assert ReceivedEvent.objects.get().case.recorder == f"source:{EventSource.objects.get().id}"


@pytest.mark.parametrize("spoiled", ["body", "secret", "old", "source", "nothing"])
def test_what_is_not_signed_right_is_not_taken(kitchen: Kitchen, spoiled: str) -> None:
    body = body_of(late())
    at = datetime.now(UTC) - timedelta(minutes=6 if spoiled == "old" else 0)
    secret = "whsec_" + "A" * 43 + "=" if spoiled == "secret" else kitchen.secret
    headers = {} if spoiled == "nothing" else signed(secret, body, at=at)
    address = ADDRESS + "s" if spoiled == "source" else ADDRESS

    status, answer = post(body + b" " if spoiled == "body" else body, headers, address=address)

    wanted = "token_not_accepted" if spoiled == "nothing" else "signature_not_accepted"
    assert (status, answer["code"]) == (401, wanted)
    assert not ReceivedEvent.objects.exists()


def test_the_secret_before_is_good_until_its_time_is_over(kitchen: Kitchen) -> None:
    now = datetime.now(UTC)
    renewed = renew_source_secret(kitchen.house.ctx("otto", now=now), name="kitchen", keep_hours=1)
    body = body_of(late())

    assert post(body, signed(kitchen.secret, body))[0] == 202
    assert post(body, signed(renewed.secret, body))[0] == 202
    EventSource.objects.update(previous_until_at=now)
    assert post(body, signed(kitchen.secret, body))[0] == 401


def test_a_token_of_that_scope_sends_for_sources_of_its_units(kitchen: Kitchen) -> None:
    body = body_of(late())

    assert post(body, bearer("events:write"))[0] == 202
    assert post(body, bearer("complaints:write"))[1]["code"] == "not_permitted"
    assert post(body, bearer("events:write", unit="harbour"))[1]["code"] == "not_permitted"
    assert post(body, bearer("events:write"), address="/api/v1/events")[1]["code"] == "event_source_unknown"
    assert ReceivedEvent.objects.count() == 1


def test_one_event_that_cannot_be_used_is_a_problem_with_its_field(kitchen: Kitchen) -> None:
    headers = bearer("events:write")

    status, answer = post(body_of(late() | {"specversion": "2"}), headers)
    assert (status, answer["code"], answer["field"]) == (422, "event_unusable", "specversion")
    post(body_of(late(id="x")), headers)
    status, answer = post(body_of(late(id="x", hours=7)), headers)
    assert (status, answer["code"]) == (409, "event_differs")
    status, answer = post(body_of(late(words="x" * 70_000)), headers)
    assert (status, answer["code"]) == (422, "event_too_big")


def test_a_batch_is_answered_one_by_one(kitchen: Kitchen) -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    batch = [late(id="a"), {"id": "b"}, late(id="c", nul="\x00"), late(id="d", deep=deep), late(id="e")]

    status, answer = post(json.dumps(batch, default=float).encode(), bearer("events:write"), kind=BATCH)

    assert status == 202
    assert [(each["id"], each["status"], each["field"]) for each in answer["events"]] == [
        ("a", "accepted", None),
        ("b", "refused", "specversion"),
        ("c", "refused", "data.nul"),
        ("d", "refused", answer["events"][3]["field"]),
        ("e", "accepted", None),
    ]
    assert ReceivedEvent.objects.count() == 2


def test_a_batch_has_an_end_and_must_say_that_it_is_one(kitchen: Kitchen) -> None:
    headers = bearer("events:write")
    many = json.dumps([late(id=str(n)) for n in range(501)], default=float).encode()

    assert post(many, headers, kind=BATCH)[1]["code"] == "too_many_events"
    assert post(b"[]", headers, kind=BATCH)[1]["code"] == "no_events"
    assert post(b"[]", headers)[1]["code"] == "body_unreadable"
    assert post(b"{}", headers, kind=BATCH)[1]["code"] == "event_unusable"
    assert not ReceivedEvent.objects.exists()


def test_an_event_by_its_headers_needs_a_token_because_headers_are_not_signed(kitchen: Kitchen) -> None:
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "h%201",
        "ce-source": "/kiln",
        "ce-type": "kitchen.ticket.late",
    }
    data = json.dumps(late()["data"], default=float).encode()

    status, answer = post(data, bearer("events:write") | headers, kind="application/json")
    assert (status, answer["events"][0]["id"]) == (202, "h 1")
    status, answer = post(data, signed(kitchen.secret, data) | headers, kind="application/json")
    assert (status, answer["code"]) == (422, "headers_unsigned")
    assert ReceivedEvent.objects.get().type == "kitchen.ticket.late"
    whole = body_of(late(id="whole"))
    status, answer = post(whole, signed(kitchen.secret, whole) | headers, kind="application/json")
    assert (status, answer["events"][0]["id"]) == (202, "whole")


@pytest.mark.parametrize("name", ["", "%00", "%ED%A0%80", "' OR 1=1", "x" * 400, "\u202e"])
def test_any_name_of_a_source_gets_an_answer(kitchen: Kitchen, name: str) -> None:
    body = body_of(late())

    for headers in (signed(kitchen.secret, body), bearer("events:write")):
        status, _ = post(body, headers, address=f"/api/v1/events?source={name}")
        assert 400 <= status < 500


@pytest.mark.parametrize("stamp", ["9" * 30, "-1", "1e9", "\u0665"])
def test_any_stamp_gets_an_answer(kitchen: Kitchen, stamp: str) -> None:
    body = body_of(late())

    status, answer = post(body, signed(kitchen.secret, body) | {"webhook-timestamp": stamp})
    assert (status, answer["code"]) == (401, "signature_not_accepted")


def test_a_source_has_a_rate_limit_of_its_own(kitchen: Kitchen, settings: Any) -> None:
    settings.AMENDS_API_REQUESTS_PER_MINUTE = 1
    body = body_of(late())
    EventSource.objects.update(id=EventSource.objects.get().id)
    answers = {post(body, signed(kitchen.secret, body))[0] for _ in range(3)}

    assert 429 in answers


def test_the_command_line_way_with_a_token_is_held_against_the_document(kitchen: Kitchen) -> None:
    caller = Caller(a_token("program", "events:write"))

    status, answer = caller.post("/events?source=kitchen", json.loads(body_of(late())))
    assert (status, answer["events"][0]["status"]) == (202, "accepted")
    assert caller.post("/events?source=kitchen", {})[0] == 422


def test_a_dry_run_says_what_would_be_given_and_writes_nothing(kitchen: Kitchen) -> None:
    caller = Caller(a_token("program", "offers:write"))

    status, answer = caller.post("/events/dry-run?source=kitchen", json.loads(body_of(late(id="a"))))

    assert status == 200
    assert answer["total"] == {"amount_minor": 2400, "currency": "EUR"}
    assert [(each["id"], each["state"], each["gesture"]) for each in answer["events"]] == [
        ("a", "given", "dessert")
    ]
    assert not ReceivedEvent.objects.exists()
