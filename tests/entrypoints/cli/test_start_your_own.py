"""docs/howto/start-your-own.md, typed as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from givens.shell import amends

from amends.apps.policies.models import PolicyVersion
from amends.apps.staff.models import Placement
from amends.apps.units.models import Unit

PAGE = Path(__file__).parents[3] / "docs/howto/start-your-own.md"
ELSEWHERE = {"serve", "doctor"}  # they have tests of their own


def test_every_step_works_in_its_order(committed_db, database_address, tmp_path):
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE.read_text(), re.S | re.M)
    done = []
    for line in (line.strip() for block in blocks for line in block.splitlines()):
        words = shlex.split(line.replace("DIR", str(tmp_path)))[1:]
        if words[0] in ELSEWHERE or len(words) == 3:  # the setup that asks needs somebody to answer
            continue
        typed = "a-quiet-lake-at-dawn\n" if "<" in words else ""
        if words[:2] == ["policy", "publish"]:
            file = tmp_path / "policy.yaml"
            file.write_text(file.read_text().replace("amount: 44", "amount: 48"))
        run = amends(database_address, *words[: words.index("<") if typed else None], typed=typed)
        assert run.returncode == 0, f"{line}\n{run.stderr}"
        done.append(words[0])

    assert done == ["setup", "unit", "unit", "staff", "policy"]
    assert list(Unit.objects.order_by("id").values_list("code", "currency", "timezone")) == [
        ("pension-alma", "EUR", "Europe/Vienna"),
        ("harbour", "EUR", "Europe/Vienna"),
        ("harbour-desk", "EUR", "Europe/Vienna"),
    ]
    assert Placement.objects.get(user__email="hana@pension.example").unit.code == "harbour-desk"
    assert PolicyVersion.objects.get(number=2).note == "Breakfast costs more now"
