"""`amends policy events`: what the triggers of the policy in force would give of events in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from amends.core.policy.values import canonical_text
from amends.core.roles import Role
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.policy.reading import objects
from amends.entrypoints.common.context import shell_context
from amends.queries.event_dry_run import WouldBe, event_dry_run


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--source", required=True, help="The registered source that would send them.")
@data_option
def events(data: Path, file: TextIO, source: str) -> None:
    """Say for each line of FILE, a CloudEvent as JSON, what would be given. Nothing is written.

    A line of the answer has id, type, state (given, opened, ignored, failed), trigger, row, failure, gesture,
    amount_minor, currency and reason.
    """
    sent = [data for _, data in objects(file)]
    with connected(data):
        dry = event_dry_run(shell_context(Role.CX_MANAGER), source=source, sent=sent)
    for line in dry.lines:
        click.echo(canonical_text(_told(line)))
    given = sum(line.state == "given" for line in dry.lines)
    total = "" if dry.total is None else f", {dry.total}"
    Console(stderr=True, highlight=False).print(f"{given} of {len(dry.lines)} would be given{total}.")


def _told(line: WouldBe) -> dict[str, object]:
    return {
        "id": line.id,
        "type": line.type,
        "state": line.state,
        "trigger": line.trigger,
        "row": line.row,
        "failure": line.failure,
        "gesture": line.gesture,
        "amount_minor": None if line.face is None else line.face.minor,
        "currency": None if line.face is None else line.face.currency,
        "reason": None if line.reason is None else {"code": line.reason.code, "message": str(line.reason)},
    }
