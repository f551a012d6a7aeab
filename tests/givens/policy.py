"""The demonstration group's policy: as data, as JSON text, and in force."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from givens.house import NIGHT, system

import amends.entrypoints.cli
from amends.apps.policies import store as policies

DEMONSTRATION = Path(amends.entrypoints.cli.__file__).parent / "demonstration" / "policy.yaml"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = NIGHT - timedelta(days=365)


def demonstration() -> dict[str, Any]:
    """The demonstration policy as the data that its file holds, to be changed at will."""
    return deepcopy(_read())


@cache
def policy_text() -> str:
    """The demonstration policy as JSON text."""
    return json.dumps(_read(), default=str)


@transaction.atomic
def a_policy(since: datetime = SINCE) -> policies.PolicyRecord:
    """Publish it, in force since then."""
    return policies.publish(system(), policy_text(), since, "first")


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(DEMONSTRATION.read_text())
    return data
