"""Reads what the commands of `amends policy` are given: a policy in a YAML or JSON file, and objects by the line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import click

from amends.core.policy.model import PolicyDocument
from amends.entrypoints.common.policy_files import read_policy_text

POLICY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def read_policy_file(path: Path) -> PolicyDocument:
    """The policy in a file; raises `NoPolicyFile`, or `PolicyInvalid` with every problem of the document."""
    return read_policy_text(path.read_bytes(), path.name)


def objects(lines: TextIO) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """The JSON object of each line that is not empty, with the number of the line; None where there is none."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line, parse_float=Decimal)
        except (ValueError, RecursionError):
            data = None
        yield number, data if isinstance(data, Mapping) else None
