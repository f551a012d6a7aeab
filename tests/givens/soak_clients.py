"""Clients that do not give up: whatever dies under them, they repeat the same request with the same key.

What they were answered is what must be found afterwards: nothing lost, nothing doubled.
"""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

PATIENCE_SECONDS = 150.0
_AWAY = (502, 503)


@dataclass
class Wire:
    """The way to one server; counts what came back and keeps every defect."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    repeats: int = 0
    defects: list[str] = field(default_factory=list)

    def once(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request on a connection of its own; raises what the network raises."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body or None, {"Host": f"localhost:{self.port}", **headers})
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        self.statuses[answer.status] += 1
        if answer.status == 500:
            self.defects.append(f"{method} {path}: {content[:300]!r}")
        return answer.status, answer.headers, content

    def until_answered(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """The same request until somebody is there who answers it."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status, said, content = self.once(method, path, body, headers)
                if status not in _AWAY and status != 500:
                    return status, said, content
            except (OSError, http.client.HTTPException):
                pass
            assert time.monotonic() < ends, f"{method} {path} found nobody for {PATIENCE_SECONDS:.0f} s"
            self.repeats += 1
            time.sleep(0.25)

    def api(self, token: str, method: str, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        """Status and JSON of a call to the API."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = b"" if method == "GET" else json.dumps({} if body is None else body).encode()
        status, _, content = self.until_answered(method, f"/api/v1{path}", data, headers)
        return status, json.loads(content)


@dataclass
class Browser:
    """Pages with cookies and forms, as a browser without script would do it."""

    wire: Wire
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, str]:
        """A page."""
        return self._ask("GET", path, b"")

    def post(self, path: str, form: Mapping[str, object]) -> tuple[int, str]:
        """A button: the form with its token."""
        token = self.cookies.get("csrftoken", "")
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **form}).encode())

    def sign_in(self, email: str, password: str) -> int:
        """Sign in; the status of the work list afterwards."""
        self.get("/accounts/login/")
        self.post("/accounts/login/", {"login": email, "password": password})
        return self.get("/")[0]

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, said, content = self.wire.until_answered(method, path, body, headers)
        for line in said.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return status, content.decode()


@dataclass
class Story:
    """One customer's way, as the server told it."""

    name: str
    ref: str = ""
    offer_id: int = 0
    voucher_ids: tuple[int, ...] = ()
    face: int = 0
    sales: dict[str, int] = field(default_factory=dict)  # till reference: taken
    taken_back: dict[str, int] = field(default_factory=dict)
    refused: str = ""


def live(wire: Wire, world: Any, name: str) -> Story:
    """Complain, be given two things to choose from, choose one, and spend it in two sales, the first taken back.

    Every write is sent at least once more with the same key or till reference, as a client does that lost the answer.
    """
    story = Story(name)
    email = f"{name}@example.org"
    complaint = {
        "customer": {"name": f"Guest {name}", "email": email}, "failure": "alarm_set",
        "words": f"An alarm woke me at one ({name}).", "place": "H412", "channel": "chat",
    }  # fmt: skip
    opened = _twice(wire, world.desk, "/complaints", complaint, f"{name}-complaint")
    story.ref = opened["ref"]

    made = _given(wire, world, story)
    if made is None:
        return story
    story.offer_id = made["offer_id"]
    chosen = _twice(wire, world.desk, f"/offers/{story.offer_id}/acceptance", {"option": 0}, f"{name}-choice")
    story.voucher_ids = tuple(chosen["voucher_ids"])

    [voucher] = wire.api(world.codes, "GET", f"/cases/{story.ref}/vouchers")[1]
    story.face = voucher["face"]["amount_minor"]
    first = _sell(wire, world, story, voucher["code"], f"{name}-sale-0")
    back = _twice(
        wire, world.till, f"/redemptions/{first}/rollback", {"reason": "wrong table"}, f"{name}-back"
    )
    story.taken_back[f"{name}-sale-0"] = back["given_back"]["amount_minor"]
    _sell(wire, world, story, voucher["code"], f"{name}-sale-1")
    return story


def _given(wire: Wire, world: Any, story: Story) -> Any:
    """What the envelope shows, given; None where the budgets have nothing left."""
    for attempt in range(5):
        shown = wire.api(world.desk, "GET", f"/cases/{story.ref}/envelope")[1]
        body = {
            "envelope_digest": shown["digest"], "spoken": True,
            "choices": [{"gesture": "breakfast"}, {"gesture": "late_check_out"}],
        }  # fmt: skip
        key = f"{story.name}-offer-{attempt}"
        status, made = wire.api(world.desk, "POST", f"/cases/{story.ref}/offers", body, key=key)
        if status == 201:
            assert wire.api(world.desk, "POST", f"/cases/{story.ref}/offers", body, key=key) == (201, made)
            return made
        if made["code"] != "envelope_changed":
            assert "budget_exhausted" in (made["code"], *made.get("params", {}).get("reasons", ())), made
            story.refused = "budget_exhausted"
            return None
    raise AssertionError("the envelope never stood still")


def _twice(wire: Wire, token: str, path: str, body: Any, key: str) -> Any:
    status, answer = wire.api(token, "POST", path, body, key=key)
    assert status in (200, 201), f"{path} ({key}): {status} {answer}"
    assert wire.api(token, "POST", path, body, key=key) == (status, answer)
    return answer


def _sell(wire: Wire, world: Any, story: Story, code: str, sale: str) -> int:
    """One sale without an idempotency key: the till reference alone makes it once. The id of its redemption."""
    for _ in range(2):
        body = {"code": code, "till_ref": sale}
        status, answer = wire.api(world.till, "POST", "/vouchers/redemptions", body)
        assert status == 201, f"{sale}: {status} {answer}"
        story.sales[sale] = answer["taken"]["amount_minor"]
    redemption_id: int = answer["redemption_id"]
    return redemption_id
