"""Any table there can be: facts of every type, cells of every kind, every hit policy; and facts to ask it with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from amends.core.policy.model import HitPolicy, PolicyDocument
from amends.core.policy.parse import parse_policy
from amends.core.policy.values import FactValue, ValueType, literal

VALUES: dict[ValueType, list[Any]] = {
    ValueType.NUMBER: [Decimal(n) for n in ("-3", "0", "0.1", "2", "2.5", "7", "1000000000000")],
    ValueType.MONEY: [Decimal(n) for n in ("0", "0.01", "9.99", "10", "25")],
    ValueType.STRING: ["", "gold", "silver", 'say "hi"', "a, b", "käse | brot", "not", "true", "3", "a\\b"],
    ValueType.BOOLEAN: [False, True],
    ValueType.DATE: [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)],
    ValueType.DATETIME: [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (0, 9, 23)],
    ValueType.DURATION: [timedelta(0), timedelta(hours=3), timedelta(days=2, minutes=5)],
    ValueType.LIST: ["gold", "repeat", "a, b"],
}
ORDERED = {t for t in ValueType if t not in {ValueType.BOOLEAN, ValueType.LIST}}


def cells(value_type: ValueType, others: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Texts of cells for a column of that type; `others` are facts of the same type that a cell may name."""
    value = st.sampled_from([literal(item) for item in VALUES[value_type]])
    end = st.one_of(value, st.sampled_from(others)) if others else value
    alternatives: list[st.SearchStrategy[str]] = [end, end.map(lambda text: f"!= {text}"), st.just("null")]
    if value_type is ValueType.LIST:
        alternatives = [value]
    if value_type in ORDERED:
        alternatives.append(st.tuples(st.sampled_from(["<", "<=", ">", ">="]), end).map(" ".join))
        alternatives.append(_intervals(value_type))
    several = st.lists(st.one_of(alternatives), min_size=1, max_size=3).map(", ".join)
    return st.one_of(st.just("-"), several, several.map(lambda text: f"not({text})"))


def _intervals(value_type: ValueType) -> st.SearchStrategy[str]:
    ends = st.lists(st.sampled_from(VALUES[value_type]), min_size=2, max_size=2).map(sorted)
    return st.tuples(st.sampled_from("[("), ends, st.sampled_from("])")).map(
        lambda parts: f"{parts[0]}{literal(parts[1][0])}..{literal(parts[1][1])}{parts[2]}"
    )


@st.composite
def documents(draw: st.DrawFn, *, relative: bool = True) -> PolicyDocument:
    """A policy of one table over one to three facts; `relative`: cells may name other facts."""
    types = draw(st.lists(st.sampled_from(list(ValueType)), min_size=1, max_size=3))
    names = [f"{kind.value}_{place}" for place, kind in enumerate(types)]
    hit_policy = draw(st.sampled_from(list(HitPolicy)))
    first = ValueType.NUMBER if hit_policy.is_sum else draw(st.sampled_from(sorted(VALUES)))
    outputs = [{"name": "first", "type": first.value, **draw(_output(first))}]
    if draw(st.booleans()):
        outputs.append({"name": "second", "type": "string", **draw(_output(ValueType.STRING))})
    columns = []
    for name, kind in zip(names, types, strict=True):
        others = tuple(o for o, t in zip(names, types, strict=True) if o != name and t is kind)
        columns.append(cells(kind, others if relative and kind is not ValueType.LIST else ()))
    rules = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "when": st.tuples(*columns).map(list),
                    "then": st.tuples(*(_values(column) for column in outputs)).map(list),
                    "note": st.sampled_from(["", "why | not", "a\tremark", "<b>&amp;"]),
                }
            ),
            min_size=1,
            max_size=6,
        )
    )
    facts = [{"name": n, "type": t.value, "optional": True} for n, t in zip(names, types, strict=True)]
    table = {
        "name": "answer",
        "hit_policy": hit_policy.value,
        "inputs": names,
        "outputs": outputs,
        "rules": rules,
    }
    return parse_policy({"name": "any", "currency": "EUR", "facts": facts, "tables": [table]})


def _output(value_type: ValueType) -> st.SearchStrategy[dict[str, Any]]:
    texts = [literal(_value(value_type, item)) for item in VALUES[value_type]]
    default = st.one_of(st.none(), st.sampled_from(texts))
    return st.fixed_dictionaries({"choices": st.sampled_from([[], texts, texts[::-1]]), "default": default})


def _values(column: dict[str, Any]) -> st.SearchStrategy[str]:
    kind = ValueType(column["type"])
    return st.sampled_from([literal(_value(kind, item)) for item in VALUES[kind]] + ["null"])


def _value(value_type: ValueType, item: Any) -> FactValue:
    return (item,) if value_type is ValueType.LIST else item


@st.composite
def cases(draw: st.DrawFn, document: PolicyDocument) -> dict[str, FactValue]:
    """Facts for that policy: values at and between those that its cells name, or missing."""
    facts: dict[str, FactValue] = {}
    for fact in document.facts:
        held = st.sampled_from([*VALUES[fact.type], *_between(fact.type)])
        value = st.lists(held, max_size=3).map(tuple) if fact.type is ValueType.LIST else held
        facts[fact.name] = draw(st.one_of(st.none(), value))
    return {name: value for name, value in facts.items() if value is not None}


def _between(value_type: ValueType) -> list[Any]:
    match value_type:
        case ValueType.NUMBER | ValueType.MONEY:
            return [Decimal("-10"), Decimal("0.05"), Decimal("9.995"), Decimal(11)]
        case ValueType.STRING | ValueType.LIST:
            return ["h", "zinc"]
        case ValueType.DATE:
            return [date(2020, 1, 1), date(2030, 1, 1)]
        case ValueType.DATETIME:
            return [datetime(2026, 1, 1, 12, 30, tzinfo=UTC)]
        case ValueType.DURATION:
            return [timedelta(minutes=1), timedelta(days=9)]
    return []
