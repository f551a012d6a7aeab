"""`amends ledger`: what finance and auditors ask of the books in a shell."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.common.context import shell_context
from amends.queries.ledger_check import ledger_check


@click.group()
def ledger() -> None:
    """The ledger: every movement of money, and what the budgets say of them."""


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object instead of lines.")
@data_option
def audit(data: Path, as_json: bool) -> None:
    """Rebuild every balance from the transfers alone, and name each difference. Changes nothing.

    All is read as it was at one moment, also while people work: each column of every budget period from its transfers,
    every voucher from its redemptions, every redemption from the journal. Exit code 0 when all agree, 1 when something
    differs.
    """
    with connected(data):
        checked = ledger_check(shell_context())
    findings = [{"where": finding.where, "problem": finding.problem} for finding in checked.findings]
    if as_json:
        counts = {name: getattr(checked, name) for name in ("periods", "transfers", "vouchers")}
        click.echo(json.dumps({**counts, "findings": findings}, ensure_ascii=False))
    else:
        console = Console(highlight=False, soft_wrap=True)
        console.print(
            f"{checked.periods} budget periods and {checked.vouchers} vouchers rebuilt "
            f"from {checked.transfers} transfers"
        )
        for finding in findings:
            console.print(f"{finding['where']}: {finding['problem']}", markup=False)
        console.print("[red]they differ[/]" if findings else "[green]all agree[/]")
    if findings:
        sys.exit(1)
