"""What all tests share: a real PostgreSQL of their own, started when the first test asks for it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from givens.database import empty_tables
from psycopg.conninfo import make_conninfo
from pytest_django.plugin import DjangoDbBlocker

from amends.entrypoints.cli.fresh_tables import make_fresh_tables
from amends.kernel.database import ROLE, database_settings
from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.embedded_cluster import SUPERUSER

# How long an example takes says how busy the machine is; the first one also waits for the tables of Unicode.
hypothesis.settings.register_profile(
    "no_watch", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("no_watch")

# Where the long tests are. They come first, so that no worker is left alone with one at the end.
LONG = ("tests/soak/", "tests/journeys/", "tests/entrypoints/", "tests/browser/")

# A cluster of the tests may lose its data with the machine's power, and saves the time of making sure.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For the two workers of `make test`, which begin with one half each: in both halves the long ones first."""
    files = [list(tests) for _, tests in groupby(items, key=lambda item: item.path)]
    long = [tests for tests in files if tests[0].nodeid.startswith(LONG)]
    long.sort(key=lambda tests: LONG.index(next(part for part in LONG if tests[0].nodeid.startswith(part))))
    short = [tests for tests in files if not tests[0].nodeid.startswith(LONG)]
    first, second = ([test for tests in long[start::2] for test in tests] for start in (0, 1))
    rest = [test for tests in short for test in tests]
    room = len(items) // 2 - len(first)
    items[:] = [*first, *rest[:room], *second, *rest[room:]]


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder with a short path that other users of the machine can reach, unlike `tmp_path`."""
    folder = Path(tempfile.mkdtemp(prefix="amends-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def embedded(open_folder: Path) -> Iterator[EmbeddedPostgres]:
    """The embedded server that all tests share."""
    with EmbeddedPostgres(open_folder / "shared", more=HASTY) as server:
        host = str(server.place.socket_folder)
        with psycopg.connect(dbname="postgres", user=SUPERUSER, host=host, port=5432) as entered:
            entered.execute(
                f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}"
            )  # for `empty_tables`
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(embedded: EmbeddedPostgres, django_db_blocker: DjangoDbBlocker) -> None:
    """Point Django at the tests' own server just before its test database is made, as a copy of a fresh one."""
    found = database_settings({"AMENDS_DATABASE_URL": embedded.address, "AMENDS_DATABASE_POOL": "0"})
    settings.DATABASES["default"].update(found)
    ours = connections["default"]
    ours.settings_dict.update(found)
    with django_db_blocker.unblock():
        make_fresh_tables()
        ours.close()
    ours.settings_dict["TEST"]["TEMPLATE"] = found["NAME"]


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Commits are real, and the tables are emptied afterwards: four times as quickly as Django would empty them."""
    with django_db_blocker.unblock():
        yield
        empty_tables()


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """A database in which commits are real, emptied afterwards: for tests with threads and processes."""


@pytest.fixture
def database_address(committed_db: None) -> str:
    """The address of the test database, for processes of their own (`AMENDS_DATABASE_URL`)."""
    found = connections["default"].settings_dict
    return make_conninfo(dbname=found["NAME"], user=found["USER"], host=found["HOST"], port=found["PORT"])
