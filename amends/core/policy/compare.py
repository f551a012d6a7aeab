"""Two decisions of the same case, compared: what differs, in short words, and how much more or less it comes to.

Decisions are compared as plain data (`batch.verdict_data`), so that what a file says can be compared with what a
policy says now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from amends.core.money import Money
from amends.core.policy.line import ALLOWED
from amends.core.text import gettext_noop

_COMPARED = ("outcome", "severity", "band", "escalate", "entitlements", "gestures", "problems")
_LISTS = {"entitlements": gettext_noop("owed"), "gestures": gettext_noop("given without asking")}


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """What differs between two decisions, each as `severity 1 → 2`; nothing when they decide alike."""
    found = []
    for entry in _COMPARED:
        old, new = _short(before.get(entry)), _short(after.get(entry))
        if old != new:
            found.append(f"{entry} {old} → {new}")
    return tuple(found)


def sums(decision: Mapping[str, object]) -> Counter[tuple[str, str]]:
    """What is owed, and what may be given without asking, by words and currency, in minor units."""
    totals: Counter[tuple[str, str]] = Counter()
    for entry, words in _LISTS.items():
        for item in _items(decision.get(entry)):
            minor = item.get("amount_minor")
            if isinstance(minor, int) and item.get("status", ALLOWED) == ALLOWED:
                totals[words, str(item["currency"])] += minor
    return totals


def _short(value: object) -> str:
    """The things in a list with their money and status, or the value itself."""
    if isinstance(value, list | tuple):
        return ", ".join(_one(item) for item in _items(value)) or "–"
    return "–" if value is None else str(value)


def _one(item: Mapping[str, object]) -> str:
    minor = item.get("amount_minor")
    amount = str(Money(minor, str(item["currency"]))) if isinstance(minor, int) else ""
    words = (item.get("gesture") or item.get("code"), amount, item.get("status"), item.get("approver"))
    return " ".join(str(word) for word in words if word)


def _items(value: object) -> Iterator[Mapping[str, object]]:
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, Mapping):
            yield item
