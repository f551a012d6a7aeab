"""`amends doctor`: looks an installation over and says what is wrong and what to do, changing nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from amends.core.refusal import Kind, Refusal
from amends.entrypoints.cli import checkups
from amends.entrypoints.cli.checkups import Finding, Level
from amends.entrypoints.cli.database_words import refusal_of
from amends.entrypoints.cli.installation import connected, data_option, require_installation
from amends.entrypoints.cli.plain import cell, plain
from amends.entrypoints.common.problems import EXIT, say

_SIGNS = {Level.GOOD: ("✓", "green"), Level.MIND: ("!", "yellow"), Level.WRONG: ("✗", "red")}


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, for a program that watches.")
def doctor(data: Path, as_json: bool) -> None:
    """Say what is wrong with an installation and what to do about it. Changes nothing.

    It looks at disks, keys, database, tables, clocks, addresses, mail server and workers. The exit code is 0 when
    nothing is wrong (there may be things to mind), and 69 when something is.
    """
    require_installation(data)
    findings = list(examine(data))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _show(findings)
    if any(finding.level is Level.WRONG for finding in findings):
        sys.exit(EXIT[Kind.UNAVAILABLE])


def examine(data: Path) -> Iterator[Finding]:
    """All findings on the installation of `data`; where the database does not answer, those that need none."""
    yield from checkups.check_room(data)
    yield from checkups.check_keys(data)
    yield from checkups.check_address()
    yield from checkups.check_mail()
    try:
        with connected(data, without_keys=True):
            yield from checkups.check_database(data)
            yield from checkups.check_migrations()
            yield from checkups.check_keys_fit()
            yield from checkups.check_workers(datetime.now(UTC))
    except Refusal as refusal:
        yield Finding(Level.WRONG, _("Database"), say(refusal))
    except (DatabaseError, InterfaceError) as error:
        told = refusal_of(error)
        if told is None:
            raise
        yield Finding(Level.WRONG, _("Database"), say(told))


def _show(findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        sign, style = _SIGNS[finding.level]
        table.add_row(f"[{style}]{sign}[/]", cell(finding.about), cell(finding.words))
        if finding.advice:
            table.add_row("", "", Text(plain(finding.advice), "dim"))
    console = Console(highlight=False)
    console.print(table)
    wrong = sum(finding.level is Level.WRONG for finding in findings)
    console.print()
    console.print(_("%(count)s wrong.") % {"count": wrong} if wrong else _("Nothing is wrong."))
