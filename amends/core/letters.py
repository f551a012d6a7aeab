"""How names are compared and searched: small letters without accents."""

from __future__ import annotations

import re
import unicodedata


def plain_letters(text: str) -> str:
    """`text` in small letters, without accents and with single spaces: "Ångström  Øyvind" is "angstrom
    øyvind".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def searchable(text: str) -> str:
    """The words of `text` as they are searched: plain letters and digits alone, so that the parts of an address are
    words too ("ada@example.org" is "ada example org")."""
    return " ".join(_words(text))


def prefix_terms(text: str, *, most: int = 8) -> str:
    """What was typed into a search as a PostgreSQL query of prefixes, all of which must match ("Ada L": ada and l).

    Only letters and digits are kept, so nothing typed can be an operator; "" for nothing.
    """
    return " & ".join(f"{word}:*" for word in _words(text)[:most])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain_letters(text))
