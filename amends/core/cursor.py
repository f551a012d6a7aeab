"""Where a list read by key goes on: the keys of its last line as one opaque, checked text."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

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
    except (ValueError, binascii.Error, RecursionError):
        raise CursorInvalid(field="after") from None
    if not isinstance(keys, list) or len(keys) != count or not all(map(_is_key, keys)):
        raise CursorInvalid(field="after")
    return keys


def _is_key(key: object) -> bool:
    """Whether `key` can have come from a row: a bigint, or a text that the database can hold."""
    if isinstance(key, str):
        return "\x00" not in key and not any("\ud800" <= char <= "\udfff" for char in key)
    return key is None or (isinstance(key, int) and not isinstance(key, bool) and abs(key) < 2**63)


def cursor_moment(key: str | int | None) -> datetime:
    """A key that is a moment (aware, ISO 8601); raises `CursorInvalid` at `after`."""
    try:
        moment = datetime.fromisoformat(key) if isinstance(key, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CursorInvalid(field="after")
    return moment
