"""Whether this very code has made the tables and the files for browsers, so that a start need not make them again.

Asking takes a few milliseconds; finding out by Django's own means takes two seconds, because everything is imported.
The tables' mark is a comment in the database: it goes wherever the tables go, into backups and back.
"""

from __future__ import annotations

import hashlib
import sysconfig
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Literal

import amends
from amends.kernel.database import OLDEST_VERSION

_PACKAGE = Path(amends.__file__).parent
_PARTS = ("*/migrations/*.py", "*/*/migrations/*.py", "config/settings/*.py", "**/static/**/*")
_SERVER_VERSION_MIN = OLDEST_VERSION * 10_000


def is_ready(address: str, static: Path) -> bool:
    """Whether nothing of what `mark_ready` marked has changed since. What cannot be asked counts as changed."""
    digest = code_digest()
    try:
        if (
            _mark_of(static).read_text(encoding="ascii") != digest
            or not (static / "staticfiles.json").exists()
        ):
            return False
        with psycopg.connect(address, connect_timeout=5) as asked:
            if asked.info.server_version < _SERVER_VERSION_MIN:
                return False
            row = asked.execute("SELECT obj_description(to_regclass('django_migrations'))").fetchone()
    except (OSError, psycopg.Error):
        return False
    return row is not None and row[0] == digest


def tables_mark() -> str:
    """The statement that marks the tables as made by this code."""
    return SQL("COMMENT ON TABLE django_migrations IS {}").format(Literal(code_digest())).as_string()


def mark_files(static: Path) -> None:
    """Mark the files in `static` as made by this code."""
    _mark_of(static).write_text(code_digest(), encoding="ascii")


def code_digest() -> str:
    """A digest of all that tables and files are made of: our migrations, settings and files, others' versions."""
    digest = hashlib.sha256()
    packages = Path(sysconfig.get_paths()["purelib"])
    for name in sorted(found.name for found in packages.glob("*.dist-info")):
        digest.update(name.encode())
    files = {file for part in _PARTS for file in _PACKAGE.glob(part) if file.is_file()}
    for file in sorted(files):
        digest.update(file.relative_to(_PACKAGE).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _mark_of(static: Path) -> Path:
    return static.with_name(f"{static.name}.made_by")
