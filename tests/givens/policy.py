"""The demonstration group's policy, in force."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from givens.house import system

from amends.apps.policies import store as policies

POLICY = Path(__file__).parents[2] / "amends/entrypoints/cli/demonstration/policy.yaml"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def policy_text() -> str:
    """The demonstration policy as JSON text."""
    return json.dumps(yaml.safe_load(POLICY.read_text()), default=str)


@transaction.atomic
def a_policy() -> policies.PolicyRecord:
    """Publish it, in force since the beginning of the year."""
    return policies.publish(system(), policy_text(), SINCE)
