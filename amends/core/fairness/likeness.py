"""What makes two cases alike: the facts that the policy asked about, without the day and with sizes in classes.

To the cent and the minute hardly two cases are equal, and nobody would call a bill of 61.20 another case than one of
60.90. So amounts and long counts stand in the key by their size class: 1, 2, 5, 10, 20, 50, 100 and so on.
"""

from __future__ import annotations

import hashlib
import json
import math
from decimal import Decimal

from amends.core.policy.facts import read_facts
from amends.core.policy.model import PolicyDocument
from amends.core.policy.values import FactValue, ValueType, canonical_text
from amends.core.refusal import Refusal

EXACT_UP_TO = 5
"""Counts up to here are what they are: two failed recoveries are not three."""

_WITHOUT = frozenset({ValueType.DATE, ValueType.DATETIME})
_SIZED = frozenset({ValueType.MONEY, ValueType.NUMBER, ValueType.DURATION})


def likeness_key(document: PolicyDocument, facts_json: str) -> str | None:
    """The key that like cases share, from the frozen facts of a decision (JSON); None where they cannot be read."""
    data = json.loads(facts_json, parse_float=Decimal)
    try:
        facts = read_facts(document, {name: data[name] for name in data if name in document.declared})
    except Refusal:
        return None
    kept: dict[str, object] = {}
    for name, value in facts.items():
        kind = document.declared[name].type
        if kind not in _WITHOUT:
            kept[name] = _size(value) if kind in _SIZED else value
    return hashlib.sha256(canonical_text(kept).encode()).hexdigest()[:24]


def _size(value: FactValue) -> str:
    """The size class of a number, an amount or a length of time (in minutes)."""
    number = float(value) if isinstance(value, Decimal) else value.total_seconds() / 60  # type: ignore[union-attr]
    if abs(number) <= EXACT_UP_TO:
        return f"{number:g}"
    power = 10 ** math.floor(math.log10(abs(number)))
    step = next(step for step in (5, 2, 1) if abs(number) >= step * power)
    return f"{'-' if number < 0 else ''}{step * power:g}+"
