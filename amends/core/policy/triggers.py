"""Reads and writes the triggers of a policy; each problem names its place and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from amends.core.policy.model import GestureDefinition
from amends.core.policy.reading import Problems, Reader
from amends.core.policy.rows import CellProblem, read_table, table_data
from amends.core.policy.table import HitPolicy, Table
from amends.core.policy.trigger import DETAILS, ORIGINS, RECOMMENDED, Grant, Trigger
from amends.core.policy.values import FactValue, ValueType
from amends.core.text import gettext_noop

_PATH = re.compile(r"[A-Za-z0-9_-]{1,60}(?:\.[A-Za-z0-9_-]{1,60}){0,9}")
_TYPE = re.compile(r"[!-~]{1,199}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ONE_ANSWER = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


def read_triggers(
    reader: Reader,
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]],
    gestures: Collection[GestureDefinition],
    tables: Collection[str],
) -> tuple[Trigger, ...]:
    """The entries under `triggers`; `types` and `choices` are those of the declared facts."""
    found: list[Trigger] = []
    for number, item in enumerate(reader.items("triggers"), 1):
        code = item.get("code", number) if isinstance(item, Mapping) else number
        entry = Reader(item, f"triggers[{code}]", reader.problems)
        trigger = _trigger(entry, types, choices, {gesture.code for gesture in gestures})
        if trigger.code in tables or any(other.code == trigger.code for other in found):
            entry.bad("code", gettext_noop("a code that no other trigger and no table has"))
        entry.close()
        found.append(trigger)
    return tuple(found)


def trigger_data(trigger: Trigger) -> dict[str, object]:
    """A trigger as plain data, the way `read_triggers` reads it."""
    grant = trigger.grant
    data: dict[str, object] = {
        "code": trigger.code,
        "name": trigger.name,
        "types": trigger.types,
        "sources": trigger.sources,
        "facts": trigger.facts,
        "details": trigger.details,
        "origin": trigger.origin,
        "owed": trigger.owed,
        "letter": trigger.letter,
        "grant": None if grant is None else vars(grant),
        "table": {name: value for name, value in table_data(trigger.table).items() if name != "name"},
    }
    return {name: value for name, value in data.items() if value not in (None, "", (), {})}


def _trigger(
    entry: Reader,
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]],
    gestures: Collection[str],
) -> Trigger:
    code = entry.name("code")
    facts = _paths(entry, "facts", types, gettext_noop("a declared fact"))
    table = _table(entry, code, {name: types[name] for name in facts}, choices, gestures)
    grant = _grant(entry)
    gives = "gesture" in table.output_names and any(
        rule.outputs[table.output_names.index("gesture")] is not None for rule in table.rules
    )
    if grant is None and gives:
        entry.bad("grant", gettext_noop("what it may give by itself: per_case, per_customer and per_day"))
    return Trigger(
        code=code,
        name=entry.text("name", required=True),
        types=_matching(
            entry, "types", _TYPE, gettext_noop("event types, like shop.order.late or shop.order.*")
        ),
        table=table,
        sources=_matching(entry, "sources", _SLUG, gettext_noop("names of event sources"), required=False),
        facts=facts,
        details=_paths(entry, "details", DETAILS, ", ".join(DETAILS)),
        grant=grant,
        owed=entry.flag("owed", False),
        origin=_origin(entry),
        letter=entry.text("letter"),
    )


def _paths(entry: Reader, key: str, known: Collection[str], instead: str) -> dict[str, str]:
    """Places in the event by name, each a name that is known."""
    if entry.get(key) is None:
        return {}
    inner = entry.inner(key)
    found = {}
    for name in inner.data:
        path = inner.get(str(name))
        if name not in known:
            inner.bad(str(name), instead)
        elif not isinstance(path, str) or not _PATH.fullmatch(path):
            inner.bad(str(name), gettext_noop("a place in the event, like data.order.total"))
        else:
            found[str(name)] = path
    return found


def _matching(
    entry: Reader, key: str, form: re.Pattern[str], instead: str, *, required: bool = True
) -> tuple[str, ...]:
    texts = entry.texts(key)
    if (required and not texts) or any(
        not form.fullmatch(text) or "*" in text.removesuffix("*") for text in texts
    ):
        entry.bad(key, instead)
    return texts


def _origin(entry: Reader) -> str:
    origin = entry.text("origin") or "event"
    if origin not in ORIGINS:
        entry.bad("origin", ", ".join(ORIGINS))
    return origin


def _grant(entry: Reader) -> Grant | None:
    if entry.get("grant") is None:
        return None
    inner = entry.inner("grant")
    amounts = {}
    for name in ("per_case", "per_customer", "per_day"):
        amount = inner.number(name, least=Decimal(0))
        if amount is None:
            inner.bad(name, gettext_noop("an amount in the policy's currency, like 20"))
        amounts[name] = amount or Decimal(0)
    days = inner.count("days", least=1)
    inner.close()
    if days is not None and days > 365:
        inner.bad("days", gettext_noop("1 to 365 days"))
    return Grant(**amounts, days=days or 90)


def _table(
    entry: Reader,
    code: str,
    types: Mapping[str, ValueType],
    choices: Mapping[str, tuple[FactValue, ...]],
    gestures: Collection[str],
) -> Table:
    """The table of a trigger: facts that it reads, and what they lead to."""
    raw = entry.inner("table")
    reader = Reader({**raw.data, "name": code}, entry.path("table"), entry.problems)
    known = {**types, "event_type": ValueType.STRING}
    table = read_table(reader, known, {name: choices.get(name, ()) for name in types})
    if table.hit_policy not in _ONE_ANSWER:
        reader.bad("hit_policy", ", ".join(sorted(_ONE_ANSWER)))
    if "failure" not in table.output_names or set(table.output_names) - {"failure", "gesture"}:
        reader.bad("outputs", gettext_noop("the outputs failure and, where something is given, gesture"))
    for name in ("failure", "gesture"):
        if name in table.output_names:
            _check_column(entry.problems, table, name, gestures)
    return table


def _check_column(problems: Problems, table: Table, name: str, gestures: Collection[str]) -> None:
    place = table.output_names.index(name)
    for number, rule in enumerate(table.rules, 1):
        value = rule.outputs[place]
        if name == "gesture" and value is not None and value not in (*gestures, RECOMMENDED):
            instead = ", ".join([f'"{RECOMMENDED}"', *(f'"{code}"' for code in sorted(gestures))])
        elif name == "failure" and value is not None and not isinstance(value, str):
            instead = gettext_noop("the code of a kind of failure in double quotes")
        else:
            continue
        at = f"tables.{table.name}.{number}.{name}"
        problems.add(
            CellProblem(
                field=at, table=table.name, row=number, column=name, text=str(value)[:80], instead=instead
            )
        )
