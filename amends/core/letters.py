"""How names are compared and searched: small letters without accents."""

from __future__ import annotations

import unicodedata


def plain_letters(text: str) -> str:
    """`text` in small letters, without accents and with single spaces: "Ångström  Øyvind" is "angstrom
    øyvind".
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
