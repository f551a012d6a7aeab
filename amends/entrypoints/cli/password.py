"""A first password: asked for twice and shown nowhere, or one line of standard input for scripts."""

from __future__ import annotations

import sys

import click

from amends.entrypoints.common.usable import TextUnusable, is_usable


def read_password(asked: str, *, from_stdin: bool) -> str:
    """The password; raises `TextUnusable` at `password` for what is no text."""
    if not from_stdin:
        return str(click.prompt(asked, hide_input=True, confirmation_prompt="Once more"))
    line = sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")
    if not is_usable(line):
        raise TextUnusable(field="password")
    return line


_LONGEST_LINE = 100_000
