"""Writes anew the script that makes the tables of a fresh installation: `make tables`."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.embedded_place import program_folder

# What pg_dump tells its reader, and what only a session of its own client needs.
_ASIDE = re.compile(r"^(--.*|SET .*|\\.*|SELECT pg_catalog\.set_config.*)?\n", re.M)
# PostgreSQL reads its own words for `x IN ('a', 'b')` as something that it would say differently again.
_ONE_OF = re.compile(r"\(([\w.]+)\)::text (= ANY|<> ALL) \(\(ARRAY\[([^]]*)\]\)::text\[\]\)")


def main() -> None:
    """Run all migrations in a database that ends afterwards, and write down what they made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.tests")
    django.setup()
    from amends.entrypoints.cli.fresh_tables import SCRIPT
    from amends.entrypoints.cli.installation import use_database

    with tempfile.TemporaryDirectory(prefix="amends-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder), more={"fsync": "off"}) as server:
            use_database(server.address)
            call_command("migrate", verbosity=0)
            SCRIPT.write_text(script(server.address), encoding="utf-8")
            connection.close()


def script(address: str) -> str:
    """What makes the tables that the migrations have made behind `address`, and says that they were run."""
    from amends.entrypoints.cli.fresh_tables import HEAD, migrations_digest

    with connection.cursor() as cursor:
        cursor.execute("SELECT format('(%L, %L, now())', app, name) FROM django_migrations ORDER BY id")
        run = ",\n    ".join(row for (row,) in cursor.fetchall())
    return (
        f"{HEAD}{migrations_digest()}\n"
        f"{dumped(address)}"
        f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n    {run};\n"
    )


def dumped(address: str) -> str:
    """The statements that make every table, index, constraint and trigger behind `address`."""
    options = ("--schema-only", "--no-owner", "--no-privileges")
    said = subprocess.run(
        [program_folder() / "pg_dump", *options, address], capture_output=True, text=True, check=True
    )
    parts = said.stdout.split("$$")  # every second one is the body of a function, which stays as it is
    parts[::2] = [_ONE_OF.sub(_one_of, _ASIDE.sub("", part)) for part in parts[::2]]
    return "$$".join(parts)


def _one_of(found: re.Match[str]) -> str:
    name, compared, values = found.groups()
    return f"{name} {'IN' if compared == '= ANY' else 'NOT IN'} ({values.replace('::character varying', '')})"


if __name__ == "__main__":
    main()
