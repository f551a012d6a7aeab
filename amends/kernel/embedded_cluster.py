"""The files of the embedded database: made once, beside and renamed; checked at every start; their loss noticed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.kernel.child import start_child
from amends.kernel.embedded_place import (
    MAJOR,
    MachineUser,
    Place,
    is_recorded,
    program_folder,
    record_place,
)

SUPERUSER = "postgres"  # enters for maintenance only; the application is never a superuser
_MEGABYTE = 1024 * 1024


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
        "The files in %(folder)s belong to user %(found)s and would be used as %(needed)s. "
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
        "There is too little room where the database lies (%(folder)s: %(free)s MB free, %(needed)s MB needed). "
        "Free some, then start again; nothing that was saved is lost."
    )


class DatabaseNotMade(Refusal):
    """The first database could not be made; the last words of the program are given."""

    code = "database_not_made"
    kind = Kind.UNAVAILABLE
    message = gettext_noop("The database could not be made. Its last words, from %(log)s: %(words)s")


def make_folders(data_folder: Path, place: Place, user: MachineUser) -> None:
    """Make what is missing of the folders around the database of `data_folder`, which `user` will run.

    Where `user` is not ourselves it may pass through them and read its settings, but owns only the database's
    files and the socket's folder. Raises `DataFolderLost`, `DataFolderForeign` or `DataFolderUnusable`.
    """
    mode = 0o700 if user.uid == os.geteuid() else 0o711  # what is secret lies in folders of its own
    try:
        _make_folder(data_folder, mode)
        if not place.folder.exists() and is_recorded(data_folder):
            raise _lost(data_folder, place)
        _make_folder(place.folder, mode)
        _make_folder(place.settings, mode)
        _make_socket_folder(place.socket_folder, user)
    except OSError as error:
        raise DataFolderUnusable(folder=error.filename, reason=error.strerror) from error


def _make_folder(folder: Path, mode: int) -> None:
    if not folder.exists():
        _make_folder(folder.parent, mode)
        folder.mkdir()
        folder.chmod(mode)  # whatever the umask says


def _make_socket_folder(folder: Path, user: MachineUser) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, user.uid, user.gid)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid != user.uid:  # somebody else was there first
        raise DataFolderForeign(folder=str(folder), found=status.st_uid, needed=user.name)


def check_room(folder: Path, needed: int) -> None:
    """Raise `DiskFull` unless `needed` bytes are free where `folder` lies."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(folder=str(folder), free=free // _MEGABYTE, needed=needed // _MEGABYTE)


def check_cluster(data_folder: Path, place: Place, user: MachineUser, log: Path) -> None:
    """Make the database's files on the first start; later make sure that they are there, ours and of our version.

    Raises `DataFolderLost`, `DataFolderForeign`, `DataOfOtherVersion`, `DiskFull`, `ProgramMissing` or
    `DatabaseNotMade`.
    """
    version_file = place.cluster / "PG_VERSION"
    if not version_file.exists():
        if is_recorded(data_folder):
            raise _lost(data_folder, place)
        _make_cluster(place, user, log)
    record_place(data_folder, place)
    owner = place.cluster.stat().st_uid
    if owner != user.uid:
        raise DataFolderForeign(folder=str(place.cluster), found=owner, needed=user.name)
    found = version_file.read_text(errors="replace").strip()
    if found != str(MAJOR):
        raise DataOfOtherVersion(folder=str(place.cluster), found=found, needed=MAJOR)


def _lost(data_folder: Path, place: Place) -> DataFolderLost:
    return DataFolderLost(data=str(data_folder), folder=str(place.cluster))


def _make_cluster(place: Place, user: MachineUser, log: Path) -> None:
    # Made beside and renamed, so that a first start that was broken off leaves nothing half-made behind.
    beside = place.folder / "cluster.new"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    os.chown(beside, user.uid, user.gid)
    making: list[str | Path] = [
        *(program_folder() / "initdb", "--pgdata", beside, "--username", SUPERUSER, "--auth=peer"),
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--text-search-config=simple", "--data-checksums", "--no-instructions"),
    ]
    if start_as(user, making, place, log).wait() != 0:
        words = last_words(log, place)
        raise DatabaseNotMade(log=str(log), words=words)
    beside.rename(place.cluster)


def start_as(user: MachineUser, argv: list[str | Path], place: Place, log: Path) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL program as `user`, speaking into `log`, without our environment and its secrets."""
    other = user.uid != os.geteuid()
    with log.open("ab") as output:
        return start_child(
            argv,
            end_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: break off statements, write all, end
            uid=user.uid if other else None,
            gid=user.gid if other else None,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd=place.folder,
            output=output,
        )


def last_words(log: Path, place: Place) -> str:
    """The last lines of `log`; raises `DiskFull` when that is what they say."""
    lines = log.read_text(errors="replace").strip().splitlines()[-5:]
    if any("No space left on device" in line for line in lines):
        free = shutil.disk_usage(place.folder).free // _MEGABYTE
        raise DiskFull(folder=str(place.folder), free=free, needed=free + 1)
    return " / ".join(lines)
