"""`amends policy backtest`: a change of the policy, tried on the past before it is made."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from amends.core.backtest.sweep import Change
from amends.core.money import Money
from amends.core.roles import Role
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file
from amends.entrypoints.common.context import shell_context
from amends.queries.back_test_now import back_test_now

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=POLICY_FILE)
@click.option("--from", "first", type=_DAY, help="Decisions from this day on (UTC); all if not said.")
@click.option("--to", "last", type=_DAY, help="Decisions up to and on this day (UTC); today if not said.")
@click.option(
    "--json", "as_json", is_flag=True, help="The whole result, and every decision that changes, as JSON."
)
@data_option
def backtest(data: Path, file: Path, first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Try the policy in FILE on past decisions, in the order in which they were made. Changes nothing.

    Rolling totals, cool-downs and budgets hold what this policy would have given before. It says which decisions
    change, what that comes to in money and approvals, who gains and who loses, and when each budget would have ended.
    """
    document = read_policy_file(file)
    day = last or datetime.now(UTC)
    until = day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC) + timedelta(days=1)
    since = None if first is None else first.replace(tzinfo=UTC)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with connected(data), Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("decisions", total=None)
        found = back_test_now(
            shell_context(Role.CX_MANAGER),
            document=document,
            since=since,
            until=until,
            progress=lambda seen, whole: bar.update(task, completed=seen, total=whole),
        )
    if as_json:
        changes = [_change(ref, change) for ref, change in found.changes]
        click.echo(json.dumps({**found.result, "changes": changes}, ensure_ascii=False, indent=1))
        return
    _say(Console(highlight=False, soft_wrap=True), found.result)


def _change(ref: str, change: Change) -> dict[str, object]:
    return {
        "case": ref,
        "decision": change.decision_id,
        "difference": change.difference.value,
        "approval": change.yes,
        "why": change.why,
        "before": {"gesture": change.before.gesture_code, "amount_minor": change.before.face},
        "after": {"gesture": change.after.gesture_code, "amount_minor": change.after.face},
        "owed_before": dict(change.owed_before),
        "owed_after": dict(change.owed_after),
    }


def _say(console: Console, result: dict[str, Any]) -> None:
    total, currency = result["total"], result["currency"]
    console.print(f"{total['changed']} of {total['decisions']} decisions come out otherwise.")
    console.print(
        f"{total['gained']} gain, {total['lost']} lose, {total['other']} differ otherwise, "
        f"{total['undecidable']} cannot be decided."
    )
    for words, name in (("given, face value", "face"), ("given, true cost", "cost")):
        before, after = (Money(total[f"{name}_{side}"], currency) for side in ("before", "after"))
        console.print(f"{words}: {before} before, {after} after", markup=False)
    for code in sorted({*result["owed_before"], *result["owed_after"]}):
        before, after = (Money(result[f"owed_{side}"].get(code, 0), code) for side in ("before", "after"))
        console.print(f"owed: {before} before, {after} after", markup=False)
    console.print(
        f"approvals: {result['yes_before']} before, {result['yes_after']} after "
        f"({total['yes_added']} added, {total['yes_avoided']} avoided)"
    )
    for title, name in (("unit", "by_unit"), ("failure", "by_failure"), ("customer group", "by_group")):
        _say_sums(console, title, result[name], currency)
    for end in result["budget_ends"]:
        console.print(
            f"budget {end['name']} from {end['begins']}: ends {end['before'] or 'never'} before, "
            f"{end['after'] or 'never'} after",
            markup=False,
        )


def _say_sums(console: Console, title: str, sums: dict[str, dict[str, int]], currency: str) -> None:
    table = Table(title, "decisions", "gain", "lose", "before", "after", box=None, title_justify="left")
    for key, found in sums.items():
        if found["changed"]:
            money = (str(Money(found[f"face_{side}"], currency)) for side in ("before", "after"))
            table.add_row(
                key or "–", str(found["decisions"]), str(found["gained"]), str(found["lost"]), *money
            )
    if table.row_count:
        console.print(table)
