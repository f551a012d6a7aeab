"""`amends staff away`: an operator enters who stands in for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from givens.house import make_house
from givens.shell import amends

from amends.apps.approvals.models import Substitution


def test_somebody_who_fell_ill_has_a_substitute(committed_db, database_address):
    people = make_house().people
    today = datetime.now(UTC).date()
    days = ("--from", f"{today}", "--until", f"{today + timedelta(days=3)}")

    done = amends(
        database_address, "staff", "away", "carla@kintsu.example", "--substitute", "leo@kintsu.example", *days
    )

    kept = Substitution.objects.get()
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("leo@kintsu.example stands in for carla@kintsu.example until ")
    assert (kept.person_id, kept.substitute_id) == (people["carla"].id, people["leo"].id)

    done = amends(
        database_address,
        "staff",
        "away",
        "carla@kintsu.example",
        "--substitute",
        "nora@kintsu.example",
        *days,
    )
    assert (done.returncode, done.stdout) == (64, "")
    assert "may say yes to something" in done.stderr
    assert Substitution.objects.count() == 1
