"""A fresh installation gets its tables at once; they are those that the migrations make, to the last index."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from amends.entrypoints.cli.fresh_tables import SCRIPT, make_fresh_tables
from amends.entrypoints.cli.installation import use_database
from amends.kernel.embedded_place import program_folder


@contextmanager
def another_database(name: str, address: str) -> Iterator[str]:
    """An empty database beside that of the tests, and Django pointed at it."""
    own = connection.settings_dict.copy()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    beside = re.sub(r"dbname=\S+", f"dbname={name}", address)
    use_database(beside)
    try:
        yield beside
    finally:
        connection.close()
        connection.settings_dict.update(own)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def reread_triggers() -> None:
    """Make each trigger again from what PostgreSQL says it is: it unfolds a condition once only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TRIGGER %I ON %s; %s', tgname, tgrelid::regclass, pg_get_triggerdef(oid))"
            " FROM pg_trigger WHERE NOT tgisinternal"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def dumped(address: str) -> str:
    """Tables and rows as pg_dump says them, without its own signs and the moments at which migrations ran."""
    reread_triggers()
    said = subprocess.run(
        [program_folder() / "pg_dump", "--inserts", address], capture_output=True, text=True, check=True
    )
    moment = r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^']*'"
    return re.sub(rf"^\\.*\n|{moment}", "", said.stdout, flags=re.M)


def test_they_are_what_the_migrations_make(committed_db: None, database_address: str) -> None:
    with another_database("one_by_one", database_address) as address:
        call_command("migrate", interactive=False, verbosity=0)
        one_by_one = dumped(address)
    with another_database("at_once", database_address) as address:
        made = make_fresh_tables()
        call_command("migrate", interactive=False, verbosity=0)
        at_once = dumped(address)

    assert made, "run `make tables`"
    assert at_once == one_by_one, "run `make tables`"
    assert "CREATE TABLE public.cases_case (" in at_once
    assert "CREATE TRIGGER" in at_once


def test_where_there_are_tables_none_are_made(committed_db: None) -> None:
    assert make_fresh_tables() is False


def test_a_script_of_other_migrations_is_not_used(
    committed_db: None, database_address: str, tmp_path: Path
) -> None:
    of_others = tmp_path / "of_another_version.sql"
    of_others.write_text(re.sub(r"They are: \w+", f"They are: {'0' * 64}", SCRIPT.read_text(), count=1))

    with another_database("of_another_version", database_address), connection.cursor() as cursor:
        made = make_fresh_tables(of_others)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        tables = cursor.fetchone()

    assert (made, tables) == (False, (0,))
