"""The files of the project, for the tests of the house rules."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """All files of the project that people write: what git knows or would take, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git of the PATH
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    kept_out = {".venv", "data", "build", "dist", "__pycache__"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part in kept_out or part.endswith("_cache") for part in path.parts)
    ]


@pytest.fixture(scope="session")
def python_files(project_files: list[Path]) -> list[Path]:
    """All Python files written by hand."""
    return [path for path in project_files if path.suffix == ".py" and path.parent.name != "migrations"]
