"""`amends verify`: proves journal chains, cases and money against each other, and names what does not fit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.common.context import shell_context
from amends.kernel.context import Context
from amends.queries.case_fold_check import case_fold_check
from amends.queries.incident_check import incident_check
from amends.queries.journal_check import Finding, journal_check
from amends.queries.journal_checkpoint import checkpoint_check
from amends.queries.ledger_check import ledger_check

_MOST_SHOWN = 50


@click.command()
@click.option(
    "--checkpoint",
    type=click.File(encoding="utf-8"),
    help="Compare with a checkpoint kept elsewhere (checkpoints/DATE.json): finds what was cut off since.",
)
@data_option
def verify(data: Path, checkpoint: TextIO | None) -> None:
    """Prove that nothing was changed behind the product's back. Changes nothing.

    Four proofs: every journal chain is whole; every case equals the fold of its journal; every budget equals the
    sum of its transfers, and every voucher that of its redemptions; everybody of an incident
    has what it says. Exit code 0 when all hold, 1 when something was
    found.
    """
    found = 0
    console = Console(highlight=False, soft_wrap=True)
    with connected(data):
        ctx = shell_context()
        proofs = [check(ctx) for check in (_journal, _cases, _ledger, _incidents)]
        if checkpoint is not None:
            proofs.append(
                ("checkpoint: everything it saw is there", checkpoint_check(ctx, text=checkpoint.read()))
            )
        for words, findings in proofs:
            found += len(findings)
            console.print(f"[{'red' if findings else 'green'}]{'✗' if findings else '✓'}[/] {words}")
            for finding in findings[:_MOST_SHOWN]:
                console.print(f"    {finding.where}: {finding.problem}", markup=False)
            if len(findings) > _MOST_SHOWN:
                console.print(f"    and {len(findings) - _MOST_SHOWN} more")
    if found:
        sys.exit(1)


def _journal(ctx: Context) -> tuple[str, tuple[Finding, ...]]:
    checked = journal_check(ctx)
    return f"journal: {checked.entries} entries in {checked.streams} chains", checked.findings


def _cases(ctx: Context) -> tuple[str, tuple[Finding, ...]]:
    folded = case_fold_check(ctx)
    return f"cases: {folded.cases} compared with the fold of their journal", folded.findings


def _ledger(ctx: Context) -> tuple[str, tuple[Finding, ...]]:
    checked = ledger_check(ctx)
    words = (
        f"ledger: {checked.periods} budget periods and {checked.vouchers} vouchers "
        f"rebuilt from {checked.transfers} transfers"
    )
    return words, checked.findings


def _incidents(ctx: Context) -> tuple[str, tuple[Finding, ...]]:
    checked = incident_check(ctx)
    return (
        f"incidents: {checked.people} people of {checked.incidents}, nobody missed, nobody twice",
        checked.findings,
    )
