"""A desk whose kitchen sends events, and a trigger that gives a late check-out by itself: made in a process of its own.

`python -m bench.kitchen` writes JSON: the token of the kitchen.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import django
import yaml

TRIGGER = {
    "code": "woken",
    "name": "Woken by an alarm",
    "types": ["house.alarm.rang"],
    "facts": {"duration_hours": "data.hours"},
    "details": {"email": "data.email", "name": "data.name", "unit": "data.unit"},
    "grant": {"per_case": 100, "per_customer": 1000, "per_day": 10**9},
    "table": {"rows": 'duration_hours || failure     | gesture\n>= 0 || "alarm_set" | "drink_at_the_bar"'},
}
GESTURE = {
    "code": "drink_at_the_bar",
    "name": "A drink at the bar",
    "type": "exchange",
    "form": "item",
    "amount": 8,
    "unit_cost": {"ratio": 0.3},
    "bands": "G1..G5",
    "needs_acceptance": False,
    "valid_days": 30,
}


def fill() -> str:
    """Units, budgets, the demonstration's policy with the trigger in force, and the source; its token."""
    from django.db import transaction

    from amends.apps.policies import store as policies
    from amends.commands.governance.create_token import create_token
    from amends.commands.governance.register_source import register_source
    from amends.core.policy.parse import document_text, parse_policy
    from amends.entrypoints import cli
    from amends.entrypoints.common.context import read_clock, shell_context
    from bench.givings import a_desk

    shell = shell_context()
    with transaction.atomic():
        a_desk(shell)
        data = yaml.safe_load((Path(cli.__file__).parent / "demonstration/policy.yaml").read_text())
        data["gestures"].append(GESTURE)
        text = document_text(parse_policy({**data, "triggers": [TRIGGER]}))
        policies.publish(shell, text, read_clock() - timedelta(days=1))
    register_source(shell, name="kitchen", unit_code="organisation")
    return create_token(
        shell, name="kitchen", role="program", unit_code="organisation", scopes=("events:write",)
    ).token


if __name__ == "__main__":
    django.setup()
    json.dump({"token": fill()}, sys.stdout)
