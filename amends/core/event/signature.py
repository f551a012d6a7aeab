"""Signatures of what other programs send: Standard Webhooks 1.0, with secrets that are derived and kept nowhere.

Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md ("Signature scheme", "Verifying").
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""How far a sender's clock may be off; within it a replay is harmless, because an event acts once."""

_PREFIX = "whsec_"


def derive_secret(key: bytes, serial: str) -> bytes:
    """The 32 bytes that a source signs with; another serial gives another secret."""
    return hmac.new(key, f"event-source\n{serial}".encode(), hashlib.sha256).digest()


def secret_text(secret: bytes) -> str:
    """The secret as it is shown, once: `whsec_` and Base64."""
    return _PREFIX + base64.b64encode(secret).decode()


def sign(secret: bytes, message_id: str, at: datetime, body: bytes) -> str:
    """The value of `webhook-signature` for one message."""
    signed = b".".join((message_id.encode(), str(int(at.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def is_signed(secrets: Iterable[bytes], headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """Whether one of `secrets` signed `body` within the tolerance; `headers` by their names in small letters.

    Every secret and every signature is compared in constant time.
    """
    message_id, given = headers.get("webhook-id", ""), headers.get("webhook-signature", "")
    stamp = headers.get("webhook-timestamp", "")
    if (
        not message_id
        or len(message_id) > 200
        or not (stamp.isascii() and stamp.isdigit())
        or len(stamp) > 12
    ):
        return False
    try:
        at = datetime.fromtimestamp(int(stamp), UTC)
    except (OverflowError, ValueError, OSError):
        return False
    if abs(now - at) > TOLERANCE or len(given) > 2_000:
        return False
    offered = [each.encode(errors="replace") for each in given.split()]
    good = False
    for secret in secrets:
        wanted = sign(secret, message_id, at, body).encode()
        for each in offered:
            good = hmac.compare_digest(wanted, each) or good
    return good
