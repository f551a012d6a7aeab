"""Bearer tokens, and the signatures of event sources: who the program is, with its rate limit."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from amends.core.event.signature import is_signed
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.api.limits import LIMITS
from amends.entrypoints.common.context import program_context, read_clock, source_context
from amends.kernel.context import Context
from amends.queries.access import ProgramAccess, program_access, source_access

KNOWN_FOR = timedelta(seconds=5)  # a revoked token is refused within this time on every web process
_MOST_KNOWN = 1_000


class IdempotencyKeyUnusable(Refusal):
    """The header is longer than what can be kept, or no plain text."""

    code = "idempotency_key_unusable"
    kind = Kind.INVALID
    message = gettext_noop(
        "An idempotency key has at most 200 characters, letters and digits; a UUID is a good one."
    )


class SignatureNotAccepted(Refusal):
    """The source is not one of ours, or did not sign this very body within the last minutes; 401."""

    code = "signature_not_accepted"
    kind = Kind.FORBIDDEN
    message = gettext_noop(
        "The signature is not good. Name the source in the address, sign the body as it is sent, and set the clock."
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
        return _let_in(request, replace(program_context(access), now=now))

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


class Signature(AuthBase):
    """Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature` of the source in the address."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "webhook-signature"
    openapi_description = (
        "`v1,` and Base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`, with the secret that "
        "`amends source add NAME` shows (Standard Webhooks 1.0)."
    )

    def __call__(self, request: HttpRequest) -> Context | None:
        """The source's context; None where nothing is signed. Raises `SignatureNotAccepted`."""
        if "webhook-signature" not in request.headers:
            return None
        now = read_clock()
        access = source_access(request.GET.get("source", "").replace("\x00", ""), now=now)
        headers = {name.lower(): value for name, value in request.headers.items()}
        secrets = () if access is None else access.secrets
        good = is_signed(secrets, headers, request.body, now=now)
        if access is None or not good:
            raise SignatureNotAccepted
        return _let_in(request, replace(source_context(access), now=now))


def _let_in(request: HttpRequest, ctx: Context) -> Context:
    """Count the request, read its idempotency key, and put `ctx` on it."""
    request.allowance = LIMITS.take(str(ctx.actor), ctx.now)  # type: ignore[attr-defined]
    writes = request.method not in {"GET", "HEAD", "OPTIONS"}
    key = request.headers.get("Idempotency-Key") or None if writes else None
    if key is not None and not (len(key) <= 200 and key.isascii() and key.isprintable()):
        raise IdempotencyKeyUnusable(field="Idempotency-Key")
    request.ctx = replace(ctx, idempotency_key=key)  # type: ignore[attr-defined]
    return request.ctx  # type: ignore[attr-defined,no-any-return]
