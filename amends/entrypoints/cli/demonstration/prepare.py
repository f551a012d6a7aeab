"""`amends prepare-demo`: the step of `amends demo` that brings tables and made-up data into the data folder."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from amends.entrypoints.cli.demonstration.load import load
from amends.entrypoints.cli.demonstration.people import LOADED
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.migrate import bring_up_to_date
from amends.entrypoints.common.context import read_clock, shell_context
from amends.queries.governance import unit_choices


@click.command(hidden=True)
@data_option
def prepare(data: Path) -> None:
    """Bring the tables up to date, and load the demonstration where there is nothing yet."""
    bring_up_to_date(data, organisation_follows=True)
    console = Console(highlight=False)
    with connected(data):
        if unit_choices(shell_context()):
            if not (data / LOADED).exists():
                console.print(
                    f"The history was broken off while it was loaded. For all of it, remove {data}."
                )
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Living through three months of the Kintsu Group", total=1.0)
            loaded = load(read_clock(), lambda part: progress.update(task, completed=part))
    (data / LOADED).touch()
    console.print(f"Three months of the Kintsu Group, {loaded.cases} cases, all of it made up.")
