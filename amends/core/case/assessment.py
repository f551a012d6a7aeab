"""Assessing a case: how bad it is by the policy's tables, and what must be marked because of what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.core.case.standing import Flag
from amends.core.policy.evaluate import evaluate
from amends.core.policy.model import PolicyDocument
from amends.core.policy.values import Facts

REPEAT_DAYS = 365
"""A new failure of a customer who had one within this time is a repeat failure."""

_BY_FACT: Mapping[str, tuple[Flag, object]] = {
    "harm_class": (Flag.SAFETY, "safety"),
    "vulnerability_need": (Flag.VULNERABILITY_NEED, True),
    "regulated": (Flag.REGULATED, True),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """Severity 1 to 5 with the reasons of the rows that hit, the band, and the flags to set."""

    severity: int
    reasons: tuple[str, ...]
    band: str
    flags: frozenset[Flag]


def assessed(document: PolicyDocument, facts: Facts, flags: frozenset[Flag]) -> Assessment:
    """What the tables of severity and band say of these facts; flags that follow from facts join `flags`."""
    verdict = evaluate(document, facts)
    marked = {flag for name, (flag, value) in _BY_FACT.items() if facts.get(name) == value}
    return Assessment(verdict.severity, verdict.severity_reasons, verdict.band, flags | marked)


def is_repeat(last_received_at: datetime | None, now: datetime) -> bool:
    """Whether a customer whose last case came in then is failed again now."""
    return last_received_at is not None and last_received_at > now - timedelta(days=REPEAT_DAYS)
