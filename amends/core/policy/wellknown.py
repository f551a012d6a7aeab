"""The five well-known tables (T1 severity, T2 entitlement, T3 remedy, T4 band, T5 guard): the outputs that
give them meaning.
"""

from __future__ import annotations

import re
from decimal import Decimal

from amends.core.policy.model import (
    BAND,
    BANDS,
    ENTITLEMENT,
    GUARD,
    LEVELS,
    REMEDY,
    SEVERITY,
    GestureType,
    HitPolicy,
    Table,
)
from amends.core.policy.reading import Reader
from amends.core.text import gettext_noop

_ENTITLEMENT_OUTPUTS = ("code", "label", "amount", "currency", "form", "deadline_days", "reason")
_SINGLE = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)
_REQUIRED_OUTPUT = {
    SEVERITY: "severity",
    REMEDY: "remedy",
    BAND: "band",
    GUARD: "decision",
    ENTITLEMENT: "code",
}
_VALUES = {
    BAND: frozenset(BANDS),
    GUARD: frozenset({"allow", "decline", *LEVELS}),
    SEVERITY: frozenset(Decimal(n) for n in range(1, 6)),
}


def check_shape(reader: Reader, table: Table, amounts: frozenset[str]) -> None:
    """The five well-known tables have outputs of a known meaning."""
    required = _REQUIRED_OUTPUT.get(table.name)
    if required is None:
        return
    if not table.outputs or table.outputs[0].name != required:
        reader.bad("outputs", gettext_noop("first the output called ") + required)
        return
    at = f"tables.{table.name}"
    if table.name in _VALUES:
        allowed = _VALUES[table.name]
        for number, rule in enumerate(table.rules, 1):
            if rule.outputs[0] not in allowed:
                instead = ", ".join(sorted(str(value) for value in allowed))
                reader.problems.unusable(f"{at}.{number}.{required}", rule.outputs[0], instead)
    if table.name in {REMEDY, BAND} and table.hit_policy not in _SINGLE:
        reader.bad("hit_policy", ", ".join(_SINGLE))
    if table.name in {ENTITLEMENT, GUARD} and not table.hit_policy.is_list:
        reader.bad("hit_policy", ", ".join(policy for policy in HitPolicy if policy.is_list))
    if table.name == SEVERITY and table.hit_policy not in {*_SINGLE, HitPolicy.COLLECT_MAX}:
        reader.bad("hit_policy", ", ".join([HitPolicy.COLLECT_MAX, *_SINGLE]))
    if table.name == REMEDY:
        _check_remedies(reader, table)
    if table.name == ENTITLEMENT:
        _check_entitlements(reader, table, amounts)


def _check_remedies(reader: Reader, table: Table) -> None:
    allowed = {kind.value for kind in GestureType}
    for number, rule in enumerate(table.rules, 1):
        value = rule.outputs[0]
        items = value if isinstance(value, tuple) else (value,)
        if any(item not in allowed for item in items):
            reader.problems.unusable(f"tables.remedy.{number}.remedy", value, ", ".join(sorted(allowed)))


def _check_entitlements(reader: Reader, table: Table, amounts: frozenset[str]) -> None:
    for column in table.outputs:
        if column.name not in _ENTITLEMENT_OUTPUTS:
            reader.bad("outputs", ", ".join(_ENTITLEMENT_OUTPUTS))
    _check_currencies(reader, table)
    if "amount" not in table.output_names:
        return
    index = table.output_names.index("amount")
    for number, rule in enumerate(table.rules, 1):
        value = rule.outputs[index]
        if value is None or isinstance(value, Decimal) or (isinstance(value, str) and value in amounts):
            continue
        known = ", ".join(f'"{name}"' for name in sorted(amounts)) or gettext_noop("a number")
        reader.problems.unusable(f"tables.entitlement.{number}.amount", value, known)


def _check_currencies(reader: Reader, table: Table) -> None:
    if "currency" not in table.output_names:
        return
    index = table.output_names.index("currency")
    for number, rule in enumerate(table.rules, 1):
        value = rule.outputs[index]
        if value is not None and not (isinstance(value, str) and re.fullmatch("[A-Z]{3}", value)):
            instead = gettext_noop(
                'an ISO 4217 code in quotes, like "EUR", or nothing for that of the policy'
            )
            reader.problems.unusable(f"tables.entitlement.{number}.currency", value, instead)
