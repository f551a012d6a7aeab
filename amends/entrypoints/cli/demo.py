"""`amends demo`: an installation with made-up data, a mail server that keeps everything, and a sign-in per role."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.table import Table

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.cli.demonstration.people import LOADED, PASSWORD, SignIn, sign_ins
from amends.entrypoints.cli.serve import Serving, run
from amends.entrypoints.cli.supervisor import ChildCharge

HOST = "127.0.0.1"  # made-up people with a password that everybody knows: for this machine alone
KEPT = frozenset({"AMENDS_LANGUAGE", "AMENDS_LOG_LEVEL"})


class NotForTheDemonstration(Refusal):
    """The folder holds something else."""

    code = "not_for_the_demonstration"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "%(folder)s is an installation of its own. Choose another folder for the demonstration with --data."
    )


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default="data/demo",
    show_default=True,
    help="Where the demonstration lives. Remove it to begin anew.",
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
def demo(data: Path, port: int) -> None:
    """Look around: the Kintsu Group with three months of its work, on this machine alone, until Ctrl-C.

    Mails go over real SMTP into a letter box that the pages show under Mails; nothing leaves the machine.
    """
    folder = data.expanduser().resolve()
    if (folder / "keys").exists() and not (folder / "demonstration").exists():
        raise NotForTheDemonstration(field="--data", folder=str(folder))
    _forget_other_installations()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demonstration").touch()
    letters = _free_port()
    env = {"AMENDS_DEMO": "1", "AMENDS_SMTP_URL": f"smtp://{HOST}:{letters}"}
    catcher = [sys.executable, "-m", "amends.entrypoints.cli.catcher", str(folder / "mails"), str(letters)]
    run(
        Serving(
            folder,
            HOST,
            port,
            web=2,
            workers=1,
            step=("prepare-demo",),
            leaves=(folder / LOADED,),
            beside=(ChildCharge("letter box", catcher, {**os.environ}),),
            env=env,
            ready=(_who(sign_ins()),),
        )
    )


def _forget_other_installations() -> None:
    """What the environment says of a database, keys or a mail server is meant for another installation."""
    for name in [name for name in os.environ if name.startswith("AMENDS_") and name not in KEPT]:
        del os.environ[name]


def _who(people: tuple[SignIn, ...]) -> RenderableType:
    """One sign-in per role, as a table."""
    table = Table("sign in as", "to be", "at work", box=None, padding=(0, 2, 0, 0))
    for each in people:
        table.add_row(f"[bold]{each.email}[/bold]", each.role.replace("_", " "), f"{each.name}, {each.title}")
    return Group("", table, f"The password is always [bold]{PASSWORD}[/bold]", "")


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
        tried.bind((HOST, 0))
        port: int = tried.getsockname()[1]
        return port
