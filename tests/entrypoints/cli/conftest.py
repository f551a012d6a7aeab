"""Installations that really run: `amends serve` as a child of the test, watched through its output and its pages."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.key_files import make_keys

CLEAN_ENV = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}


def processes_with(variable: str) -> dict[int, str]:
    """The living processes that have `variable` (NAME=value) in their environment: pid and command line."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return {pid: command for pid, command in found.items() if command}


class Served:
    """One run of `amends serve` on `data`."""

    def __init__(self, data: Path, *options: str, **env: str) -> None:
        self.data = data
        self.output: list[str] = []
        self.child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "amends.entrypoints.cli",
                "serve",
                "--data",
                data,
                "--port",
                "0",
                *options,
            ],
            env={**CLEAN_ENV, "PYTHONUNBUFFERED": "1", **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        with self.child.stdout as lines:
            self.output.extend(iter(lines.readline, ""))

    @property
    def said(self) -> str:
        """All it has said so far."""
        return "".join(self.output)

    def wait_for(self, condition: Callable[[], object], seconds: float = 120) -> None:
        """Wait until `condition` holds; on failure show what was said."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"not within {seconds} s; it said:\n{self.said}"
            time.sleep(0.05)

    def wait_until_ready(self) -> Served:
        """Wait for the first page."""
        self.wait_for(lambda: "amends is ready" in self.said or self.child.poll() is not None)
        assert self.child.poll() is None, self.said
        return self

    @property
    def port(self) -> str:
        """Where it answers."""
        found = re.search(r"amends is ready: http://localhost:(\d+)", self.said)
        assert found is not None, self.said
        return found[1]

    def health(self) -> int:
        """The status of the health page; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def processes(self) -> dict[int, str]:
        """Our living children and theirs, without the database."""
        living = processes_with(f"AMENDS_DATA={self.data.resolve()}")
        return {pid: command for pid, command in living.items() if pid != self.child.pid}

    def database_pid(self) -> int:
        """The database server's process id, by its own file."""
        return int((self.data / "postgresql" / "cluster" / "postmaster.pid").read_text().split()[0])

    def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = 60) -> int:
        """Send `number`, wait for the end and return the exit code."""
        self.child.send_signal(number)
        code = self.child.wait(timeout=seconds)
        self._reader.join(timeout=5)
        return code


@pytest.fixture
def data(open_folder: Path, request: pytest.FixtureRequest) -> Path:
    """A data folder for this test, not made yet."""
    return open_folder / re.sub(r"\W", "-", request.node.name)[-24:]


@pytest.fixture
def installed(data: Path) -> Path:
    """The data folder of an installation that has keys and a database, and does not run."""
    server = EmbeddedPostgres(data, more={"fsync": "off"})
    server.start()
    server.stop()
    make_keys(data)
    return data


@pytest.fixture
def serve(data: Path) -> Iterator[Callable[..., Served]]:
    """Starts `amends serve` on the data folder of this test, as often as wanted; all are ended afterwards."""
    started: list[Served] = []

    def start(*options: str, **env: str) -> Served:
        started.append(Served(data, *options, **env))
        return started[-1]

    yield start
    for served in started:
        if served.child.poll() is None:
            served.stop(signal.SIGTERM)
