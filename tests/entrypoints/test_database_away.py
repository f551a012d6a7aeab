"""A database that is really stopped: every page says calmly that it will be back, and is back with the database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from amends.kernel.embedded import EmbeddedPostgres
from tests.entrypoints.cli.conftest import Served

pytestmark = pytest.mark.timeout(180)

PAGES = ("/", "/cases/C-4F7K9-QDX2M", "/till", "/f/H412", "/p/somebodys-link/")
MARK = "abcdefghijklmnopqrstuvwxyz012345"
WORDS = "We will be back in a moment"


class Asked:
    """One request and what came back."""

    def __init__(
        self, port: str, path: str, *, form: str | None = None, cookies: str = "", **headers: str
    ) -> None:
        sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded", **headers}
        line = HTTPConnection("127.0.0.1", int(port), timeout=60)
        with closing(line):
            line.request("GET" if form is None else "POST", path, form, sent)
            answer = line.getresponse()
            self.status, self.headers, self.text = answer.status, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def database(open_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A database of one's own, which nobody starts again when it ends."""
    with EmbeddedPostgres(open_folder / "away-database", more={"fsync": "off"}) as server:
        yield server


@pytest.fixture(scope="module")
def served(open_folder: Path, database: EmbeddedPostgres) -> Iterator[Served]:
    """An installation on that database."""
    served = Served(open_folder / "away", AMENDS_DATABASE_URL=database.address).wait_until_ready()
    yield served
    served.stop()


def test_pages_are_calm_while_the_database_is_away_and_back_with_it(
    served: Served, database: EmbeddedPostgres
) -> None:
    def ask(path: str) -> Asked:
        return Asked(served.port, path, cookies=f"amends_session={MARK}")

    def send() -> Asked:
        form = f"csrfmiddlewaretoken={MARK}&words=It+rang"
        return Asked(served.port, "/f/H412", form=form, cookies=f"csrftoken={MARK}")

    with ThreadPoolExecutor(len(PAGES) + 2) as crowd:  # all at once: each waits a while for the database
        before = [answer.status for answer in crowd.map(ask, PAGES)]
        database.stop()
        sending = crowd.submit(send)
        program = crowd.submit(Asked, served.port, "/api/v1/cases", Authorization="Bearer amd_x")
        away = list(crowd.map(ask, PAGES))
        sent, told = sending.result(), program.result()
        database.start()
        served.wait_for(lambda: [answer.status for answer in crowd.map(ask, PAGES)] == before)

    assert max(before) < 500
    assert {answer.status for answer in (*away, sent, told)} == {503}
    assert {answer.headers["Retry-After"] for answer in (*away, sent, told)} == {"5"}
    assert [answer.text for answer in (*away, sent) if WORDS not in answer.text] == []
    assert [answer.text for answer in (*away, sent, told) if "psycopg" in answer.text] == []
    assert ["Try again" in answer.text for answer in (*away, sent)] == [True] * len(PAGES) + [False]
    assert served.child.poll() is None
