"""Column by column gives what row by row gives, for any table, and for the policies at hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml
from givens.frames import frame, plain
from givens.tables import cases, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.core.policy.columns.coded import distinct
from amends.core.policy.columns.decide import decide_columns
from amends.core.policy.evaluate import evaluate
from amends.core.policy.hits import RowsContradict
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy
from amends.core.policy.values import Facts, FactValue, ValueType

EXAMPLES = Path(__file__).parents[3] / "examples/policies"


def by_row(document: PolicyDocument, rows: list[Facts]) -> list[dict[str, Any]]:
    open_ones = {fact.name: None for fact in document.derived}
    return [
        {name: plain(value) for name, value in {**open_ones, **evaluate(document, row).derived}.items()}
        for row in rows
    ]


def answers(document: PolicyDocument, rows: list[Facts]) -> tuple[Any, Any]:
    """What columns give and what rows give, or that both refuse."""
    found = []
    for way in (
        lambda: decide_columns(document, frame(document, rows)).to_dicts(),
        lambda: by_row(document, rows),
    ):
        try:
            found.append(way())
        except RowsContradict:
            found.append("rows contradict")
    return found[0], found[1]


@settings(max_examples=250, deadline=None)
@given(documents(), st.data())
def test_any_table_answers_alike_by_column_and_by_row(document: PolicyDocument, data: st.DataObject) -> None:
    rows = data.draw(st.lists(cases(document), min_size=1, max_size=12))
    columns, singles = answers(document, rows)
    assert columns == singles


def values_for(document: PolicyDocument, name: str) -> st.SearchStrategy[FactValue]:
    fact = document.declared[name]
    cuts = sorted(
        {
            literal
            for table in document.tables
            for place, column in enumerate(table.inputs)
            if column == name
            for rule in table.rules
            for literal in rule.cells[place].literals()
            if literal is not None
        },
        key=str,
    )
    if fact.type is ValueType.BOOLEAN:
        values: list[Any] = [True, False]
    elif fact.choices:
        values = list(fact.choices)
    elif fact.type in {ValueType.NUMBER, ValueType.MONEY}:
        numbers = [cut for cut in cuts if isinstance(cut, Decimal)] or [Decimal(3)]
        values = [number + step for number in numbers for step in (Decimal(-1), Decimal(0), Decimal("0.5"))]
    else:
        values = cuts or {ValueType.STRING: ["x"], ValueType.LIST: ["x"]}.get(fact.type, [date(2026, 1, 5)])
    if fact.type is ValueType.LIST:
        return st.lists(st.sampled_from(values), max_size=2).map(tuple)
    return st.sampled_from(values)


@pytest.mark.parametrize("name", ["airline", "bank", "restaurant", "retailer", "statutory"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_examples_answer_alike_by_column_and_by_row(name: str, data: st.DataObject) -> None:
    document = parse_policy(yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text()))
    row = st.fixed_dictionaries(
        {}, optional={fact.name: values_for(document, fact.name) for fact in document.facts}
    )
    columns, singles = answers(document, data.draw(st.lists(row, min_size=1, max_size=20)))
    assert columns == singles


SMALL = parse_policy(
    {
        "name": "p",
        "currency": "EUR",
        "facts": [
            {"name": "tier", "choices": ["gold", "silver"], "optional": True},
            {"name": "wait", "type": "number", "optional": True},
            {"name": "seen_at", "type": "datetime", "optional": True},
            {"name": "lasted", "type": "duration", "optional": True},
        ],
        "tables": [
            {
                "name": "answer",
                "hit_policy": "first",
                "inputs": ["tier", "wait", "seen_at", "lasted"],
                "outputs": ["points"],
                "rules": [
                    {"when": ['"gold"', ">= 0.1", "-", "-"], "then": [3]},
                    {"when": ["-", "null", "-", "-"], "then": [4]},
                    {"when": ["-", "-", '> date and time("2026-01-01T09:00:00+02:00")', "-"], "then": [2]},
                    {"when": ["-", "-", "-", '>= duration("PT90M")'], "then": [1]},
                    {"when": ["-", "-", "-", "-"], "then": [0]},
                ],
            }
        ],
    }
)


def points(**columns: pl.Series) -> list[float]:
    return decide_columns(SMALL, pl.DataFrame(columns))["points"].to_list()


def test_numbers_may_be_whole_exact_or_floats_and_not_a_number_is_missing() -> None:
    gold = pl.Series(["gold"] * 4)
    nan = float("nan")
    assert points(tier=gold, wait=pl.Series([0.1, 0.0999, nan, None])) == [3, 0, 4, 4]
    assert points(tier=gold[:2], wait=pl.Series([1, 0])) == [3, 0]
    exact = pl.Series([Decimal("0.10"), Decimal("0.09")], dtype=pl.Decimal(10, 2))
    assert points(tier=gold[:2], wait=exact) == [3, 0]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["silver", "gold", "tin"])])
def test_texts_may_be_categories(dtype: Any) -> None:
    tier = pl.Series(["gold", "silver", None], dtype=dtype)
    assert points(tier=tier, wait=pl.Series([1, 1, 1])) == [3, 0, 0]


def test_times_are_compared_in_their_zone() -> None:
    at = [datetime(2026, 1, 1, 7, 0, tzinfo=UTC), datetime(2026, 1, 1, 7, 0, 1, tzinfo=UTC), None]
    assert points(wait=pl.Series([0, 0, 0]), seen_at=pl.Series(at)) == [0, 2, 0]
    there = pl.Series(at).dt.convert_time_zone("Asia/Tokyo")
    assert points(wait=pl.Series([0, 0, 0]), seen_at=there) == [0, 2, 0]
    lasted = pl.Series([timedelta(minutes=90), timedelta(minutes=89)])
    assert points(wait=pl.Series([0, 0]), lasted=lasted) == [1, 0]


def test_a_column_that_is_not_there_is_missing_in_every_case() -> None:
    assert points(tier=pl.Series(["gold", "silver"])) == [4, 4]


def test_no_case_gives_no_answer() -> None:
    assert points(tier=pl.Series([], dtype=pl.String)) == []


def test_cells_with_more_digits_than_a_float_are_compared_exactly() -> None:
    text = "wide || points\n100000000000000.000001 || 1\n- || 0"
    policy = parse_policy(
        {
            "name": "p",
            "currency": "EUR",
            "facts": [{"name": "wide", "type": "number"}],
            "tables": [{"name": "answer", "hit_policy": "first", "rows": text}],
        }
    )
    exact = pl.Series("wide", [Decimal("100000000000000.000001"), Decimal("100000000000000.000002")])
    assert decide_columns(policy, exact.to_frame())["points"].to_list() == [1, 0]


def test_many_columns_are_put_together_in_groups() -> None:
    """Sixteen columns of six pieces each make far more numbers than a list could hold."""
    names = [f"n{i}" for i in range(16)]
    rules = [{"when": [f">= {(i + j) % 5}" for j in range(16)], "then": [i]} for i in range(5)]
    table = {"name": "answer", "hit_policy": "collect", "inputs": names, "outputs": ["i"], "rules": rules}
    facts = [{"name": name, "type": "number"} for name in names]
    policy = parse_policy({"name": "p", "currency": "EUR", "facts": facts, "tables": [table]})
    rows: list[Facts] = [
        {name: Decimal((k * 7 + j * j) % 6) for j, name in enumerate(names)} for k in range(300)
    ]
    columns, singles = answers(policy, rows)
    assert columns == singles


def test_a_text_that_comes_late_is_told_apart() -> None:
    """What the first thousands of cases do not show, nor that it is missing."""
    tier = pl.Series(["silver"] * 5_000 + ["gold", None, "tin", "gold"])
    assert points(tier=tier, wait=pl.Series([1.0] * 5_004))[-5:] == [0, 3, 0, 0, 3]
    nobody = pl.Series([None, None], dtype=pl.String)
    assert points(tier=nobody, wait=pl.Series([1.0, 1.0])) == [0, 0]


def test_many_cases_on_several_threads_answer_as_few_do() -> None:
    """Several stretches at once, a rare case first met in the last one, columns in groups."""
    names = [f"n{i}" for i in range(12)]
    rules = [{"when": [f">= {(i + j) % 5}" for j in range(12)], "then": [i]} for i in range(5)]
    table = {"name": "answer", "hit_policy": "collect", "inputs": names, "outputs": ["i"], "rules": rules}
    facts = [{"name": name, "type": "number"} for name in names]
    policy = parse_policy({"name": "p", "currency": "EUR", "facts": facts, "tables": [table]})
    few = pl.DataFrame(
        [{name: float((k * 7 + j * j) % 6) for j, name in enumerate(names)} for k in range(300)],
    )
    rare = pl.DataFrame([dict.fromkeys(names, 9.0)])
    many = pl.concat([*[few] * 700, rare])
    alone = [*decide_columns(policy, few)["i"].to_list(), *decide_columns(policy, rare)["i"].to_list()]
    together = decide_columns(policy, many)["i"]
    assert together.head(300).to_list() == alone[:300]
    assert together.slice(300).equals(pl.concat([*[together.head(300)] * 699, together.tail(1)]))
    assert together.tail(1).to_list() == alone[-1:] == [[0, 1, 2, 3, 4]]


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 3_000), st.integers(0, 499)), min_size=1, max_size=40
    ),
    st.booleans(),
)
def test_combinations_are_numbered_alike_by_a_table_and_by_sorting(
    cases: list[tuple[int, int, int]], wide: bool
) -> None:
    sizes = [3, 3_001, 500] if wide else [3, 3_001, 50]
    rows = [(a, b, c % sizes[2]) for a, b, c in cases]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    different, places = distinct(columns, sizes, len(rows))
    assert [different[place] for place in places] == rows
    assert different == sorted(set(rows))
