"""`amends token`: identities for programs."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from amends.commands.governance.create_token import create_token
from amends.commands.governance.revoke_token import revoke_token
from amends.core.money import Money
from amends.core.roles import SCOPES
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.plain import cell
from amends.entrypoints.common.context import shell_context
from amends.queries.governance import programs


@click.group()
def token() -> None:
    """Identities for programs: tills, booking systems, forms."""


@token.command()
@click.argument("name")
@click.option("--role", required=True, help="Whose authority it has: program, cashier, front_line, lead, ...")
@click.option(
    "--scope", "scopes", multiple=True, help=f"What it may do; repeat it. One of: {', '.join(SCOPES)}."
)
@click.option(
    "--unit", "unit_code", help="The code of the unit it acts in; the whole organisation if not said."
)
@click.option("--grant", help="What it may give per case on its own, at most, like '25.00 EUR'.")
@data_option
def create(
    data: Path, name: str, role: str, scopes: tuple[str, ...], unit_code: str | None, grant: str | None
) -> None:
    """Make a token for the program NAME and print it, once.

    It is kept nowhere. Without --scope it may do through the API whatever the role may.
    """
    cap = None
    if grant is not None:
        amount, _, currency = grant.strip().rpartition(" ")
        cap = Money.parse(amount, currency.upper() if len(currency) == 3 else "EUR", field="grant")
    with connected(data):
        made = create_token(
            shell_context(),
            name=name,
            role=role,
            unit_code=unit_code,
            scopes=scopes,
            grant_minor=None if cap is None else cap.minor,
        )
    Console(stderr=True, highlight=False).print(
        f"Token {made.token_id} may: {', '.join(made.scopes)}. Copy it now; it is shown this once."
    )
    click.echo(made.token)


@token.command(name="list")
@data_option
def list_tokens(data: Path) -> None:
    """List all tokens, without the tokens themselves."""
    table = Table("id", "name", "role", "where", "may", "ends with", "state", box=None)
    with connected(data):
        for program in programs(shell_context()):
            state = "ended" if program.revoked_at else "alive"
            scopes = ", ".join(program.scopes)
            table.add_row(
                str(program.id),
                cell(program.name),
                program.role,
                cell(program.unit_name),
                scopes,
                program.last_four,
                state,
            )
    Console().print(table)


@token.command()
@click.argument("token_id", type=int)
@data_option
def revoke(data: Path, token_id: int) -> None:
    """End the token with that id: it is refused within five seconds."""
    with connected(data):
        revoke_token(shell_context(), token_id=token_id)
    click.echo(f"Token {token_id} has ended.")
