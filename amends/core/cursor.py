"""Where a list read by key goes on: the keys of its last line as one opaque, checked text."""

from __future__ import annotations

import base64
import binascii
import json

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class CursorInvalid(Refusal):
    """A page address that was cut or changed."""

    code = "cursor_invalid"
    kind = Kind.INVALID
    message = gettext_noop("This page of the list cannot be found. Go back to its beginning.")


def cursor_text(*keys: str | int | None) -> str:
    """The keys as one text that fits into an address."""
    plain = json.dumps(keys, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def cursor_keys(text: str, count: int) -> list[str | int | None]:
    """The `count` keys that `cursor_text` put into `text`; raises `CursorInvalid` at `after`."""
    try:
        keys: list[str | int | None] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        raise CursorInvalid(field="after") from None
    fits = isinstance(keys, list) and len(keys) == count
    if not fits or any(isinstance(key, bool) or not isinstance(key, str | int | None) for key in keys):
        raise CursorInvalid(field="after")
    return keys
