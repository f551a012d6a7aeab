"""Texts that neither database nor journal can keep: NUL, or half of a surrogate pair. Only programs send them."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class TextUnusable(Refusal):
    """A text holds what cannot be kept."""

    code = "text_unusable"
    kind = Kind.INVALID
    message = gettext_noop(
        "A text holds a character that cannot be kept (NUL, half a character, or no UTF-8)."
    )


def is_usable(text: str) -> bool:
    """Whether `text` can be kept."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
