"""Whatever is sent, to whichever operation: the answer is one that the document knows, and never a 500."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from givens.api import ROOT, Caller, a_token, document
from givens.giving import Desk, a_desk, log_alarm
from givens.house import make_house
from givens.junk import Requests
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.apps.approvals.models import Approval
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.promises.models import Promise
from amends.commands.offer.accept_offer import accept_offer
from amends.core.roles import SCOPES
from amends.queries.envelope import envelope

EVERYTHING = tuple(SCOPES)
COMPLAINT = {
    "customer": {"name": "Cy", "email": "cy@example.org"},
    "failure": "alarm_set",
    "words": "An alarm woke me.",
    "unit": "harbour-desk",
}
EXAMPLES = 12
OPERATIONS = [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]


@pytest.fixture
def caller(db) -> Caller:
    """A program that may do everything a program may, in a house where nothing has happened yet."""
    make_house()
    return Caller(a_token("lead", *EVERYTHING))


@pytest.fixture
def known(db) -> dict[str, list[Any]]:
    """A house in which there is something of everything; true values by the name of their entry."""
    desk = a_desk(price="180.00")
    house, opener = desk.house, Caller(a_token("lead", *EVERYTHING))
    chosen = desk.give("breakfast", "handwritten_note", ctx=desk.now(), spoken=True)
    accept_offer(desk.now(), offer_id=chosen.offer_id, option_position=0)
    told, fresh, owed = (log_alarm(house, "Bo", f"bo{number}@example.org") for number in range(3))
    give_in(desk, told, "breakfast", "handwritten_note", spoken=True)
    give_in(desk, owed, "handwritten_note")
    asked = Caller(a_token("lead", *EVERYTHING, unit="harbour", grant_minor=1))
    new = opener.post("/complaints", COMPLAINT)[1]["ref"]
    shown = asked.get(f"/cases/{new}/envelope")[1]["digest"]
    asked.post(f"/cases/{new}/offers", {"envelope_digest": shown, "choices": [{"gesture": "breakfast"}]})
    (voucher,) = opener.get(f"/cases/{desk.case_ref}/vouchers")[1]
    spent = {"code": voucher["code"], "till_ref": "R-1", "unit": "harbour-desk"}
    taken = opener.post("/vouchers/redemptions", spent)[1]
    refs = [desk.case_ref, told, fresh, fresh, owed, new]
    began = opener.post("/policy-drafts", {"name": "Autumn", "from_number": 1})[1]
    return {
        "number": [1],
        "from_number": [1],
        "draft_id": [began["draft_id"]],
        "version": [1],
        "sheet": ["facts", "gestures", "table.guard", "tables", "policy"],
        "column": ["name", "case_total", "amount"],
        "ref": refs,
        "into_ref": refs,
        "offer_id": list(Offer.objects.values_list("id", flat=True)),
        "promise_id": list(Promise.objects.values_list("id", flat=True)),
        "fulfilment_id": list(Fulfilment.objects.values_list("id", flat=True)),
        "redemption_id": [taken["redemption_id"]],
        "serial": [voucher["serial"]],
        "code": [voucher["code"]],
        "amount": [{"amount_minor": 1, "currency": "EUR"}, None],
        "user_id": [house.people["leo"].id, house.people["rita"].id],
        "customer_ref": ["", opener.get(f"/cases/{fresh}")[1]["customer_ref"]],
        "envelope_digest": [opener.get(f"/cases/{ref}/envelope")[1]["digest"] for ref in {fresh, new}],
        "arguments_digest": [Approval.objects.get().arguments_digest],
    }


def give_in(desk: Desk, ref: str, *codes: str, **given: Any) -> None:
    """Nora gives these gestures in another case."""
    digest = envelope(desk.now(), case_ref=ref).digest
    desk.give(*codes, ctx=desk.now(), case_ref=ref, envelope_digest=digest, **given)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_request_gets_an_answer_that_the_document_knows(known, method, path):
    operation = document()["paths"][path][method.lower()]
    schemas = document()["components"]["schemas"]
    callers = [
        Caller(a_token("lead", *EVERYTHING)) for _ in range(3)
    ]  # one alone would soon have guessed too often

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(st.data(), st.sampled_from([0, 0, 2, 12]), st.sampled_from(callers))
    def run(data: st.DataObject, spoiled: int, caller: Caller) -> None:
        requests = Requests(schemas, known, spoiled)
        parts: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}}
        for each in operation["parameters"]:
            value = data.draw(requests.entry(each["name"], each["schema"]), label=each["name"])
            if value is not None or each["in"] == "path":
                parts[each["in"]][each["name"]] = as_text(value)
        body: Any = None
        if method != "GET":
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            body = data.draw(requests.value(schema), label="body")
        query = "&".join(f"{name}={text}" for name, text in parts["query"].items())
        caller.call(method, f"{path.removeprefix(ROOT).format(**parts['path'])}?{query}", body)

    run()


def as_text(value: Any) -> str:
    """`value` as a part of an address."""
    text = value if isinstance(value, str) else json.dumps(value)
    return quote(text.encode("utf-8", "replace")[:3_000], safe="") or "-"


@cache
def writes() -> list[tuple[str, str]]:
    """One address of every write, with true ids where none are needed."""
    return [(method, path.removeprefix(ROOT)) for method, path in OPERATIONS if method != "GET"]


BODIES = {
    "nothing at all": b"",
    "no json": b"{'customer': 1}",
    "half": b'{"a": ',
    "a list": b"[]",
    "a text": b'"abc"',
    "a number": b"1",
    "nothing": b"null",
    "not utf-8": b'{"words": "\xff\xfe"}',
    "no number": b'{"a": NaN}',
    "an endless number": b'{"a": 1e999999999}',
    "a long number": b'{"a": ' + b"9" * 5_000 + b"}",
    "deep": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "deep lists": b'{"a":' + b"[" * 50 + b"]" * 50 + b"}",
    "nul": b'{"a": "\\u0000"}',
    "half a pair": b'{"a": "\\ud800"}',
    "a name with nul": b'{"\\u0000": 1}',
    "huge": b'{"a": "' + b"x" * 3_000_000 + b'"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bodies_that_are_none_are_said_to_be(caller, body):
    codes = {"body_unreadable", "body_too_big", "text_unusable", "request_invalid", "event_unusable"}

    for method, path in writes():
        address = path.replace("{ref}", "C-4F7K9-QDX2M")
        for name in ("offer_id", "promise_id", "fulfilment_id", "redemption_id"):
            address = address.replace(f"{{{name}}}", "1")
        status, answer = caller.call(method, address, body)
        assert 400 <= status < 500
        # an event may hold any JSON at all: of one that can be read it is asked first who sends it
        assert answer["code"] in codes | ({"event_source_unknown"} if path == "/events" else set()), (
            path,
            answer,
        )


@pytest.mark.parametrize("key", ["x" * 201, "é", "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(caller, key):
    status, answer = caller.post("/complaints", {}, key=key)

    assert (status, answer["code"], answer["field"]) == (422, "idempotency_key_unusable", "Idempotency-Key")


@pytest.mark.parametrize("token", ["", "x", "amends_" + "a" * 40, "amends_\x00", "é" * 300, "a b c"])
def test_a_token_that_is_none_opens_nothing(db, token):
    status, answer = Caller(token).get("/cases")

    assert (status, answer["code"]) == (401, "token_not_accepted")
