"""The `amends` command as a person runs it, on the database of the test."""

from __future__ import annotations

import os
import subprocess
import sys


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
