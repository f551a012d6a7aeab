"""`amends policy export` and `import`: policies and tables from and to other tools."""

from __future__ import annotations

from pathlib import Path

import click

from amends.core.policy.dmn.read import read_dmn
from amends.core.policy.dmn.write import write_dmn
from amends.core.policy.editable import editable, plain
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import PolicyInvalid, document_text, parse_policy
from amends.core.policy.sheet import sheet_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.cli.policy.reading import POLICY_FILE, read_policy_file
from amends.entrypoints.common.policy_files import yaml_of, yaml_text
from amends.entrypoints.common.xml import parse_xml


class TableUnknown(Refusal):
    """The policy has no table of that name."""

    code = "policy_table_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("The policy has no table called “%(table)s”. It has: %(known)s.")


@click.command()
@click.argument("policy", type=POLICY_FILE)
@click.option(
    "--as",
    "form",
    type=click.Choice(["dmn", "yaml", "json", "sheet"]),
    default="dmn",
    show_default=True,
    help="DMN 1.5 for other tools; YAML to edit; JSON, the canonical text; a sheet to paste into a spreadsheet.",
)
@click.option("--table", default="", help="Which table, for a sheet.")
def export(policy: Path, form: str, table: str) -> None:
    """Write POLICY to standard output in another form.

    DMN tools see facts and tables; amounts and gestures travel along for the way back.
    """
    document = read_policy_file(policy)
    match form:
        case "dmn":
            click.echo(write_dmn(document), nl=False)
        case "json":
            click.echo(document_text(document))
        case "sheet":
            click.echo(_sheet(document, table), nl=False)
        case _:
            click.echo(yaml_text(document), nl=False)


@click.command(name="import")
@click.argument("model", type=POLICY_FILE)
@click.option("--currency", default="EUR", show_default=True, help="The currency of the new policy.")
def import_(model: Path, currency: str) -> None:
    """Turn the decision tables of MODEL (DMN 1.1 to 1.5) into a policy to edit, as YAML on standard output.

    What needs more of FEEL than tests and values is refused, each with its table, row and column. Of a model that
    `export` wrote, amounts and gestures come along. What keeps the result from being published is said beside it.
    """
    read = read_dmn(parse_xml(model.read_bytes()))
    document = PolicyDocument(
        name=read.name, currency=currency, facts=read.facts, derived=read.derived, tables=read.tables
    )
    data = plain({**editable(document), **read.rest})
    try:
        click.echo(yaml_text(parse_policy(data)), nl=False)
    except PolicyInvalid:
        click.echo(yaml_of(data), nl=False)
        raise


def _sheet(document: PolicyDocument, name: str) -> str:
    table = document.table(name) if name else next(iter(document.tables), None)
    if table is None:
        known = ", ".join(other.name for other in document.tables)
        raise TableUnknown(field="--table", table=name[:60], known=known)
    return sheet_text(table)
