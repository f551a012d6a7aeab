"""Groups of commands whose modules are imported only when they are asked for, with Django made ready where needed.

So `amends --help` answers at once, and what needs no installation works on a machine that has none yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
import django
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Listed:
    """One command as its group lists it: its short help, where it is, and whether it needs Django's tables.

    What is not `shown` is a step of another command: it is found, and not listed.
    """

    help: str
    target: str
    needs_django: bool = True
    shown: bool = True


class Lazily(click.Group):
    """Finds a command in its table `listed` and imports its module only then."""

    def __init__(self, *args: Any, listed: Mapping[str, Listed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table, without those that are steps of others."""
        return [name for name, listed in self.listed.items() if listed.shown]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The names with their short help from the table, so that nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.listed[name].help) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported; None for a name that is not in the table."""
        listed = self.listed.get(cmd_name)
        if listed is None:
            return None
        if listed.needs_django:
            django.setup(set_prefix=False)
        command: click.Command = import_string(listed.target)
        return command
