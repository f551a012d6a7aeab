"""The `amends` command as a person runs it, on the database of the test: in a process of its own, or within ours."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from django.db import connection

from amends.entrypoints.cli.main import main


def amends(address: str | None, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run `amends ARGUMENTS` in a process of its own on the database at `address` (None: with what it finds),
    with `typed` at its input.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}
    if address is not None:
        env |= {name: os.environ[name] for name in ("AMENDS_KEYS", "AMENDS_SECRET_KEY")}
        env["AMENDS_DATABASE_URL"] = address
    return subprocess.run(
        [sys.executable, "-m", "amends.entrypoints.cli", *arguments],
        env={**env, "COLUMNS": "200"},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def amends_within(address: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The same without a process, for what is not about one: a second is saved each time."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    told = _told(AMENDS_DATABASE_URL=address, COLUMNS="200")
    with told, _typing(typed), redirect_stdout(out), redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@contextmanager
def _told(**variables: str) -> Iterator[None]:
    """The environment with `variables`, and the test's own connection, as they were before afterwards."""
    before, own = dict(os.environ), connection.settings_dict.copy()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        connection.settings_dict.clear()
        connection.settings_dict.update(own)


@contextmanager
def _typing(typed: str) -> Iterator[None]:
    keyboard, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        yield
    finally:
        sys.stdin = keyboard
