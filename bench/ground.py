"""The ground every measurement stands on: a fresh installation with its own settings, and pgbench beside it.

Each benchmark compares, in one run on one machine, what the product does with what PostgreSQL could do at most when it
writes the same rows: the ratio is what we publish, never the bare number.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amends.kernel.embedded import EmbeddedPostgres
from amends.kernel.embedded_place import program_folder
from amends.kernel.key_files import make_keys


@dataclass(frozen=True, slots=True)
class Ground:
    """One running installation: its folder, its database's address, and the environment its processes need."""

    folder: Path
    address: str
    environment: dict[str, str]


@contextmanager
def ground() -> Iterator[Ground]:
    """A fresh installation with the settings a real one has (durable commits included), migrated and empty."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        make_keys(folder)
        with EmbeddedPostgres(folder) as server:
            environment = {
                "AMENDS_DATA": str(folder),
                "AMENDS_DATABASE_URL": server.address,
                "DJANGO_SETTINGS_MODULE": "amends.config.settings.base",
            }
            os.environ.update(environment)
            _migrate()
            yield Ground(folder, server.address, {**os.environ, **environment})


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@dataclass(frozen=True, slots=True)
class Pgbench:
    """What pgbench said: transactions per second without connecting, and mean latency in milliseconds."""

    per_second: float
    latency_ms: float


def pgbench(place: Ground, script: str, *, clients: int, seconds: int, threads: int = 2) -> Pgbench:
    """Run `script` (pgbench's own language) from `clients` connections with prepared statements."""
    path = place.folder / "script.sql"
    path.write_text(script)
    command = [
        str(program_folder() / "pgbench"),
        *("--no-vacuum", "--protocol=prepared", f"--client={clients}", f"--jobs={threads}"),
        *(f"--time={seconds}", f"--file={path}", f"--dbname={place.address}"),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"tps = ([\d.]+)", said)
    latency = re.search(r"latency average = ([\d.]+) ms", said)
    if rate is None or latency is None:
        raise RuntimeError(said)
    return Pgbench(float(rate[1]), float(latency[1]))


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def say_ratio(claim: str, ours: float, limit: float, *, floor: float, aim: float) -> None:
    """One line a claim: ours, the limit's, their ratio, and how it stands to floor and aim."""
    ratio = ours / limit
    verdict = "meets the aim" if ratio >= aim else "above the floor" if ratio >= floor else "BELOW THE FLOOR"
    print(f"{claim}: {ours:,.0f}/s of {limit:,.0f}/s = {ratio:.2f} (floor {floor}, aim {aim}): {verdict}")
