"""The secret keys of an installation as files of its data folder, readable by their owner alone.

`keys/codes` holds one key per line, newest first: an id and 32 bytes in hexadecimal. Voucher codes, links and the
journal's chains are made from them, so a backup takes the folder along, apart from the database. `keys/sessions`
holds the key that signs sessions; losing it only signs everybody out.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class KeysMissing(Refusal):
    """The data folder has no keys where there must be some."""

    code = "keys_missing"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "There are no keys in %(folder)s. `amends serve` makes them for a new installation; "
        "for one that has run before, bring them back from its backup."
    )


class KeysUnreadable(Refusal):
    """A key file is damaged, or not ours to read."""

    code = "keys_unreadable"
    kind = Kind.INVALID
    message = gettext_noop(
        "The key file %(file)s is damaged or cannot be read: bring it back from the backup of the keys. "
        "The file `sessions` alone may be removed: `amends serve` makes another one, and everybody signs in again."
    )


@dataclass(frozen=True, slots=True)
class InstallationKeys:
    """`codes`: (id, 32 bytes) pairs, the current one first; `sessions`: the key that signs sessions."""

    codes: tuple[tuple[str, bytes], ...]
    sessions: str


def keys_folder(data_folder: Path) -> Path:
    """Where the keys of `data_folder` lie."""
    return data_folder.expanduser() / "keys"


def have_keys(data_folder: Path) -> bool:
    """Whether `data_folder` has keys."""
    return (keys_folder(data_folder) / "codes").exists()


def make_keys(data_folder: Path) -> None:
    """Make the keys of a new installation, or the one of sessions alone; keys that are there are left as they are."""
    folder = keys_folder(data_folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(folder / "codes", f"{secrets.token_hex(4)} {secrets.token_hex(32)}\n")
    _write_new(folder / "sessions", secrets.token_urlsafe(48) + "\n")


def read_keys(data_folder: Path) -> InstallationKeys:
    """The keys of `data_folder`; raises `KeysMissing` or `KeysUnreadable`."""
    folder = keys_folder(data_folder)
    codes_text, sessions = _read(folder / "codes"), _read(folder / "sessions").strip()
    if len(sessions) < 32:
        raise KeysUnreadable(file=str(folder / "sessions"))
    return InstallationKeys(_parse_codes(codes_text, folder / "codes"), sessions)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeysMissing(folder=str(file.parent)) from None
    except (OSError, UnicodeDecodeError):
        raise KeysUnreadable(file=str(file)) from None


def _parse_codes(text: str, file: Path) -> tuple[tuple[str, bytes], ...]:
    try:
        pairs = [line.split() for line in text.splitlines() if line.strip()]
        codes = tuple((key_id, bytes.fromhex(secret)) for key_id, secret in pairs)
    except ValueError:
        raise KeysUnreadable(file=str(file)) from None
    if not codes or any(len(secret) != 32 for _, secret in codes):
        raise KeysUnreadable(file=str(file))
    return codes


def _write_new(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
