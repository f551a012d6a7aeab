"""`amends policy check`: everything that is wrong with a policy, before anybody publishes it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from amends.core.policy.check import check_policy
from amends.core.policy.parse import document_digest, document_text
from amends.core.policy.weakness import Weight
from amends.core.refusal import Kind
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file
from amends.entrypoints.common.problems import EXIT


@click.command()
@click.argument("policy", type=POLICY_FILE)
def check(policy: Path) -> None:
    """Read POLICY (YAML or JSON) and say what is wrong with it; exit code 64 if something is.

    First what cannot be read, each with its table, row and column and what to write instead. Then what can be read and
    is not right: gaps, rows that overlap or never count, outcomes that fall when they should rise, gestures that nobody
    can give or that nobody has to approve. Warnings are for you to judge.
    """
    document = read_policy_file(policy)
    found = check_policy(document)
    console = Console(highlight=False, soft_wrap=True)
    for weakness in found:
        colour = "red" if weakness.weight is Weight.ERROR else "yellow"
        console.print(f"[{colour}]{weakness.weight.value}[/]", end=" ")
        console.print(f"{weakness.code}: {weakness}", markup=False)
    rows = sum(len(table.rules) for table in document.tables)
    errors = sum(weakness.weight is Weight.ERROR for weakness in found)
    console.print(
        f"{document.name}: {len(document.facts)} facts, {len(document.tables)} tables with {rows} rows, "
        f"{len(document.gestures)} gestures; {errors} errors, {len(found) - errors} warnings; "
        f"digest {document_digest(document_text(document))[:12]}",
        markup=False,
    )
    if errors:
        sys.exit(EXIT[Kind.INVALID])
