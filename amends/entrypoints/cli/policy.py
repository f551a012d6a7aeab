"""`amends policy`: what may be given, as a document that people edit and publish."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import yaml

from amends.commands.governance.publish_policy import publish_policy
from amends.core.policy.parse import document_text, parse_policy
from amends.core.policy.reading import EntryUnusable
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Role
from amends.core.text import gettext_noop
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.common.context import shell_context


class NoPolicyFile(Refusal):
    """What was given cannot be read as a policy file at all."""

    code = "no_policy_file"
    kind = Kind.INVALID
    message = gettext_noop("%(file)s is no policy document: %(reason)s")


@click.group()
def policy() -> None:
    """What may be given when something went wrong."""


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from", "effective", help="Since when it decides, like 2026-06-01T00:00+02:00; at once if not said."
)
@click.option("--note", default="", help="Why, for whoever reads the journal.")
@data_option
def publish(data: Path, file: Path, effective: str | None, note: str) -> None:
    """Publish FILE (YAML or JSON): check it, and let it decide.

    Everything that is wrong in it is said at once, by table, row and column. What was decided before stays as it was.
    """
    document = read_document(file)
    at = None if effective is None else _moment(effective)
    with connected(data):
        made = publish_policy(
            shell_context(Role.CX_MANAGER), document=document, effective_from_at=at, note=note
        )
    since = "at once" if at is None else f"from {at.isoformat(timespec='minutes')}"
    click.echo(f"{made.name} is published as number {made.number} and decides {since}.")


def read_document(file: Path) -> str:
    """The canonical text of the policy in `file`; raises `NoPolicyFile`, or `PolicyInvalid` with every problem."""
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise NoPolicyFile(field="file", file=file.name, reason=" ".join(str(error).split())[:200]) from error
    if not isinstance(given, dict):
        raise NoPolicyFile(field="file", file=file.name, reason="it is not a set of named entries")
    return document_text(parse_policy(given))


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
