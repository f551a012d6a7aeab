"""The tables of a fresh installation at once: what all migrations together make of an empty database, as one script.

Going through the migrations one by one takes seconds, because Django draws every model anew after each step. The
script is written from the migrations (`make tables`), and a test compares what both make. It is used only where it
stands for exactly the migrations that are there: with another version of Django, say, the migrations are run.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

SCRIPT = Path(__file__).with_suffix(".sql")
HEAD = "-- Written by `make tables` from the migrations. They are: "


def make_fresh_tables(written: Path = SCRIPT) -> bool:
    """Make all tables, where the database has none and the script is of these migrations; whether it did."""
    with connection.cursor() as cursor:
        # The script names the schema that PostgreSQL gives to everybody.
        cursor.execute("SELECT current_schema() = 'public' AND to_regclass('django_migrations') IS NULL")
        ((is_fresh,),) = cursor.fetchall()
    script = written.read_text(encoding="utf-8")
    if not is_fresh or not script.startswith(f"{HEAD}{migrations_digest()}\n"):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(script)
    return True


def migrations_digest() -> str:
    """A digest of the names of all migrations that are there, ours and others'."""
    names = sorted(".".join(key) for key in MigrationLoader(None).disk_migrations)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
