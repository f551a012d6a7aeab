"""The embedded PostgreSQL: made on first use, started as our own child, answering to its owner's socket alone."""

from __future__ import annotations

import os
import shutil
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
from amends.kernel import embedded_place
from amends.kernel.child import end_group, start_child
from amends.kernel.database import DATABASE, ROLE, address_of
from amends.kernel.embedded_place import MAJOR, database_user, find_place, ourselves, program_folder
from amends.kernel.embedded_settings import write_settings
from amends.kernel.folder_lock import FolderLock

SUPERUSER = "postgres"  # enters for maintenance only; the application is never a superuser
ROOM_NEEDED = 256 * 1024 * 1024  # bytes: a fresh database takes 60 MB, its log of changes the rest
_LOG_MAX = 20 * 1024 * 1024


class DataFolderLost(Refusal):
    """A database was made here before, and its files are gone: nothing new is made in its place unasked."""

    code = "data_folder_lost"
    kind = Kind.GONE
    message = gettext_noop(
        "The database of %(data)s should lie in %(folder)s, and is not there. Put it back (or a backup of it); "
        "to begin anew with an empty database, remove the file postgresql.place from %(data)s first."
    )


class DataFolderForeign(Refusal):
    """The database's files belong to another user of the machine."""

    code = "data_folder_foreign"
    kind = Kind.FORBIDDEN
    message = gettext_noop(
        "The database files in %(folder)s belong to user %(found)s and would be used as %(needed)s. "
        "Run amends as their owner, or give them over with: chown -R %(needed)s %(folder)s"
    )


class DataFolderUnusable(Refusal):
    """The data folder cannot be made or written to."""

    code = "data_folder_unusable"
    kind = Kind.INVALID
    message = gettext_noop("The folder %(folder)s cannot be used for data: %(reason)s.")


class DataOfOtherVersion(Refusal):
    """The files were made by another major version of PostgreSQL."""

    code = "data_of_other_version"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "The database files in %(folder)s were made by PostgreSQL %(found)s, and this is PostgreSQL %(needed)s. "
        "Export them with the version of amends that made them, and import them into a new data folder."
    )


class DiskFull(Refusal):
    """There is no room left where the database lies."""

    code = "disk_full"
    kind = Kind.EXHAUSTED
    message = gettext_noop(
        "There is too little room left where the database lies (%(folder)s: %(free)s MB free, %(needed)s MB needed). "
        "Free some, then start again; nothing that was saved is lost."
    )


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
        `DiskFull`, `SocketPathTooLong`, `ProgramMissing`, `UserUnknown` or `DatabaseNotStarted`.
        """
        try:
            self._make_folders()
        except OSError as error:
            raise DataFolderUnusable(folder=error.filename, reason=error.strerror) from error
        self._lock.take()
        try:
            self._check_room()
            self._check_cluster()
            self._end_leftover()
            self._launch(seconds)
        except BaseException:
            self.stop()
            raise
        return self.address

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

    def _make_folders(self) -> None:
        other_user = self._user.uid != os.geteuid()
        if not self.data_folder.exists():
            # Another user must be able to pass through; what is secret lies in folders of their own.
            self.data_folder.mkdir(parents=True, mode=0o711 if other_user else 0o700)
        if not self.place.folder.exists() and embedded_place.is_recorded(self.data_folder):
            self._lost()
        for folder in (self.place.folder, self.place.settings):
            folder.mkdir(parents=True, exist_ok=True, mode=0o711 if other_user else 0o700)
        self._make_socket_folder()

    def _make_socket_folder(self) -> None:
        folder = self.place.socket_folder
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self._user.uid, self._user.gid)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid != self._user.uid:
            raise DataFolderForeign(folder=str(folder), found=status.st_uid, needed=self._user.name)

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.place.folder).free
        if free < self._room_needed:
            megabyte = 1024 * 1024
            raise DiskFull(
                folder=str(self.place.folder), free=free // megabyte, needed=self._room_needed // megabyte
            )

    def _check_cluster(self) -> None:
        version_file = self.place.cluster / "PG_VERSION"
        if not version_file.exists():
            if embedded_place.is_recorded(self.data_folder):
                self._lost()
            self._make_cluster()
        owner = self.place.cluster.stat().st_uid
        if owner != self._user.uid:
            raise DataFolderForeign(folder=str(self.place.cluster), found=owner, needed=self._user.name)
        found = version_file.read_text().strip()
        if found != str(MAJOR):
            raise DataOfOtherVersion(folder=str(self.place.cluster), found=found, needed=MAJOR)

    def _lost(self) -> None:
        raise DataFolderLost(data=str(self.data_folder), folder=str(self.place.cluster))

    def _make_cluster(self) -> None:
        # Made beside and renamed, so that a first start that was broken off leaves nothing half-made behind.
        beside = self.place.folder / "cluster.new"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        os.chown(beside, self._user.uid, self._user.gid)
        with self.log.open("ab") as log:
            made = start_child(
                [
                    *(program_folder() / "initdb", "--pgdata", beside, "--username", SUPERUSER),
                    *(
                        "--auth=peer",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                    ),
                    *("--locale=C", "--no-instructions"),
                ],
                **self._as_user(),
                output=log,
            )
            code = made.wait()
        if code != 0:
            self._explain_end()
        beside.rename(self.place.cluster)
        embedded_place.record_place(self.data_folder, self.place)

    def _as_user(self) -> dict[str, int | None]:
        if self._user.uid == os.geteuid():
            return {"uid": None, "gid": None}
        return {"uid": self._user.uid, "gid": self._user.gid}

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
        with self.log.open("ab") as log:
            self.child = start_child(
                [
                    *(program_folder() / "postgres", "-D", self.place.cluster, *arguments),
                    *("-k", self.place.socket_folder, "--unix-socket-permissions=0700", "--port=5432"),
                ],
                end_signal=signal.SIGINT,
                **self._as_user(),
                output=log,
            )
        deadline = time.monotonic() + seconds
        while True:
            if self.child.poll() is not None or time.monotonic() > deadline:
                self._explain_end()
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

    def _explain_end(self) -> None:
        words = self.log.read_text(errors="replace").strip().splitlines()[-5:]
        if any("No space left on device" in line for line in words):
            free = shutil.disk_usage(self.place.folder).free // (1024 * 1024)
            needed = ROOM_NEEDED // (1024 * 1024)
            raise DiskFull(folder=str(self.place.folder), free=free, needed=needed)
        raise DatabaseNotStarted(log=str(self.log), words=" / ".join(words) or "(none)")


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
