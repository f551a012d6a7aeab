"""The house of the tests in an installation that really runs: made in a process of its own, told as JSON.

`python -m givens.soak_world` (with `tests` on the path) fills the installation of its environment.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class World:
    """What clients need: tokens by what they are for, and who signs in with which password."""

    desk: str  # hears complaints, gives and records what customers choose
    codes: str  # hands out the codes of vouchers
    till: str  # redeems
    emails: tuple[str, ...]
    password: str


def make_world(address: str, data: Path, *, desk: int) -> World:
    """Fill the empty installation in `data`, whose database answers at `address`; the desk may give `desk` cents."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AMENDS_", "DJANGO_"))}
    env |= {
        "AMENDS_DATA": str(data),
        "AMENDS_DATABASE_URL": address,
        "AMENDS_DATABASE_POOL": "0",
        "DJANGO_SETTINGS_MODULE": "amends.config.settings.base",
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
    }
    command = [sys.executable, "-m", "givens.soak_world", str(desk)]
    made = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    return World(**told | {"emails": tuple(told["emails"])})


def fill(desk_cents: int) -> World:
    """The house with its policy and budgets, and the programs that work in it."""
    import django

    django.setup()
    from givens.api import a_token
    from givens.giving import open_budgets
    from givens.house import PASSWORD, make_house
    from givens.policy import LONG_AGO, a_policy

    house = make_house()
    a_policy(LONG_AGO)
    open_budgets(house, desk=desk_cents, hotel=desk_cents, group=desk_cents)  # nobody above pays for more
    desk = (
        "complaints:write",
        "cases:read",
        "cases:write",
        "offers:write",
        "messages:write",
        "acceptance:write",
    )
    return World(
        desk=a_token("program", *desk, unit="harbour", grant_minor=10_000),
        codes=a_token("program", "vouchers:codes"),
        till=a_token("cashier", unit="harbour-desk"),
        emails=tuple(person.email for person in house.people.values()),
        password=PASSWORD,
    )


if __name__ == "__main__":
    json.dump(asdict(fill(int(sys.argv[1]))), sys.stdout)
