"""The import contracts hold, they notice what they forbid, and every module can be imported."""

import importlib
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import amends

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "0 broken" in done.stdout


# One planted violation per contract: what a file would have to import for that contract to break.
PLANTED = [
    ("Floors", "core/planted.py", "import amends.kernel.context"),
    ("Floors", "utils/__init__.py", ""),
    ("Entry points do not know each other", "entrypoints/cli/planted.py", "import amends.entrypoints.web"),
    ("No app imports another app", "apps/units/models.py", "import amends.apps.staff.models"),
    ("Every app has the same plan", "apps/units/planted.py", ""),
    ("The core knows neither database", "core/planted.py", "import psycopg"),
    ("Only commands write", "queries/planted.py", "import amends.apps.customers.store"),
    (
        "Only the app itself and the queries touch tables",
        "entrypoints/web/planted.py",
        "import amends.apps.staff.models",
    ),
    (
        "Two queries alone know the app of group attributes",
        "queries/planted.py",
        "import amends.apps.fairness.models",
    ),
    (
        "Only errands and the wiring reach out",
        "commands/intake/planted.py",
        "import amends.adapters.delivery",
    ),
    ("One file knows the job library", "entrypoints/cli/planted.py", "import procrastinate"),
    ("The API alone knows the API library", "entrypoints/web/planted.py", "import ninja"),
]


@pytest.mark.parametrize(
    ("contract", "file", "line"), PLANTED, ids=[f"{name}-{file}" for name, file, _ in PLANTED]
)
def test_a_planted_violation_breaks_its_contract(contract: str, file: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "amends", tmp_path / "amends", ignore=shutil.ignore_patterns("__pycache__", "static")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    planted = tmp_path / "amends" / file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a") as text:
        text.write(f"\n{line}\n")

    done = lint(tmp_path)

    assert done.returncode == 1, done.stdout[-2000:] + done.stderr
    broken = [row for row in done.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(row.startswith(contract) for row in broken), broken


def test_every_module_can_be_imported() -> None:
    names = [module.name for module in pkgutil.walk_packages(amends.__path__, "amends.")]

    for name in names:
        importlib.import_module(name)

    assert len(names) > 100
