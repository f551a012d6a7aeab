"""How long it takes to try a policy on the past: the tables alone by column, and everything in time order.

`python -m bench.back_test [DECISIONS [CASES]]`: so many decisions with limits, cool-downs and nested budgets (50,000
if not said), and so many cases through the tables by column (1,000,000). The floor under the first is a bare loop that
does nothing but read the same frozen texts as JSON; that under the second is a copy of the same columns. Wall time is
what somebody waits for on a quiet machine; processor time, of all processes, is what it costs on any.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
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
from amends.core.backtest.sharing import steps_shared
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
from amends.kernel import crew

POLICY = Path(amends.entrypoints.cli.__file__).parent / "demonstration" / "policy.yaml"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BUDGETS = {
    number: BudgetTerms(f"budget {number}", "team", PeriodLength.MONTH, "Europe/Berlin")
    for number in range(1, 4)
}
GIVEN = ("breakfast", "chocolates", "late_check_out", "handwritten_note", None)
AT_ONCE = 1_000_000
DIFFERENT = 50_000
"""So many decisions are thought up; more are the same failures again, to other customers at later times."""
SAMPLE = 20_000
AIM_IN_ORDER, AIM_BY_COLUMN, AIM_GB = 60, 10, 4


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


@dataclass
class Clocks:
    """Seconds of wall time, of this process, and of the processes it started, since it was made."""

    def __post_init__(self) -> None:
        self._since = self._read()

    def read(self) -> tuple[float, float, float]:
        """What has passed."""
        wall, own, others = (
            later - earlier for later, earlier in zip(self._read(), self._since, strict=True)
        )
        return wall, own, others

    @staticmethod
    def _read() -> tuple[float, float, float]:
        others = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter(), time.process_time(), others.ru_utime + others.ru_stime


def memory() -> float:
    """GB that this process and those it started have held at most, each by itself: rather too much than too little."""
    started = Path("/proc/self/task")
    pids = ["self", *(pid for task in started.iterdir() for pid in (task / "children").read_text().split())]
    return sum(_most(pid) for pid in pids) / 1024**2


def _most(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def longer(some: list[PastDecision], count: int) -> list[PastDecision]:
    """As many as that: the same failures again, each time to other customers and later."""
    span = some[-1].decided_at - BEGIN
    made = []
    for number in range(count):
        again, place = divmod(number, len(some))
        each = some[place]
        made.append(
            replace(
                each,
                decision_id=number + 1,
                case_id=number + 1,
                customer_id=each.customer_id + again * count,
                decided_at=each.decided_at + again * span,
            )
        )
    return made


def told(words: str, seconds: float, aim: float) -> str:
    """A figure beside its aim."""
    return f"{words}: {seconds:.1f} s (aim: about {aim} s, {'met' if seconds <= aim else 'NOT MET'})"


def in_time_order(count: int) -> None:
    """Every decision with what went before; the making of them is not part of what is measured."""
    before, draft = policies()
    some = list(past(before, min(count, DIFFERENT)))
    clocks = Clocks()
    for each in some:
        json.loads(each.frozen)
    bare = clocks.read()[1] / len(some)

    sweep, clocks = Sweep(draft, policies=lambda _: before, budgets=BUDGETS), Clocks()
    for each in some[:SAMPLE]:
        sweep.step(each)
    alone = clocks.read()[1] / min(count, SAMPLE)

    made, most = longer(some, count), 0.0
    sweep, clocks = Sweep(draft, policies=lambda _: before, budgets=BUDGETS), Clocks()
    for number, _ in enumerate(steps_shared(sweep, made, crew.share)):
        if number % SAMPLE == SAMPLE // 2:
            most = max(most, memory())
    wall, own, hands = clocks.read()
    total = sweep.tally.total
    print(
        f"{total.decisions:,} decisions in time order, {total.changed:,} change: {wall:.1f} s of wall time, "
        f"{own:.1f} + {hands:.1f} s of processor time in the first process and in {crew.hands_free()} hands; "
        f"{(own + hands) / count / bare:.1f} times reading them, alone {alone / bare:.1f} times"
    )
    million = 1e6 / count
    print(told("  a million, wall time", wall * million, AIM_IN_ORDER))
    print(told("  a million, processor time over two cores", (own + hands) * million / 2, AIM_IN_ORDER))
    print(f"  memory of all processes: {most:.2f} GB (aim: under {AIM_GB} GB)")


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
    wall = cpu = copying = 0.0
    done = 0
    while done < count:
        rows = min(AT_ONCE, count - done)
        frame = pl.concat([columns] * -(-rows // columns.height)).head(rows).rechunk()
        clocks = Clocks()
        frame.select(pl.all().reverse())
        copying += clocks.read()[1]
        clocks = Clocks()
        decide_columns(draft, frame)
        passed = clocks.read()
        wall, cpu, done = wall + passed[0], cpu + passed[1], done + rows
    print(
        f"{count:,} cases by column: {wall:.1f} s of wall time, {cpu:.1f} s of processor time "
        f"({cpu / copying:.1f} times copying them)"
    )
    print(told("  ten million, wall time", wall / count * 1e7, AIM_BY_COLUMN))
    print(told("  ten million, processor time over two cores", cpu / count * 1e7 / 2, AIM_BY_COLUMN))
    print(f"  memory: {memory():.2f} GB with what came before (aim: under {AIM_GB} GB)")


def main() -> None:
    """Measure, and say it in a few lines each."""
    asked = [int(each) for each in sys.argv[1:]]
    in_time_order(asked[0] if asked else 50_000)
    by_column(asked[1] if len(asked) > 1 else 1_000_000)


if __name__ == "__main__":
    main()
