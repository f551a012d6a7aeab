"""`amends policy replay`: an installation's decisions, made again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.policy.diff import CASES_MAX, say_totals
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file
from amends.entrypoints.common.context import shell_context
from amends.queries.decision_replay import decision_replay

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("policy", type=POLICY_FILE, required=False)
@click.option("--since", type=_DAY, help="Decisions from this day on (UTC).")
@click.option("--until", type=_DAY, help="Decisions before this day (UTC).")
@data_option
def replay(data: Path, policy: Path | None, since: datetime | None, until: datetime | None) -> None:
    """Make the decisions of an installation again. Changes nothing.

    Without POLICY each is made under the policy that it was made with, and must come out as it was, byte for byte:
    exit code 1 if one does not. With POLICY (a draft in a file) it shows which cases would have been decided
    otherwise, and what that comes to; their history and budgets are taken as they were.
    """
    draft = None if policy is None else read_policy_file(policy)
    with connected(data):
        found = decision_replay(shell_context(), document=draft, since=_utc(since), until=_utc(until))
    console = Console(highlight=False, soft_wrap=True)
    for each in found.examples[:CASES_MAX]:
        console.print(
            f"case {each.case_ref}, {each.decided_at:%Y-%m-%d %H:%M}: {'; '.join(each.differences)}",
            markup=False,
        )
    if draft is not None:
        say_totals(console, found.differing, found.decisions, found.more)
        return
    console.print(
        f"{found.decisions - found.differing} of {found.decisions} decisions came out as they were."
    )
    if found.differing:
        sys.exit(1)


def _utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
