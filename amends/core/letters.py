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


def prefix_terms(text: str, *, most: int = 8) -> str:
    """What was typed into a search as a PostgreSQL query of prefixes, all of which must match ("Ada L": ada and l).

    Only letters, digits, dots and at-signs inside a word are kept, so nothing typed can be an operator; "" for nothing.
    """
    words = re.findall(r"\w[\w.@]*\w|\w", plain_letters(text))
    return " & ".join(f"'{word}':*" for word in words[:most])
