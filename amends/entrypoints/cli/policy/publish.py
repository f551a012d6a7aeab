"""`amends policy publish`: a document that people edit becomes the one that decides."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from amends.commands.governance.publish_policy import publish_policy
from amends.core.policy.parse import document_text
from amends.core.policy.reading import EntryUnusable
from amends.core.roles import Role
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file
from amends.entrypoints.common.context import shell_context


@click.command()
@click.argument("file", type=POLICY_FILE)
@click.option(
    "--from", "effective", help="Since when it decides, like 2026-06-01T00:00+02:00; at once if not said."
)
@click.option("--note", default="", help="Why, for whoever reads the journal.")
@data_option
def publish(data: Path, file: Path, effective: str | None, note: str) -> None:
    """Publish FILE (YAML or JSON): check it, and let it decide.

    Everything that is wrong in it is said at once, by table, row and column. What was decided before stays as it was.
    """
    document = document_text(read_policy_file(file))
    at = None if effective is None else _moment(effective)
    with connected(data):
        made = publish_policy(
            shell_context(Role.CX_MANAGER), document=document, effective_from_at=at, note=note
        )
    since = "at once" if at is None else f"from {at.isoformat(timespec='minutes')}"
    click.echo(f"{made.name} is published as number {made.number} and decides {since}.")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise EntryUnusable(
            field="--from",
            at="--from",
            text=text[:40],
            instead="a time with its zone, like 2026-06-01T00:00+02:00",
        )
    return at
