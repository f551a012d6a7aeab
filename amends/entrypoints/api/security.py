"""Bearer tokens: who the program is, with its rate limit counted per token."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.api.limits import LIMITS
from amends.entrypoints.common.context import program_context, read_clock
from amends.kernel.context import Context
from amends.queries.access import ProgramAccess, program_access

KNOWN_FOR = timedelta(seconds=5)  # a revoked token is refused within this time on every web process
_MOST_KNOWN = 1_000


class IdempotencyKeyUnusable(Refusal):
    """The header is longer than what can be kept, or no plain text."""

    code = "idempotency_key_unusable"
    kind = Kind.INVALID
    message = gettext_noop(
        "An idempotency key has at most 200 characters, letters and digits; a UUID is a good one."
    )


class Bearer(HttpBearer):
    """`Authorization: Bearer amends_...`; puts `request.ctx` on the request."""

    openapi_description = "A token made with `amends token create NAME --role ROLE` or on the tokens page."

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[datetime, ProgramAccess]] = {}
        self._lock = threading.Lock()

    def authenticate(self, request: HttpRequest, token: str) -> Context | None:
        """The program's context, or None (401) for a token that is not good."""
        now = read_clock()
        access = self._access(token, now)
        if access is None:
            return None
        request.allowance = LIMITS.take(access.token_id, now)  # type: ignore[attr-defined]
        writes = request.method not in {"GET", "HEAD", "OPTIONS"}
        key = request.headers.get("Idempotency-Key") or None if writes else None
        if key is not None and not (len(key) <= 200 and key.isascii() and key.isprintable()):
            raise IdempotencyKeyUnusable(field="Idempotency-Key")
        ctx = replace(program_context(access), now=now, idempotency_key=key)
        request.ctx = ctx  # type: ignore[attr-defined]
        return ctx

    def _access(self, token: str, now: datetime) -> ProgramAccess | None:
        with self._lock:
            known = self._known.get(token)
        if known is not None and now - known[0] < KNOWN_FOR:
            return known[1]
        access = program_access(token, now=now)
        with self._lock:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            if access is None:
                self._known.pop(token, None)
            else:
                self._known[token] = (now, access)
        return access
