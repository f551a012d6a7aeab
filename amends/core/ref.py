"""References people read aloud and type: random, no look-alikes, and one character that catches slips."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

ALPHABET = "23456789CDFGHJKMPQRTVWX"
"""23 characters, a prime number of them: then distinct weights catch every single slip and every swap."""

BODY = 9
"""Random characters before the check character: 23^9 references of one kind."""


SHORT_CODE = 6
"""Characters in the short code of a place's form: short enough for a poster, 148 million of them."""


class RefInvalid(Refusal):
    """What was typed is not a reference: a slip of the finger, or something else altogether."""

    code = "ref_invalid"
    kind = Kind.INVALID
    message = gettext_noop("%(text)s is not a reference. One looks like C-4F7K9-QDX2M; check each character.")


def make_ref(prefix: str, random_bytes: bytes) -> str:
    """A reference such as `C-4F7K9-QDX2M`: `prefix`, nine characters from `random_bytes` (16 of them), a
    check.
    """
    body = _drawn(random_bytes, BODY)
    return _grouped(prefix, body + _check(body))


def make_short_code(random_bytes: bytes) -> str:
    """The short code of a place's form such as `H4K7QX`, from `random_bytes` (8 of them)."""
    return _drawn(random_bytes, SHORT_CODE)


def normal_ref(text: str, *, field: str | None = None) -> str:
    """What a person typed (small letters, spaces, without dashes) as the reference it means.

    Raises `RefInvalid` at `field` when it cannot be one.
    """
    bare = "".join(text.upper().replace("-", " ").split())
    prefix, body = bare[: -(BODY + 1)], bare[-(BODY + 1) :]
    whole = len(body) == BODY + 1 and prefix.isalpha() and set(body) <= set(ALPHABET)
    if not whole or _check(body[:-1]) != body[-1]:
        raise RefInvalid(field=field, text=text.strip()[:40])
    return _grouped(prefix, body)


def _drawn(random_bytes: bytes, length: int) -> str:
    number = int.from_bytes(random_bytes, "big")
    drawn = ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        drawn += ALPHABET[digit]
    return drawn


def _check(body: str) -> str:
    """The character that makes the weighted sum of all ten a multiple of 23."""
    total = sum(weight * ALPHABET.index(char) for weight, char in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def _grouped(prefix: str, body: str) -> str:
    return f"{prefix}-{body[:5]}-{body[5:]}"
