"""Voucher codes: derived from a serial and a key, easy to read aloud, and able to tell a slip of the finger.

A code is twelve characters of an alphabet of 23: no vowels (no words appear by chance), none of the pairs
that are misread (0/O, 1/I/L, 5/S, 8/B, 2/Z, U/V). Eleven of them come from HMAC-SHA256 over the serial
(23^11, about 2^49.8: guessing is met by throttling), the twelfth is a check character. 23 is prime and every
place has its own weight, so the check catches every single wrong character and every swap of two characters,
next to each other or not.
"""

from __future__ import annotations

import hmac

ALPHABET = "2346789CDFGHJKMPQRTVWXY"
LENGTH = 12
_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
# Characters outside the alphabet that only one character inside it can have been.
_READ_AS = str.maketrans({"B": "8", "Z": "2", "U": "V"})


def derive_code(key: bytes, serial: str) -> str:
    """The twelve characters that belong to `serial` under `key`; nobody can make them without the key."""
    number = int.from_bytes(hmac.digest(key, serial.encode(), "sha256"), "big")
    body = ""
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _BASE)
        body += ALPHABET[value]
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that makes the weighted sum of the whole code a multiple of 23 (weights 12 down to 1)."""
    total = sum((LENGTH - place) * _VALUE[character] for place, character in enumerate(body))
    return ALPHABET[-total % _BASE]


def read_code(text: str) -> str | None:
    """What a person typed or a scanner sent, as twelve characters; None when it cannot be a code of ours.

    Small letters, spaces, dashes and dots are fine, and so is a whole QR address: what follows the last `#`
    counts.
    """
    kept = "".join(
        character for character in text.rpartition("#")[2].upper() if character not in " -–.\t\r\n"
    )
    code = kept.translate(_READ_AS)
    if len(code) != LENGTH or any(character not in _VALUE for character in code):
        return None
    return code if code[-1] == check_character(code[:-1]) else None


def group(code: str) -> str:
    """As people read it: `XXXX-XXXX-XXXX`."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def last_four(code: str) -> str:
    """The part that staff may see."""
    return code[-4:]


def lookup_hash(key: bytes, code: str) -> str:
    """The keyed hash a code is found by; of another key than the one that derives codes."""
    return hmac.digest(key, code.encode(), "sha256").hex()
