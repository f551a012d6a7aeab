"""`amends source`: programs that tell us what went wrong, and the secrets they sign with."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from amends.commands.governance.end_source import end_source
from amends.commands.governance.register_source import register_source
from amends.commands.governance.renew_source_secret import renew_source_secret
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.plain import cell
from amends.entrypoints.common.context import shell_context
from amends.queries.event_sources import event_sources


@click.group()
def source() -> None:
    """Programs that tell us what went wrong: shops, kitchens, surveys."""


@source.command()
@click.argument("name")
@click.option(
    "--unit",
    "unit_code",
    default="",
    help="The code of the unit it tells of; the whole organisation if not said.",
)
@data_option
def add(data: Path, name: str, unit_code: str) -> None:
    """Register the source NAME and print its secret, once. It is kept nowhere."""
    with connected(data):
        made = register_source(shell_context(), name=name, unit_code=unit_code)
    _say(
        f"{made.name} sends to /api/v1/events?source={made.name}. Copy its secret now; it is shown this once."
    )
    click.echo(made.secret)


@source.command(name="list")
@data_option
def list_sources(data: Path) -> None:
    """List all sources, without their secrets."""
    table = Table("name", "where", "events", "last", "state", box=None)
    with connected(data):
        for each in event_sources(shell_context()):
            last = "" if each.last_at is None else each.last_at.isoformat(timespec="seconds")
            state = "ended" if each.ended_at else "alive"
            table.add_row(cell(each.name), cell(each.unit_name), str(each.events), last, state)
    Console().print(table)


@source.command()
@click.argument("name")
@click.option(
    "--keep-hours",
    default=24,
    show_default=True,
    help="How long the secret before goes on; 0 where it leaked.",
)
@data_option
def renew(data: Path, name: str, keep_hours: int) -> None:
    """Give the source NAME another secret and print it, once."""
    with connected(data):
        renewed = renew_source_secret(shell_context(), name=name, keep_hours=keep_hours)
    _say(f"The secret before is good until {renewed.previous_until_at.isoformat(timespec='minutes')}.")
    click.echo(renewed.secret)


@source.command()
@click.argument("name")
@data_option
def end(data: Path, name: str) -> None:
    """Take nothing more from the source NAME. What it sent stays."""
    with connected(data):
        end_source(shell_context(), name=name)
    click.echo(f"{name} has ended.")


def _say(words: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(words, markup=False)
