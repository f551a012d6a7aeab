"""`amends doctor`: finds what is wrong, says what to do, changes nothing, and tells a program by its exit code."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from amends.entrypoints.cli.serve import free_port
from tests.entrypoints.cli.conftest import CLEAN_ENV

Findings = dict[str, tuple[str, str]]


def amends(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "amends.entrypoints.cli", *arguments],
        env={**CLEAN_ENV, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def examine(data: Path, **env: str) -> tuple[int, Findings]:
    """The exit code, and per thing looked at the level and words of the finding."""
    done = amends("doctor", "--json", "--data", data, **env)
    assert done.stdout, done.stderr
    return done.returncode, {
        found["about"]: (found["level"], found["words"]) for found in json.loads(done.stdout)
    }


@pytest.fixture
def local_mail() -> Iterator[str]:
    """The address of a mail server on this machine, which takes everything and keeps nothing."""
    port = free_port("127.0.0.1", 0)
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    yield f"smtp://127.0.0.1:{port}"
    server.stop()


def test_a_sound_installation_passes_and_a_broken_one_does_not(installed: Path, local_mail: str) -> None:
    env = {
        "AMENDS_SMTP_URL": local_mail,
        "AMENDS_PUBLIC_URL": "https://amends.example.com",
        "AMENDS_TRUSTED_PROXIES": "127.0.0.1",
    }

    code, behind = examine(installed, **env)
    migrated = amends("migrate", "--data", installed)
    sound_code, sound = examine(installed, **env)

    assert (code, behind["Tables"][0]) == (69, "wrong")
    assert migrated.returncode == 0, migrated.stderr
    assert sound["Tables"] == ("good", "Up to date.")
    assert sound["Database"] == ("good", "PostgreSQL 18 answers.")
    assert sound["Clock"] == ("good", "The database's clock and ours agree.")
    assert sound["Keys"][0] == "good"
    assert sound["Mail"] == ("good", local_mail.removeprefix("smtp://") + " takes mail.")
    assert sound["Address"] == ("good", "https://amends.example.com")
    assert sound["Workers"] == ("mind", "None has been seen yet.")
    assert sound_code == 0

    (installed / "keys" / "codes").chmod(0o644)
    bad_code, bad = examine(
        installed,
        AMENDS_PUBLIC_URL="http://amends.example.com",
        AMENDS_ALLOWED_HOSTS="other.example.com",
        AMENDS_SMTP_URL="smtp://127.0.0.1:9",
    )

    assert bad_code == 69
    assert {about for about, (level, _) in bad.items() if level == "wrong"} == {
        "Keys",
        "Address",
        "Hosts",
        "Mail",
    }
    assert "codes" in bad["Keys"][1]
    assert "not encrypted" in bad["Address"][1]


def test_https_without_a_trusted_proxy_is_wrong(installed: Path) -> None:
    _, found = examine(installed, AMENDS_PUBLIC_URL="https://amends.example.com")

    assert found["Proxy"][0] == "wrong"


def test_a_database_that_does_not_answer_is_named(installed: Path) -> None:
    code, found = examine(installed, AMENDS_DATABASE_URL="postgresql://amends@127.0.0.1:9/amends")

    assert code == 69
    assert found["Database"][0] == "wrong"
    assert "127.0.0.1" in found["Database"][1]


def test_nothing_is_made_where_there_is_no_installation(data: Path) -> None:
    done = amends("doctor", "--data", data)

    assert done.returncode == 66
    assert done.stderr.strip() == (
        f"There is no installation in {data}. `amends serve --data {data}` makes one; "
        "for one that is elsewhere, say where with --data."
    )
    assert not data.exists()


def test_a_setting_that_cannot_be_meant_is_named(installed: Path) -> None:
    done = amends("doctor", "--data", installed, AMENDS_PUBLIC_URL="amends.example.com")

    assert done.returncode == 64
    assert "AMENDS_PUBLIC_URL cannot be used: amends.example.com." in done.stderr


def test_without_keys_a_command_says_so_and_the_doctor_still_looks(installed: Path) -> None:
    shutil.rmtree(installed / "keys")

    made = amends("token", "create", "till", "--role", "cashier", "--data", installed)
    _, found = examine(installed)

    assert made.returncode == 69
    assert made.stderr.startswith("There are no keys in ")
    assert found["Keys"][0] == "wrong"
    assert found["Clock"][0] == "good"


def test_damaged_files_are_named(installed: Path) -> None:
    (installed / "keys" / "codes").write_bytes(b"abc\0\xff")
    codes = amends("doctor", "--data", installed)
    (installed / "keys" / "codes").unlink()
    (installed / "postgresql.place").write_bytes(b"\xff\0")
    given = {"AMENDS_KEYS": "a:" + "0f" * 32, "AMENDS_SECRET_KEY": "x" * 40}
    place = amends("migrate", "--data", installed, **given)

    assert (codes.returncode, place.returncode) == (64, 66)
    assert "keys/codes is damaged or cannot be read: bring it back" in codes.stderr
    assert "and is not there. Put it back" in place.stderr
