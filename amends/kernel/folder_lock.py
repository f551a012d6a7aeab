"""One process at a time over one folder: a lock that the system lets go of by itself when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class AlreadyRunning(Refusal):
    """Another process holds the folder."""

    code = "already_running"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "amends is already running on %(folder)s (process %(pid)s). Stop that one first, or choose another folder."
    )


class FolderLock:
    """Holds `folder/name` (by `flock`) from `take` until `release` or death; raises `AlreadyRunning`.

    The file stays when the lock is released: removing it would let two processes hold two files of one name.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock at once or raise `AlreadyRunning`; taking what is held is a defect."""
        assert self._descriptor is None, "the lock is held already"
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(descriptor, 20).decode(errors="replace").strip() or "?"
            os.close(descriptor)
            raise AlreadyRunning(folder=str(self._path.parent), pid=pid) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
