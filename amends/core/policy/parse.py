"""From plain data (YAML, JSON, a form) to a policy document and back to its one canonical text.

Reading gathers every problem; each names its place and says what to write instead. The canonical text is what
is stored, digested and compared: the same policy typed in two ways has one text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from amends.core.policy.amounts import AmountForm, facts_of
from amends.core.policy.approvals import path_data, read_approvals
from amends.core.policy.declarations import declaration_data, derived_data, read_declarations, read_derived
from amends.core.policy.forbidden import check_customer_value
from amends.core.policy.forms import FormReader, form_data
from amends.core.policy.gestures import gesture_data, read_gesture
from amends.core.policy.hits import exported_types
from amends.core.policy.model import (
    ENTITLEMENT,
    GUARD,
    GUARD_FACTS,
    LEVELS,
    Ceiling,
    GestureDefinition,
    PolicyDocument,
    Table,
)
from amends.core.policy.reading import Problems, Reader
from amends.core.policy.rows import read_table, table_data
from amends.core.policy.triggers import read_triggers, trigger_data
from amends.core.policy.values import FactValue, ValueType, canonical_text
from amends.core.policy.wellknown import check_shape
from amends.core.refusal import Refusals
from amends.core.text import gettext_noop


class PolicyInvalid(Refusals):
    """The document cannot be used; every problem inside names its place and what to write instead."""

    code = "policy_invalid"


def parse_policy(data: Mapping[str, object]) -> PolicyDocument:
    """Plain data to a document; raises `PolicyInvalid` with all problems at once."""
    problems = Problems()
    reader = Reader(data, "", problems)
    currency = reader.text("currency")
    if not re.fullmatch("[A-Z]{3}", currency):
        reader.bad("currency", gettext_noop("an ISO 4217 code, like EUR"))
        currency = "XXX"
    facts = read_declarations(reader, currency)
    declared = {fact.name: fact.type for fact in facts}
    types = dict(declared)
    derived = read_derived(reader, types)
    types.update({fact.name: fact.type for fact in derived})
    choices = {fact.name: fact.choices for fact in facts}
    entries = _amount_entries(reader)
    tables = _tables(reader, types, choices, frozenset(name for name, _, _ in entries))
    before = _known_before(types, tables, ENTITLEMENT)
    for table in tables:
        types = {**types, **exported_types(table)}
    amounts = _amounts(entries, types, problems)
    _check_owed(reader, tables, amounts, before)
    forms = FormReader(types, amounts, problems)
    gestures = _gestures(reader, forms, types)
    document = PolicyDocument(
        name=reader.text("name", required=True),
        currency=currency,
        effective_from=reader.date("effective_from"),
        facts=facts,
        derived=derived,
        amounts=amounts,
        tables=tables,
        gestures=gestures,
        ceiling=_ceiling(reader, types),
        triggers=read_triggers(reader, declared, choices, gestures, [table.name for table in tables]),
        approvals=read_approvals(reader, LEVELS),
    )
    reader.close()
    check_customer_value(document, problems)
    if problems.found:
        raise PolicyInvalid(tuple(problems.found))
    return document


def document_text(document: PolicyDocument) -> str:
    """The canonical JSON text of a document; `parse_policy(load_document(text))` gives an equal one."""
    ceiling = document.ceiling
    return canonical_text(
        {
            "name": document.name,
            "currency": document.currency,
            "effective_from": document.effective_from,
            "facts": [declaration_data(fact) for fact in document.facts],
            **({"derived": [derived_data(fact) for fact in document.derived]} if document.derived else {}),
            "amounts": [{"name": name, "amount": form_data(form)} for name, form in document.amounts.items()],
            "tables": [table_data(table) for table in document.tables],
            "gestures": [gesture_data(gesture) for gesture in document.gestures],
            "ceiling": None
            if ceiling is None
            else {"percent": ceiling.percent, "of": ceiling.of, "approver": ceiling.approver},
            **({"triggers": [trigger_data(each) for each in document.triggers]} if document.triggers else {}),
            **({"approvals": [path_data(path) for path in document.approvals]} if document.approvals else {}),
        }
    )


@lru_cache(maxsize=32)
def load_document(text: str) -> PolicyDocument:
    """A document from its JSON text, every number exact; the same text is read once, since documents never change.

    Raises `PolicyInvalid`.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        problems = Problems()
        problems.unusable("policy", text[:40], gettext_noop("a JSON document"))
        raise PolicyInvalid(tuple(problems.found)) from None
    return parse_policy(data)


def document_digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _amount_entries(reader: Reader) -> list[tuple[str, object, str]]:
    """Name, data and path of the amounts, given as a mapping or as the list of the canonical text."""
    raw = reader.get("amounts")
    if isinstance(raw, Mapping):
        return [(str(name), amount, f"amounts.{name}") for name, amount in raw.items()]
    entries = []
    for number, item in enumerate(reader.items("amounts"), 1):
        entry = Reader(item, f"amounts[{number}]", reader.problems)
        entries.append((entry.name("name"), entry.get("amount"), f"amounts[{number}]"))
        entry.close()
    return entries


def _amounts(
    entries: list[tuple[str, object, str]], types: Mapping[str, ValueType], problems: Problems
) -> dict[str, AmountForm]:
    """Amounts by name; each may use those above it, and the results of tables."""
    amounts: dict[str, AmountForm] = {}
    for name, data, at in entries:
        if name in amounts or not re.fullmatch("[a-z][a-z0-9_]*", name):
            problems.unusable(at, name, gettext_noop("a name of small letters that is not taken"))
        amounts[name] = FormReader(types, amounts, problems).read(data, at)
    return amounts


def _known_before(types: Mapping[str, ValueType], tables: Iterable[Table], name: str) -> frozenset[str]:
    """The facts that the table of that name can know: declared ones and the results above it."""
    known = set(types)
    for table in tables:
        if table.name == name:
            break
        known.update(exported_types(table))
    return frozenset(known)


def _check_owed(
    reader: Reader, tables: Iterable[Table], amounts: Mapping[str, AmountForm], before: frozenset[str]
) -> None:
    """What is owed may not wait for tables that come after it."""
    owed = next((table for table in tables if table.name == ENTITLEMENT), None)
    index = owed.output_names.index("amount") if owed and "amount" in owed.output_names else None
    for number, rule in enumerate(owed.rules if owed and index is not None else (), 1):
        name = rule.outputs[index or 0]
        late = (
            facts_of(amounts[name], amounts) - before
            if isinstance(name, str) and name in amounts
            else frozenset()
        )
        if late:
            instead = gettext_noop("an amount that rests on facts and on tables above this one")
            reader.problems.unusable(f"tables.{ENTITLEMENT}.{number}.amount", name, instead)


def _tables(
    whole: Reader,
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]],
    amounts: frozenset[str],
) -> tuple[Table, ...]:
    items = whole.items("tables")
    readers = [Reader(item, f"tables[{number}]", whole.problems) for number, item in enumerate(items, 1)]
    tables: list[Table] = []
    known, allowed = dict(types), dict(choices)
    for number, reader in enumerate(readers, 1):
        is_guard = reader.data.get("name") == GUARD
        table = read_table(reader, {**known, **GUARD_FACTS} if is_guard else known, allowed)
        exported = exported_types(table)
        if set(exported) & (set(known) | set(GUARD_FACTS)):
            reader.bad("outputs", gettext_noop("output names that no fact and no table above has"))
        if any(other.name == table.name for other in tables):
            reader.bad("name", gettext_noop("a name that no other table has"))
        if is_guard and number < len(readers):
            whole.bad("tables", gettext_noop("the guard table last: it judges what the others found"))
        check_shape(reader, table, amounts)
        known.update(exported)
        allowed.update({column.name: column.choices for column in table.outputs if column.name in exported})
        tables.append(table)
    return tuple(tables)


def _gestures(
    reader: Reader, forms: FormReader, types: Mapping[str, ValueType]
) -> tuple[GestureDefinition, ...]:
    gestures: list[GestureDefinition] = []
    for number, item in enumerate(reader.items("gestures"), 1):
        code = item.get("code", number) if isinstance(item, Mapping) else number
        entry = Reader(item, f"gestures[{code}]", reader.problems)
        gesture = read_gesture(entry, forms, types)
        if any(other.code == gesture.code for other in gestures):
            entry.bad("code", gettext_noop("a code that no other gesture has"))
        gestures.append(gesture)
    return tuple(gestures)


def _ceiling(reader: Reader, types: Mapping[str, ValueType]) -> Ceiling | None:
    if reader.get("ceiling") is None:
        return None
    inner = reader.inner("ceiling")
    percent = inner.number("percent", least=Decimal(0))
    if percent is None:
        inner.bad("percent", gettext_noop("how many percent of the price, like 150"))
    of = inner.text("of") or "price"
    if types.get(of) is not ValueType.MONEY:
        inner.bad("of", gettext_noop("the money fact it is a part of, like price"))
    approver = inner.text("approver") or "L2"
    if approver not in LEVELS:
        inner.bad("approver", ", ".join(LEVELS))
    inner.close()
    return Ceiling(percent or Decimal(150), of, approver)
