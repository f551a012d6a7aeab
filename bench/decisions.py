"""Decisions per second by one table of 60 rows: row by row, with and without explanation, by column, and zen-engine.

The rule engine gets the same table, the same facts and the same expected answers. Ours by row is meant to be a hundred
times as fast, and columns a hundred times as fast as rows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import product
from random import Random
from statistics import median
from typing import Any

import polars as pl
import zen

from amends.core.policy.columns.decide import decide_columns
from amends.core.policy.evaluate import evaluate
from amends.core.policy.explain import explain_verdict
from amends.core.policy.facts import read_facts
from amends.core.policy.hits import decide_table
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy

WAITS = ("< 10", "[10..20)", "[20..30)", "[30..60)", ">= 60")
TIERS = ("none", "bronze", "silver", "gold")
SEVERITIES = ("1", "[2..3]", ">= 4")
CASES = 1_000_000
SECONDS = 1.0


def table_rows() -> list[tuple[str, str, str, str, int]]:
    """The table: waiting time, tier, severity and whether the customer has a particular need, to points."""
    rows = []
    for points, (wait, tier, severity) in enumerate(product(WAITS, TIERS, SEVERITIES), 1):
        rows.append((wait, f'"{tier}"', severity, "-", points))
    return rows


def policy() -> PolicyDocument:
    """The table as a policy of ours."""
    return parse_policy(
        {
            "name": "bench",
            "currency": "EUR",
            "facts": [
                {"name": "wait_minutes", "type": "number"},
                {"name": "tier", "choices": list(TIERS)},
                {"name": "severity_found", "type": "number"},
                {"name": "particular_need", "type": "boolean"},
            ],
            "tables": [
                {
                    "name": "answer",
                    "hit_policy": "first",
                    "inputs": ["wait_minutes", "tier", "severity_found", "particular_need"],
                    "outputs": ["points"],
                    "rules": [{"when": list(row[:4]), "then": [row[4]]} for row in table_rows()],
                }
            ],
        }
    )


def other_engine() -> Any:
    """The same table in the rule engine."""
    inputs = ("wait_minutes", "tier", "severity_found", "particular_need")
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"i{place}", "name": name, "field": name} for place, name in enumerate(inputs)],
        "outputs": [{"id": "o0", "name": "points", "field": "points"}],
        "rules": [
            {"_id": f"r{number}", "o0": str(row[4])}
            | {f"i{place}": "" if row[place] == "-" else row[place] for place in range(4)}
            for number, row in enumerate(table_rows())
        ],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "t",
            "type": "decisionTableNode",
            "name": "t",
            "position": {"x": 1, "y": 0},
            "content": content,
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "b", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def made_up(count: int) -> list[dict[str, Any]]:
    """Facts as JSON holds them, the same every time."""
    chance = Random(7)  # noqa: S311 - nothing is guarded by it
    return [
        {
            "wait_minutes": chance.randrange(0, 900) / 10,
            "tier": chance.choice(TIERS),
            "severity_found": chance.randrange(1, 6),
            "particular_need": chance.random() < 0.1,
        }
        for _ in range(count)
    ]


def per_second(step: Callable[[dict[str, Any]], object], cases: list[dict[str, Any]]) -> float:
    """How many cases `step` takes in a second; the list is gone through as often as the time allows."""
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        for case in cases:
            step(case)
        done += len(cases)
    return done / (time.perf_counter() - start)


def timed(step: Callable[[], object]) -> float:
    """How many seconds `step` takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print; the answers of all ways are compared first."""
    document, engine, cases = policy(), other_engine(), made_up(2_000)
    table = document.tables[0]
    typed: list[dict[str, Any]] = [dict(read_facts(document, case)) for case in cases]
    frame = pl.DataFrame(cases * (CASES // len(cases)), schema_overrides={"tier": pl.Enum(TIERS)})
    ours = [decide_table(table, facts).values[0][1] for facts in typed]
    theirs = [Decimal(str(engine.evaluate(case)["result"]["points"])) for case in cases]
    columns = decide_columns(document, frame)["points"]
    assert ours == theirs, "the two engines disagree"
    assert [float(points) for points in ours if isinstance(points, Decimal)] == columns[
        : len(cases)
    ].to_list()

    zen_rate = per_second(engine.evaluate, cases[:200])
    zen_traced = per_second(lambda case: engine.evaluate(case, {"trace": True}), cases[:200])
    row = per_second(lambda facts: decide_table(table, facts), typed)
    explained = per_second(lambda facts: explain_verdict(document, evaluate(document, facts), facts), typed)
    column = CASES / median(timed(lambda: decide_columns(document, frame)) for _ in range(9))
    for words, rate, base in (
        ("zen-engine, by row", zen_rate, zen_rate),
        ("zen-engine, by row, traced", zen_traced, zen_traced),
        ("by row", row, zen_rate),
        ("by row, with its explanation", explained, zen_traced),
        ("by column", column, zen_rate),
    ):
        print(f"{words}: {rate:,.0f} decisions/s ({rate / base:,.1f} times zen-engine)")
    print(f"by column: {column / row:,.1f} times by row")
    verdict = "meets the aim" if row >= 100 * zen_rate else "MISSES THE AIM"
    print(f"by row at least 100 times zen-engine: {verdict}")


if __name__ == "__main__":
    main()
