"""The root of the `amends` command: which commands there are, and how a refusal is said in a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from rich.console import Console

from amends import __version__
from amends.core.refusal import Refusal
from amends.entrypoints.cli.database_words import refusal_of
from amends.entrypoints.cli.lazily import Lazily, Listed
from amends.entrypoints.cli.plain import plain
from amends.entrypoints.common.problems import EXIT, flatten, say
from amends.entrypoints.common.usable import TextUnusable, is_usable

_HERE = "amends.entrypoints.cli"
EPILOG = """\b
First steps:
  amends demo                        look around with made-up data
  amends serve --data DIR            run an installation of your own
  amends setup --data DIR            give it an organisation and its first people
  amends doctor --data DIR           what is wrong with it, if anything
\b
Exit codes: 0 done; 1 a defect in amends; 2 the command line is wrong; 64 an input is wrong; 66 not there;
69 something outside does not answer; 73 it conflicts with what is there; 75 too often; 77 not allowed.
"""


COMMANDS = {
    "demo": Listed("Look around with made-up data.", f"{_HERE}.demo.demo", False),
    "serve": Listed("Run an installation: database, web and workers.", f"{_HERE}.serve.serve", False),
    "setup": Listed("Make an empty installation one's own.", f"{_HERE}.setup.setup"),
    "migrate": Listed("Bring the tables up to date.", f"{_HERE}.migrate.migrate"),
    "doctor": Listed("Say what is wrong with an installation.", f"{_HERE}.doctor.doctor"),
    "unit": Listed("The organisation, its brands, sites and teams.", f"{_HERE}.unit.unit"),
    "staff": Listed("Colleagues: who signs in, and what they hold.", f"{_HERE}.staff.staff"),
    "policy": Listed(
        "What may be given: check, try out, compare, publish.", f"{_HERE}.policy.group.policy", False
    ),
    "ledger": Listed("The ledger: rebuilt from its transfers.", f"{_HERE}.ledger.ledger"),
    "verify": Listed("Prove that nothing was changed behind its back.", f"{_HERE}.verify.verify"),
    "token": Listed("Identities for programs: tills, booking systems, forms.", f"{_HERE}.token.token"),
    "source": Listed("Programs that tell us what went wrong.", f"{_HERE}.source.source"),
    "prepare-demo": Listed("A step of `demo`.", f"{_HERE}.demonstration.prepare.prepare", shown=False),
}


class Root(Lazily):
    """Tells the settings of a `--data` among a command's own arguments before they are first read."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for, with its data folder in the environment."""
        given = _value_of("--data", args)
        if given is not None:
            os.environ["AMENDS_DATA"] = given
        return super().resolve_command(ctx, args)


def _value_of(option: str, args: Sequence[str]) -> str | None:
    for position, argument in enumerate(args):
        if argument == option and position + 1 < len(args):
            return args[position + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


@click.group(
    cls=Root,
    listed=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="amends")
def root() -> None:
    """Customer service recovery: from the customer's own words to the customer's own yes."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; what is refused is said in one or two sentences, and the exit code tells its kind."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings.base")
    try:
        if not all(map(is_usable, sys.argv[1:] if arguments is None else arguments)):
            raise TextUnusable
        root.main(arguments, prog_name="amends")
    except Refusal as refusal:
        _end(refusal)
    except (DatabaseError, InterfaceError) as error:
        refusal_told = refusal_of(error)
        if refusal_told is None:
            raise
        _end(refusal_told)


def _end(refusal: Refusal) -> NoReturn:
    tell(refusal)
    sys.exit(EXIT[refusal.kind])


def tell(refusal: Refusal) -> None:
    """Say `refusal` on standard error, in the operator's language where the settings could be read."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for single in flatten(refusal):
        words = say(single) if settings.configured else str(single)
        console.print(plain(words), style="red", markup=False)
