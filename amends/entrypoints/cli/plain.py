"""What others typed, as a terminal may show it: no colours of theirs, no moving cursor, no second line."""

from __future__ import annotations

from rich.text import Text


def plain(text: str) -> str:
    """`text` with a question mark for every character that a terminal would obey or cannot show."""
    return "".join(char if char.isprintable() or char == " " else "?" for char in text)


def cell(text: str) -> Text:
    """`text` for a cell of a table, where square brackets are brackets."""
    return Text(plain(text))
