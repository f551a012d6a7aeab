"""The tokens by which programs prove who they are: made of chance once, kept as a keyed hash only."""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "amends_"  # lets secret scanners recognise one that leaked


def make_token(chance: bytes) -> str:
    """The token for 25 random bytes: the prefix and 40 letters and digits (200 bits)."""
    if len(chance) != 25:
        raise ValueError("a token is made of 25 random bytes")
    return PREFIX + base64.b32encode(chance).decode().lower()


def token_hash(key: bytes, token: str) -> str:
    """What is kept of a token: HMAC-SHA256 under the installation's key, hexadecimal."""
    return hmac.new(key, token.strip().encode(), hashlib.sha256).hexdigest()
