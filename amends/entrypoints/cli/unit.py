"""`amends unit`: the organisation, its brands, sites and teams."""

from __future__ import annotations

from pathlib import Path

import click

from amends.commands.governance.open_unit import LEVELS, open_unit
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.plain import plain
from amends.entrypoints.common.context import shell_context
from amends.queries.governance import unit_choices


@click.group()
def unit() -> None:
    """The organisation and everything below it."""


@unit.command()
@click.argument("code")
@click.option("--name", required=True)
@click.option("--level", type=click.Choice(LEVELS), default="site", show_default=True)
@click.option("--parent", "parent_code", help="The code of the unit above; none for the organisation itself.")
@click.option("--business", default="", help="hotel, airline, restaurant, shop, ...: a fact for the policy.")
@click.option("--currency", default="", help="Like EUR; that of the unit above if not said.")
@click.option("--timezone", default="", help="Like Europe/Lisbon; that of the unit above if not said.")
@click.option("--language", default="")
@click.option(
    "--jurisdiction", default="", help="Which preset of external clocks applies: uk_fca_disp, us_dot_air, ..."
)
@click.option("--reply-to", "reply_address", default="", help="Where a customer's answer by e-mail goes.")
@click.option("--phone", default="")
@data_option
def add(data: Path, **given: str) -> None:
    """Open the unit CODE. Begin with the organisation: `amends unit add acme --name Acme --level organisation`."""
    with connected(data):
        opened = open_unit(shell_context(), **given)
    click.echo(f"{plain(given['name'])} is open as {opened.code}.")


@unit.command(name="list")
@data_option
def list_units(data: Path) -> None:
    """Show the tree of units."""
    with connected(data):
        for each in unit_choices(shell_context()):
            click.echo(f"{'  ' * each.depth}{each.code}  {plain(each.name)} ({each.level}, {each.currency})")
