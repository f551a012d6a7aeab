"""`amends staff`: colleagues who sign in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.name_substitute import name_substitute
from amends.core.roles import PEOPLE
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.password import read_password
from amends.entrypoints.cli.plain import cell, plain
from amends.entrypoints.common.context import shell_context
from amends.queries.governance import colleagues


@click.group()
def staff() -> None:
    """Colleagues: who signs in, and what they hold."""


@staff.command()
@click.argument("email")
@click.option("--name", "display_name", required=True, help="As colleagues and customers read it.")
@click.option("--role", required=True, help=f"One of: {', '.join(PEOPLE)}.")
@click.option(
    "--unit", "unit_code", required=True, help="The code of the unit; the role holds for all below it too."
)
@click.option("--title", default="", help="As customers read it under a letter: 'night desk'.")
@click.option("--timezone", default="", help="Like Europe/Lisbon; that of the unit if not said.")
@click.option("--language", default="en", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (for scripts).")
@data_option
def add(
    data: Path,
    email: str,
    display_name: str,
    role: str,
    unit_code: str,
    title: str,
    timezone: str,
    language: str,
    password_stdin: bool,
) -> None:
    """Add a colleague who signs in with EMAIL. Asks for a first password, twice, and shows it nowhere."""
    password = read_password("First password", from_stdin=password_stdin)
    with connected(data):
        add_colleague(
            shell_context(),
            email=email,
            display_name=display_name,
            role=role,
            unit_code=unit_code,
            title=title,
            language=language,
            timezone=timezone,
            password=password,
        )
    click.echo(f"{plain(display_name)} signs in with {email.strip().lower()}.")


@staff.command()
@click.argument("email")
@click.option(
    "--substitute", "substitute_email", required=True, help="Who says yes for them: an e-mail address."
)
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day.")
@click.option(
    "--until", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day, included."
)
@data_option
def away(data: Path, email: str, substitute_email: str, first: datetime, last: datetime) -> None:
    """Let a colleague give the yeses of EMAIL, who is away, in their name."""
    with connected(data):
        ctx = shell_context()
        ids = {each.email: each.id for each in colleagues(ctx)}
        named = name_substitute(
            ctx,
            person_id=ids.get(email.strip().lower(), 0),
            substitute_id=ids.get(substitute_email.strip().lower(), 0),
            from_date=first.date(),
            until_date=last.date(),
        )
    click.echo(f"{substitute_email} stands in for {email} until {named.ends_at:%Y-%m-%d %H:%M} UTC.")


@staff.command(name="list")
@data_option
def list_staff(data: Path) -> None:
    """List colleagues and what they hold."""
    table = Table("name", "signs in with", "holds", box=None)
    with connected(data):
        for colleague in colleagues(shell_context()):
            held = ", ".join(f"{each.role} at {each.unit_name}" for each in colleague.roles)
            table.add_row(cell(colleague.display_name), cell(colleague.email), cell(held or "nothing"))
    Console().print(table)
