"""Who can sign in to the demonstration, and what says that it is whole.

Read without Django, because the master that says it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PASSWORD = "gold-in-the-seam"  # noqa: S105 - shown to whoever starts the demonstration

LOADED = "demonstration.loaded"
"""The file in the data folder that says that the history was lived to its end."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One address that the demonstration shows."""

    email: str
    name: str
    role: str
    title: str


@cache
def read_group() -> dict[str, Any]:
    """group.yaml as it is written."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "group.yaml").read_text())
    return found


def sign_ins() -> tuple[SignIn, ...]:
    """One colleague per role, to look around as."""
    shown = (entry for entry in read_group()["colleagues"] if entry.get("sign_in"))
    return tuple(SignIn(email_of(each["key"]), each["name"], each["role"], each["title"]) for each in shown)


def email_of(key: str) -> str:
    """What a colleague of the group signs in with."""
    return f"{key}@kintsu.example"
