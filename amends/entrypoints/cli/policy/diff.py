"""`amends policy diff`: what changed between two policies, and what that would mean for cases."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from amends.core.money import Money
from amends.core.policy.batch import Bench
from amends.core.policy.changes import policy_changes
from amends.core.policy.compare import differences, sums
from amends.entrypoints.cli.policy.decide import Line, answers
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file

CASES_MAX = 50


@click.command()
@click.argument("before", type=POLICY_FILE)
@click.argument("after", type=POLICY_FILE)
@click.option(
    "--over", type=click.File(encoding="utf-8"), help="Facts as JSON lines (as `decide` reads them)."
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day of the decisions; today if not said."
)
def diff(before: Path, after: Path, over: TextIO | None, today: datetime | None) -> None:
    """Compare the policies BEFORE and AFTER; exit code 1 if they differ.

    First what was changed, sentence by sentence. With --over, then each case that would be decided otherwise, and
    how much more or less would be owed and given without asking.
    """
    day = (today or datetime.now(UTC)).date()
    documents = [read_policy_file(path) for path in (before, after)]
    console = Console(highlight=False, soft_wrap=True)
    changes = policy_changes(*documents)
    for change in changes:
        console.print(str(change), markup=False)
    if not changes:
        console.print("The two say the same.")
    if over is not None:
        text = over.read()
        benches = [Bench(document, day) for document in documents]
        _compare(console, *(list(answers(bench, StringIO(text))) for bench in benches))
    if changes:
        sys.exit(1)


def _compare(console: Console, olds: list[Line], news: list[Line]) -> None:
    changed = 0
    more: Counter[tuple[str, str]] = Counter()
    for old, new in zip(olds, news, strict=True):
        more.update(sums(new))
        more.subtract(sums(old))
        found = differences(old, new)
        changed += bool(found)
        if found and changed <= CASES_MAX:
            console.print(f"case {new['case']}: {'; '.join(found)}", markup=False)
    say_totals(console, changed, len(news), more)


def say_totals(console: Console, changed: int, cases: int, more: Counter[tuple[str, str]]) -> None:
    """How many cases are decided otherwise, and what that comes to."""
    if changed > CASES_MAX:
        console.print(f"and {changed - CASES_MAX} more")
    console.print(f"{changed} of {cases} cases are decided otherwise.")
    for (words, currency), minor in sorted(more.items()):
        if minor:
            console.print(f"{words}: {'+' if minor > 0 else ''}{Money(minor, currency)}", markup=False)
