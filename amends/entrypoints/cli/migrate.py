"""`amends migrate`: brings the tables, and the files that browsers load, up to date with the code."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from amends.entrypoints.cli.fresh_tables import make_fresh_tables
from amends.entrypoints.cli.installation import (
    data_option,
    database_of,
    make_installation,
    require_installation,
    use_database,
)
from amends.entrypoints.cli.readiness import mark_files, tables_mark
from amends.kernel.database import direct_address, require_supported
from amends.queries.governance import is_set_up

_LOCK = 0x616D656E6473  # "amends": one migration at a time, whichever machine it comes from


@click.command()
@data_option
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when something would be changed.")
def migrate(data: Path, check: bool) -> None:
    """Bring the tables up to date, and with them the files that browsers load.

    `amends serve` does this at the first start of a new version. Do it by hand, once and before the new version
    starts anywhere, when several machines share one database.
    """
    if check:
        require_installation(data)
        with _connected(data):
            call_command("migrate", check_unapplied=True, verbosity=0)
        return
    if not bring_up_to_date(data):
        click.echo(f"Nobody can sign in yet. In another shell: amends setup --data {data}")


def bring_up_to_date(data: Path, *, organisation_follows: bool = False) -> bool:
    """Migrate the tables and collect the files; whether there is an organisation in it already.

    An installation that has none and gets none at once is not marked as ready: every start says what to do next.
    """
    make_installation(data)
    with _connected(data):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        make_fresh_tables()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        has_organisation = is_set_up()
        if has_organisation or organisation_follows:
            with connection.cursor() as cursor:
                cursor.execute(tables_mark())
    call_command("collectstatic", interactive=False, verbosity=0)
    mark_files(Path(settings.STATIC_ROOT))
    click.echo("The tables are up to date.")
    return has_organisation


@contextmanager
def _connected(data: Path) -> Iterator[None]:
    with database_of(data) as address:
        # Past any pooler, because the lock is one of the session.
        use_database(direct_address(os.environ) or address)
        connection.ensure_connection()
        require_supported(connection.connection.info.server_version)
        try:
            yield
        finally:
            connection.close()
