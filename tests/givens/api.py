"""Programs that call the API, each answer held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import count
from typing import Any

from django.test import Client
from givens.contexts import someone

from amends.commands.governance.create_token import create_token
from amends.core.roles import Role
from amends.entrypoints.api.document import codes_of
from amends.entrypoints.api.route import ROUTES
from amends.entrypoints.api.routes import api

ROOT = "/api/v1"
_SEEDS = count(10_000)  # a web process knows a token for some seconds, so each one is another


def a_token(
    role: str = "program", *scopes: str, unit: str | None = None, grant_minor: int | None = None
) -> str:
    """A fresh token, over the whole organisation or a unit by its code."""
    ctx = someone(Role.OPERATOR, seed=next(_SEEDS))
    made = create_token(
        ctx, name="a program", role=role, unit_code=unit, scopes=scopes, grant_minor=grant_minor
    )
    return made.token


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in document()["paths"]]


class Caller:
    """One program with its token. `last` is Django's response to the last call."""

    def __init__(self, token: str | None) -> None:
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:
        """Status and JSON of one call; `body` is JSON, or bytes to be sent as they are."""
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key})
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        self.last = self.client.generic(
            method, ROOT + path, b"" if method == "GET" else data, "application/json", headers=headers
        )
        answer = json.loads(self.last.content)
        self._hold_against_the_document(method, path, answer)
        return self.last.status_code, answer

    def get(self, path: str) -> tuple[int, Any]:
        """A GET."""
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> tuple[int, Any]:
        """A POST of `body`."""
        return self.call("POST", path, body, key=key)

    def _hold_against_the_document(self, method: str, path: str, answer: Any) -> None:
        """Every status and every code is one that the document knows for this operation."""
        bare = ROOT + path.partition("?")[0]
        template = next((path for pattern, path in _templates() if pattern.match(bare)), None)
        operation = document()["paths"].get(template, {}).get(method.lower())
        status = self.last.status_code
        if status >= 400:
            assert self.last["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status", "code", "instance"} <= answer.keys()
            assert answer["status"] == status
            assert not re.search(r"%\((?!sent)\w+\)s", answer["title"]), (
                "a hole of the sentence was left open"
            )
        if operation is None or (status == 404 and answer["code"] == "not_found"):
            assert status in (404, 405), f"{method} {path} is not in the document"
            return
        assert str(status) in operation["responses"], f"{method} {path} answered {status}: {answer}"
        if status >= 400:
            codes = {answer["code"], *(error["code"] for error in answer.get("errors", []))}
            if answer["code"] != "request_invalid":
                assert codes <= {*codes_of(ROUTES[operation["operationId"]])}, f"{method} {path}: {answer}"
