"""`amends demo` as a visitor meets it: a page with something late on it, a mail that arrives, and an end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.entrypoints.cli.demonstration.people import PASSWORD, sign_ins

pytestmark = pytest.mark.timeout(600)

ENV = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}
# Of an installation that is none of the demonstration's business.
ELSEWHERE = {
    "AMENDS_DATABASE_URL": "postgresql:///amends?host=/nonexistent",
    "AMENDS_PUBLIC_URL": "https://amends.example.com",
}


class Visit:
    """One run of `amends demo`."""

    def __init__(self, data: Path) -> None:
        self.log = data.parent / f"{data.name}.log"
        self.began = time.monotonic()
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "amends.entrypoints.cli", "demo", "--data", str(data), "--port", "0"],
                env={**ENV, **ELSEWHERE, "PYTHONUNBUFFERED": "1", "COLUMNS": "120"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        """All it has said so far."""
        return self.log.read_text()

    def wait(self) -> float:
        """Wait for the first page; how many seconds it took."""
        while "Ctrl-C stops it" not in self.said:
            assert self.child.poll() is None, self.said
            assert time.monotonic() < self.began + 400, self.said
            time.sleep(0.1)
        return time.monotonic() - self.began

    def page(self, path: str) -> str:
        """A page without signing in."""
        port = re.search(r"http://localhost:(\d+)", self.said)
        assert port is not None
        with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def stop(self) -> int:
        """Ctrl-C."""
        self.child.send_signal(signal.SIGINT)
        return self.child.wait(timeout=60)


@pytest.fixture
def visits(open_folder: Path) -> Iterator[list[Visit]]:
    started: list[Visit] = []
    yield started
    for visit in started:
        if visit.child.poll() is None:
            visit.stop()


def test_the_first_minute(open_folder: Path, visits: list[Visit]) -> None:
    data = open_folder / "demo"
    visits.append(Visit(data))
    visits[0].wait()

    said = visits[0].said
    assert PASSWORD in said
    for person in sign_ins():
        assert person.email in said
    first = visits[0].page("/accounts/login/")
    assert "A demonstration with made-up data" in first
    assert "this installation is empty" not in first
    assert visits[0].stop() == 0

    visits.append(Visit(data))
    visits[1].wait()
    assert "Three months" not in visits[1].said
    assert visits[1].stop() == 0


def test_an_installation_of_ones_own_is_never_taken_for_the_demonstration(
    open_folder: Path, visits: list[Visit]
) -> None:
    data = open_folder / "own"
    (data / "keys").mkdir(parents=True)
    visits.append(Visit(data))

    assert visits[0].child.wait(timeout=60) == 73
    assert "is an installation of its own" in visits[0].said
    assert sorted(path.name for path in data.iterdir()) == ["keys"]
