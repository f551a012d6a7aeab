"""A PostgreSQL of one's own that does not do what it is asked: said in a sentence that tells what to do next."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from givens.contexts import someone
from givens.shell import amends
from givens.tampering import tamper
from psycopg.conninfo import make_conninfo

from amends.core.roles import Role
from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.journal import record

AWAY = "postgresql://ada:open-sesame@127.0.0.1:9/desk"


@pytest.fixture
def of_somebody_else(embedded: EmbeddedPostgres) -> Iterator[str]:
    """The address of an empty database in which our role may make nothing."""
    owner = make_conninfo(embedded.address, dbname="postgres", user="postgres")
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE DATABASE of_somebody_else")
    yield make_conninfo(embedded.address, dbname="of_somebody_else")
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("DROP DATABASE of_somebody_else WITH (FORCE)")


def an_entry() -> None:
    """Something that was written down under the keys of the tests."""
    with transaction.atomic():
        record(someone(Role.SYSTEM), "case:1", "case.opened", {})


@pytest.mark.parametrize(
    "command", [("migrate",), ("staff", "list"), ("verify",)], ids=lambda words: words[0]
)
def test_a_server_that_is_away_is_said_in_its_words_without_the_password(command, tmp_path: Path) -> None:
    done = amends(AWAY, *command, "--data", str(tmp_path))

    assert (done.returncode, done.stdout) == (69, "")
    assert done.stderr.startswith("The database says: connection failed: ")
    assert done.stderr.endswith("where one of your own is used, AMENDS_DATABASE_URL.\n")
    assert "sesame" not in done.stderr


def test_a_start_with_it_fails_in_the_same_words(tmp_path: Path) -> None:
    done = amends(AWAY, "serve", "--data", str(tmp_path), "--port", "0")

    first, last = done.stderr.splitlines()
    assert done.returncode == 69
    assert first.startswith("The database says: connection failed: ")
    assert last == "amends did not start: `amends migrate` ended with exit code 69 (see above)."


def test_a_role_that_may_make_nothing_is_told_what_it_needs(of_somebody_else: str, tmp_path: Path) -> None:
    early = amends(of_somebody_else, "verify", "--data", str(tmp_path))
    done = amends(of_somebody_else, "migrate", "--data", str(tmp_path))

    assert early.returncode == 69
    assert early.stderr.startswith("The tables of this version are not in the database. Start `amends serve`")
    assert done.returncode == 69
    assert done.stderr.startswith("The database says: permission denied for schema public. The role in")


def test_looking_whether_there_is_something_to_do_makes_nothing(tmp_path: Path) -> None:
    done = amends(None, "migrate", "--check", "--data", str(tmp_path / "none"))

    assert done.returncode == 66
    assert list(tmp_path.iterdir()) == []


def test_new_keys_are_never_made_for_a_database_that_was_written_under_others(
    committed_db, database_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_entry()
    monkeypatch.setenv("AMENDS_KEYS", "")
    monkeypatch.setenv("AMENDS_SECRET_KEY", "")

    for command in (("migrate",), ("serve", "--port", "0")):
        done = amends(database_address, *command, "--data", str(tmp_path / "data"))

        assert done.returncode == 69
        assert "for one that has run before, bring them back from its backup." in done.stderr
        assert not (tmp_path / "data" / "keys").exists()


def test_keys_of_another_installation_are_named(committed_db, database_address: str) -> None:
    an_entry()
    assert tamper("kernel_journalentry", "UPDATE {table} SET key_id = 'elsewhere'") >= 1

    done = amends(database_address, "doctor", "--json")

    [found] = [each for each in json.loads(done.stdout) if "elsewhere" in each["words"]]
    assert (done.returncode, found["level"], found["about"]) == (69, "wrong", "Keys")
    assert os.environ["AMENDS_KEYS"] not in done.stdout
