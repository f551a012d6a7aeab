"""The `amends` command: every command, argument and option as its help says it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from amends.entrypoints.cli.main import root
from reference.table import table

_INTRO = """\
# The command `amends`

Every command says this itself with `--help`.
"""


def page() -> str:
    """The page: a part for each command that is shown."""
    return "\n".join([_INTRO, *_parts(root, ("amends",), click.Context(root, info_name="amends"))])


def _parts(command: click.Command, words: tuple[str, ...], context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _parts(inner, (*words, name), click.Context(inner, context, info_name=name))
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## `{' '.join(words)}`\n"
    yield f"    {' '.join(words)} {usage}\n"
    yield _plain(command.help or "")
    rows = [
        (f"`{', '.join([*parameter.opts, *parameter.secondary_opts])}`", _said(parameter, context))
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    if rows:
        yield table(("option", "meaning"), rows)


def _plain(words: str) -> str:
    """A help text as Markdown: click's marks for kept line breaks become blocks."""
    parts = []
    for part in words.replace("\r", "").split("\n\n"):
        lines = part.strip("\n").splitlines()
        if lines and lines[0].strip() == "\b":
            parts.append("\n".join(f"    {line.strip()}" for line in lines[1:]))
        else:
            parts.append(" ".join(" ".join(lines).split()))
    return "\n\n".join(parts).strip() + "\n"


def _said(option: click.Option, context: click.Context) -> str:
    many = " Can be given several times." if option.multiple else ""
    needed = " Needed." if option.required else ""
    choices = ""
    if isinstance(option.type, click.Choice):
        choices = " One of " + ", ".join(f"`{choice}`" for choice in option.type.choices) + "."
    return f"{option.help or ''}{choices}{many}{needed}"
