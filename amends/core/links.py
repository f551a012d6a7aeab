"""Signed links: a token is derived from what it opens and a key, and kept nowhere."""

from __future__ import annotations

import base64
import hmac
import re
from datetime import datetime, timedelta

PORTAL_DAYS_AFTER_CLOSURE = 90
"""How long a customer can still open their own case after it was closed."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def derive_token(key: bytes, purpose: str, serial: str) -> str:
    """43 characters that are safe in an address; another purpose or serial gives another token."""
    mac = hmac.digest(key, f"{purpose}\n{serial}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def token_hash(key: bytes, token: str) -> str:
    """The keyed hash a token is found by; of another key than the one that derives tokens."""
    return hmac.digest(key, token.encode(), "sha256").hex()


def looks_like_token(text: str) -> bool:
    """Whether it has the form of a token at all, before anything is looked up."""
    return _TOKEN.fullmatch(text) is not None


def is_open(
    *, expires_at: datetime | None, revoked_at: datetime | None, closed_at: datetime | None, now: datetime
) -> bool:
    """Whether a link still opens: until its own end, or (without one) 90 days past the closure of its
    case."""
    if revoked_at is not None:
        return False
    if expires_at is not None:
        return now < expires_at
    return closed_at is None or now < closed_at + timedelta(days=PORTAL_DAYS_AFTER_CLOSURE)
