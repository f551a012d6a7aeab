"""Every command that a document tells people to type exists, with every option it is given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from amends.entrypoints.cli.main import root

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
ELSEWHERE = {"cp", "curl", "git", "pip", "python3", "set", "systemctl"}  # programs that are not ours


def typed() -> Iterator[tuple[str, str]]:
    """Each line of each shell block, and each `amends ...` or `make ...` in a sentence, with its page."""
    for page in PAGES:
        text, name = page.read_text(), str(page.relative_to(ROOT))
        for block in re.findall(r"^ *```(?:sh|bash)\n(.*?)^ *```", text, re.S | re.M):
            joined = block.replace("\\\n", " ")
            yield from ((name, line.strip()) for line in joined.splitlines() if line.strip())
        prose = re.sub(r"```.*?```", "", text, flags=re.S)
        yield from ((name, line) for line in re.findall(r"`((?:amends|make) [a-z][^`]*)`", prose))


TYPED = sorted(set(typed()))


def test_documents_tell_people_what_to_type() -> None:
    lines = {line for _, line in TYPED}

    assert {"make demo", "make test"} <= lines
    assert any(line.startswith(".venv/bin/amends setup") for line in lines)


@pytest.mark.parametrize(("page", "line"), TYPED, ids=[f"{page}: {line[:40]}" for page, line in TYPED])
def test_what_a_document_says_can_be_typed(page: str, line: str) -> None:
    words = [word for word in shlex.split(line, comments=True) if "=" not in word or word.startswith("-")]
    if not words:
        return
    program, *arguments = words
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
        assert arguments[0] in targets
    elif program.rpartition("/")[2] == "amends":
        command, options = _found(arguments)
        known = {
            name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]
        }
        assert [option for option in options if option not in known | {"--help", "-h", "--version"}] == []
    else:
        assert program in ELSEWHERE, f"{page}: what is {program}?"


def _found(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words lead to, and the options that follow."""
    command: click.Command = root
    context = click.Context(root, info_name="amends")
    rest = [word for word in arguments if word not in ("<", ">", "|")]
    while rest and isinstance(command, click.Group) and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"there is no command {rest[0]}"
        command, rest = found, rest[1:]
    return command, [word.partition("=")[0] for word in rest if word.startswith("-")]
