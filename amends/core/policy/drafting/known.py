"""What a draft says of its facts: their types, as far as they can be told while it is still being written."""

from __future__ import annotations

from collections.abc import Mapping

from amends.core.policy.derived import RULES
from amends.core.policy.drafting.sheets import Data, entries, output_names
from amends.core.policy.rows import guessed_type
from amends.core.policy.values import ValueType


def fact_types(data: Data) -> dict[str, ValueType]:
    """The type of every fact, derived fact and output that the draft names, as far as it says."""
    types = {str(fact.get("name")): _type(fact.get("type", "string")) for fact in entries(data, "facts")}
    for derived in entries(data, "derived"):
        rule = RULES.get(str(derived.get("rule")))
        if rule is not None:
            types[str(derived.get("name"))] = rule.gives
    for table in entries(data, "tables"):
        types.update(output_types(table))
    return {name: kind for name, kind in types.items() if kind is not None}


def output_types(table: Data) -> dict[str, ValueType | None]:
    """The type of each output of a table: as declared, or as its first value says; None where nothing does."""
    outputs = table.get("outputs")
    declared = {
        str(item.get("name")): _type(item.get("type"))
        for item in (outputs if isinstance(outputs, list) else ())
        if isinstance(item, Mapping)
    }
    found: dict[str, ValueType | None] = {}
    for place, name in enumerate(output_names(table)):
        thens = [rule.get("then") for rule in entries(table, "rules")]
        values = [then[place] for then in thens if isinstance(then, list) and len(then) > place]
        filled = [value for value in values if value not in (None, "", "null")]
        found[name] = declared.get(name) or (guessed_type(filled) if filled else None)
    return found


def _type(word: object) -> ValueType | None:
    return ValueType(word) if isinstance(word, str) and word in set(ValueType) else None
