"""How long it takes to try a policy on the past: the tables alone by column, and everything in time order.

`python -m bench.back_test [DECISIONS [CASES]]`: so many decisions with limits, cool-downs and nested budgets (50,000
if not said), and so many cases through the tables by column (1,000,000). The floor under the first is a bare loop that
does nothing but read the same frozen texts as JSON; that under the second is a copy of the same columns. The first is
told in seconds of the processor, so that others at work on the machine do not count; it uses one core.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import yaml

import amends.entrypoints.cli
from amends.core.backtest.course import BudgetTerms
from amends.core.backtest.past import Alternative, PastDecision
from amends.core.backtest.sweep import Sweep
from amends.core.ledger.budget import PeriodLength
from amends.core.money import Money
from amends.core.policy.columns.decide import decide_columns
from amends.core.policy.evaluate import evaluate
from amends.core.policy.freeze import freeze
from amends.core.policy.judge import judge_gesture
from amends.core.policy.line import NEEDS_APPROVAL
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy
from amends.core.policy.standing import BudgetLeft, Standing

POLICY = Path(amends.entrypoints.cli.__file__).parent / "demonstration" / "policy.yaml"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BUDGETS = {
    number: BudgetTerms(f"budget {number}", "team", PeriodLength.MONTH, "Europe/Berlin")
    for number in range(1, 4)
}
GIVEN = ("breakfast", "chocolates", "late_check_out", "handwritten_note", None)
AT_ONCE = 1_000_000
SAMPLE = 20_000


def policies() -> tuple[PolicyDocument, PolicyDocument]:
    """The policy that decided, and a draft that gives breakfasts and chocolates otherwise."""
    data = yaml.safe_load(POLICY.read_text(encoding="utf-8"))
    draft = deepcopy(data)
    for gesture in draft["gestures"]:
        if gesture["code"] == "breakfast":
            gesture["amount"] = {"rate": 30, "per": ["affected_count"]}
        elif gesture["code"] == "chocolates":
            gesture["cooldown_days"] = 90
    return parse_policy(data), parse_policy(draft)


def facts_of(chance: Random) -> dict[str, Any]:
    """What is known of one failure in a hotel, as evidence keeps it; prices to the cent."""
    return {
        "business": "hotel",
        "jurisdiction": "eu",
        "harm_class": chance.choice(["inconvenience", "financial", "distress"]),
        "duration_hours": Decimal(chance.randrange(12)),
        "criticality": chance.choice(["low", "medium", "high"]),
        "affected_count": Decimal(chance.randrange(1, 4)),
        "vulnerability_need": False,
        "locus": "firm",
        "service": "accepted",
        "lost_resource": "service",
        "price": Decimal(chance.randrange(2_000, 90_000)).scaleb(-2),
        "reperformance_possible": False,
        "double_deviation": Decimal(0),
    }


def past(before: PolicyDocument, count: int) -> Iterator[PastDecision]:
    """Decisions that never were, the same every time: three to a customer, three nested budgets; one in five for
    nothing, what the others gave is what `before` says.
    """
    chance, at = Random(5), BEGIN  # noqa: S311 - nothing is guarded by it
    cap = Money(50_000_000, "EUR")
    for number in range(1, count + 1):
        at += timedelta(seconds=30)
        facts = facts_of(chance)
        left = Money(cap.minor - number % 40_000_000, "EUR")
        standing = Standing(
            "front_line",
            0,
            given_this_case=Money(0, "EUR"),
            given_90_days=Money(chance.choice([0, 0, 0, 4_400, 10_000]), "EUR"),
            given_365_days=Money(20_000, "EUR"),
            today=at.date(),
            budgets=tuple(BudgetLeft(each, f"budget {each}", "team", left, cap) for each in BUDGETS),
        )
        code = chance.choice(GIVEN)
        line = (
            None
            if code is None
            else judge_gesture(
                before, evaluate(before, facts), facts, standing, code, sources=dict.fromkeys(facts, "staff")
            )
        )
        yield PastDecision(
            number,
            number,
            chance.randrange(count // 3 + 1),
            1,
            at,
            freeze(facts, standing, policy_digest="0" * 64, sources=dict.fromkeys(facts, "staff")),
            f"unit {number % 20}",
            f"failure {number % 30}",
            "gold" if number % 3 == 0 else "",
            ()
            if line is None
            else (
                Alternative(
                    line.gesture_code, line.face.minor if line.face else 0, line.true_cost.minor, True
                ),
            ),
            needed_yes=line is not None and line.status == NEEDS_APPROVAL,
        )


def in_time_order(count: int) -> None:
    """Every decision with what went before; the making of them is not part of what is measured."""
    before, draft = policies()
    sweep = Sweep(draft, policies=lambda _: before, budgets=BUDGETS)
    took = bare = 0.0
    made: list[PastDecision] = []
    for number, each in enumerate(past(before, count), 1):
        made.append(each)
        if len(made) == SAMPLE or number == count:
            start = time.process_time()
            for one in made:
                json.loads(one.frozen)
            middle = time.process_time()
            for one in made:
                sweep.step(one)
            bare, took = bare + middle - start, took + time.process_time() - middle
            made.clear()
    total = sweep.tally.total
    print(
        f"{total.decisions:,} decisions in time order: {took:.1f} s, {count / took:,.0f}/s "
        f"({took / bare:.1f} times reading them), {total.changed:,} change; "
        f"a million: {took / count * 1e6:.0f} s (aim: about 60 s)"
    )


def by_column(count: int) -> None:
    """The tables alone, a million cases at once."""
    _, draft = policies()
    chance = Random(7)  # noqa: S311 - nothing is guarded by it
    some = [facts_of(chance) for _ in range(2_000)]
    schema = dict.fromkeys(("duration_hours", "affected_count", "price", "double_deviation"), pl.Float64)
    columns = pl.DataFrame(
        [
            {name: float(value) if isinstance(value, Decimal) else value for name, value in each.items()}
            for each in some
        ],
        schema_overrides=schema,
    )
    took = bare = 0.0
    done = 0
    while done < count:
        rows = min(AT_ONCE, count - done)
        frame = pl.concat([columns] * -(-rows // columns.height)).head(rows).rechunk()
        start = time.perf_counter()
        frame.select(pl.all().reverse())
        middle = time.perf_counter()
        decide_columns(draft, frame)
        bare, took = bare + middle - start, took + time.perf_counter() - middle
        done += rows
    print(
        f"{count:,} cases by column: {took:.1f} s, {count / took:,.0f}/s ({took / bare:.1f} times copying them); "
        f"ten million: {took / count * 1e7:.0f} s (aim: about 10 s)"
    )


def main() -> None:
    """Measure, and say it in a line each."""
    asked = [int(each) for each in sys.argv[1:]]
    in_time_order(asked[0] if asked else 50_000)
    by_column(asked[1] if len(asked) > 1 else 1_000_000)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory: {most / 1024**2:.2f} GB at most (aim: under 4 GB)")


if __name__ == "__main__":
    main()
