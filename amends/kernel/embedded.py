"""The embedded PostgreSQL: made on first use, started as our own child, answering to its owner's socket alone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.child import end_group
from amends.kernel.database import DATABASE, ROLE, address_of
from amends.kernel.embedded_cluster import (
    SUPERUSER,
    check_cluster,
    check_room,
    last_words,
    make_folders,
    start_as,
)
from amends.kernel.embedded_place import database_user, find_place, ourselves, program_folder
from amends.kernel.embedded_settings import write_settings
from amends.kernel.folder_lock import FolderLock

ROOM_NEEDED = 256 * 1024 * 1024  # bytes: a fresh database takes 60 MB, its log of changes the rest
_LOG_MAX = 20 * 1024 * 1024


class DatabaseNotStarted(Refusal):
    """The server ended, or did not answer in time; its last words are given."""

    code = "database_not_started"
    kind = Kind.UNAVAILABLE
    message = gettext_noop("The database did not start. Its last words, from %(log)s: %(words)s")


class EmbeddedPostgres:
    """The database server of one data folder; a context manager that starts and stops it.

    `more` are further server settings, which win over the fitting ones. `start` must be called from a thread that
    lives as long as the server should (see kernel.child).
    """

    def __init__(
        self, data_folder: Path, *, more: dict[str, str] | None = None, room_needed: int = ROOM_NEEDED
    ) -> None:
        self.data_folder = data_folder.expanduser().resolve()
        self.place = find_place(self.data_folder)
        self.child: subprocess.Popen[bytes] | None = None
        self._more = more or {}
        self._room_needed = room_needed
        self._user = database_user()
        self._lock = FolderLock(self.data_folder, "postgresql.lock")

    @property
    def address(self) -> str:
        """The libpq address of our database, for as long as the server runs."""
        return address_of(self.place.socket_folder)

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.place.folder / "server.log"

    def start(self, *, seconds: float = 60) -> str:
        """Start the server, making the database first if there is none yet, and return its address.

        Raises `AlreadyRunning`, `DataFolderLost`, `DataFolderForeign`, `DataFolderUnusable`, `DataOfOtherVersion`,
        `DiskFull`, `SocketPathTooLong`, `ProgramMissing`, `UserUnknown`, `DatabaseNotMade` or `DatabaseNotStarted`.
        """
        self.make_folders()
        self._lock.take()
        try:
            check_room(self.place.folder, self._room_needed)
            check_cluster(self.data_folder, self.place, self._user, self.log)
            self._end_leftover()
            self._launch(seconds)
        except BaseException:
            self.stop()
            raise
        return self.address

    def make_folders(self) -> None:
        """Make what is missing of the data folder and the folders around the database."""
        make_folders(self.data_folder, self.place, self._user)

    def stop(self) -> None:
        """Stop the server after its running statements are broken off and all is written; never raises."""
        if self.child is not None:
            end_group(self.child, first=signal.SIGINT, seconds=30)
            self.child = None
        self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end_leftover(self) -> None:
        """A server whose parent was killed may still be ending: wait for it, and hurry it after a while."""
        pid_file = self.place.cluster / "postmaster.pid"
        for hurry in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + 20
            while (pid := _living_server(pid_file, self.place.cluster)) is not None:
                if time.monotonic() > deadline:
                    break
                with suppress(ProcessLookupError):
                    os.kill(pid, hurry)
                time.sleep(0.1)

    def _launch(self, seconds: float) -> None:
        arguments = write_settings(
            self.place.settings, enters=ourselves(), roles=(ROLE, SUPERUSER), more=self._more
        )
        self._turn_log()
        serving: list[str | Path] = [
            *(program_folder() / "postgres", "-D", self.place.cluster, "-k", self.place.socket_folder),
            *("--unix-socket-permissions=0700", "--port=5432"),
            *arguments,
        ]
        self.child = start_as(self._user, serving, self.place, self.log)
        deadline = time.monotonic() + seconds
        while True:
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise DatabaseNotStarted(log=str(self.log), words=last_words(self.log, self.place))
            with suppress(psycopg.OperationalError):
                self._make_database()
                return
            time.sleep(0.03)

    def _make_database(self) -> None:
        """Our role and database, where they are missing: the role owns its database and is no superuser."""
        host = str(self.place.socket_folder)
        with psycopg.connect(
            dbname="postgres", user=SUPERUSER, host=host, port=5432, autocommit=True
        ) as server:
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                server.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                server.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > _LOG_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))


def _living_server(pid_file: Path, cluster: Path) -> int | None:
    """The process id of a server that still works on `cluster`, by its own pid file."""
    try:
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return None
    except PermissionError:
        pass
    # The number may have been given to another process meanwhile: a server's working folder is its cluster.
    working_folder = Path(f"/proc/{pid}/cwd")
    with suppress(OSError):
        return pid if working_folder.resolve() == cluster.resolve() else None
    return pid
