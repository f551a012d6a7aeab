"""A letter box that keeps every mail in a folder: what the demonstration sends to instead of the world."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_NAME = re.compile(r"\d{14,22}\.eml")
KEPT = 500
"""More than these are not kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One mail that came in. `name` is how to open it again; `text` and `html` are its two parts."""

    name: str
    came_at: datetime | None  # as its Date says
    sender: str
    to: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    text: str
    html: str


def keep(folder: Path, content: bytes, at_ns: int) -> str:
    """Keep one mail that came in at `at_ns` (nanoseconds since 1970); its name. Whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    while (path := folder / f"{at_ns:020d}.eml").exists():
        at_ns += 1
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(draft).rename(path)
    for old in sorted(folder.glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path.name


def caught(folder: Path, *, limit: int = 100, to: str = "") -> tuple[CaughtMail, ...]:
    """The latest mails, newest first; only those to an address that contains `to`, if given."""
    found: list[CaughtMail] = []
    for path in sorted(folder.glob("*.eml"), reverse=True):
        if len(found) == limit:
            break
        mail = _read(path)
        if mail is not None and to.strip().lower() in mail.to.lower():
            found.append(mail)
    return tuple(found)


def caught_mail(folder: Path, name: str) -> CaughtMail | None:
    """The mail of that name, or None."""
    return _read(folder / name) if _NAME.fullmatch(name) else None


def _read(path: Path) -> CaughtMail | None:
    try:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    except OSError:  # gone meanwhile: the oldest are dropped
        return None
    assert isinstance(mail, EmailMessage)
    date = mail["Date"]
    return CaughtMail(
        name=path.name,
        came_at=None if date is None else date.datetime,
        sender=str(mail["From"] or ""),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        message_id=str(mail["Message-ID"] or ""),
        references=tuple(str(mail["References"] or "").split()),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n").strip()
