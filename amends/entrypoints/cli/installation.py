"""The installation that a shell command means: its data folder, its keys and its database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import psycopg
from django.conf import settings
from django.db import connection

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.cli.database_words import told_by_database
from amends.kernel.database import database_settings, own_address
from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.embedded_cluster import DataFolderUnusable
from amends.kernel.embedded_place import is_recorded
from amends.kernel.environment import installation_keys
from amends.kernel.folder_lock import AlreadyRunning
from amends.kernel.key_files import KeysMissing, have_keys, keys_folder, make_keys, read_keys

F = TypeVar("F", bound=Callable[..., Any])


class NoInstallation(Refusal):
    """There is nothing in the data folder yet, and this command makes nothing."""

    code = "no_installation"
    kind = Kind.NOT_FOUND
    message = gettext_noop(
        "There is no installation in %(folder)s. `amends serve --data %(folder)s` makes one; "
        "for one that is elsewhere, say where with --data."
    )


def data_option(function: F) -> F:
    """Adds `--data DIR` (default: AMENDS_DATA, else ./data), given to the command as the path `data`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="AMENDS_DATA",
        default="data",
        show_default=True,
        help="The folder of the installation: its keys and, unless AMENDS_DATABASE_URL is set, its database.",
    )(function)


def make_data_folder(data: Path) -> None:
    """Make a data folder that holds keys only, for us alone; raises `DataFolderUnusable`."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DataFolderUnusable(folder=error.filename, reason=error.strerror) from error


def make_installation(data: Path) -> None:
    """Make the keys of a new installation, unless the environment brings them.

    Raises `KeysMissing` where a database is older than its missing keys, `KeysUnreadable` where they are damaged, and
    `DatabaseNotReached` where a database of one's own cannot be asked.
    """
    if installation_keys(os.environ) is not None:
        return
    if not have_keys(data):
        own = own_address(os.environ)
        if is_recorded(data) if own is None else _has_journal(own):
            raise KeysMissing(folder=str(keys_folder(data)))
        make_data_folder(data)
    make_keys(data)
    read_keys(data)


def _has_journal(address: str) -> bool:
    """Whether something was written down in the database at `address`, under keys that must be somewhere."""
    try:
        with psycopg.connect(address, connect_timeout=10) as asked:
            row = asked.execute("SELECT to_regclass('kernel_journalentry')").fetchone()
            if row is None or row[0] is None:
                return False
            return asked.execute("SELECT FROM kernel_journalentry LIMIT 1").fetchone() is not None
    except psycopg.Error as error:
        raise told_by_database(error) from None


def require_installation(data: Path) -> None:
    """Raise `NoInstallation` unless `data` has keys or a database."""
    if not have_keys(data) and not is_recorded(data) and not os.environ.get("AMENDS_KEYS"):
        raise NoInstallation(folder=str(data))


@contextmanager
def connected(data: Path, *, without_keys: bool = False) -> Iterator[None]:
    """Django on the database of the installation in `data`, for as long as the block lasts.

    Raises `NoInstallation`, `KeysMissing` unless it may be `without_keys`, and whatever starting its database refuses.
    """
    require_installation(data)
    if not settings.AMENDS_KEYS and not without_keys:
        raise KeysMissing(folder=str(keys_folder(data)))
    with database_of(data) as address:
        use_database(address)
        try:
            yield
        finally:
            connection.close()


def use_database(address: str) -> None:
    """Point Django at `address`, with one connection: a shell command has no use for a pool."""
    connection.settings_dict.update(
        database_settings({"AMENDS_DATABASE_URL": address, "AMENDS_DATABASE_POOL": "0"})
    )


@contextmanager
def database_of(data: Path) -> Iterator[str]:
    """The address of the installation's database, started for the while where nobody has started it.

    `AMENDS_DATABASE_URL` wins, and then nothing embedded starts.
    """
    if address := own_address(os.environ):
        yield address
        return
    server = EmbeddedPostgres(data)
    try:
        server.start()
    except AlreadyRunning:  # by `amends serve`, most likely: its socket is where ours would be
        yield server.address
        return
    try:
        yield server.address
    finally:
        server.stop()
