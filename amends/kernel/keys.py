"""The installation's secret keys: outside the database, derived per purpose, each known by a short id.

`settings.AMENDS_KEYS` is a sequence of (key id, 32 bytes), the current one first; older ones stay readable so that
codes and links made under them keep working after a rotation.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


def current_key_id() -> str:
    """The id of the key that new codes, links and chains are made under."""
    return str(settings.AMENDS_KEYS[0][0])


@lru_cache(maxsize=64)
def derive(purpose: str, key_id: str) -> bytes:
    """The 32-byte key for `purpose` under `key_id` (one-step HKDF-like HMAC-SHA256); KeyError if unknown."""
    for known_id, secret in settings.AMENDS_KEYS:
        if known_id == key_id:
            return hmac.new(secret, f"amends/{purpose}".encode(), hashlib.sha256).digest()
    raise KeyError(f"no key with id {key_id!r} in this installation")


def key_ids() -> tuple[str, ...]:
    """All known key ids, the current one first."""
    return tuple(str(key_id) for key_id, _ in settings.AMENDS_KEYS)
