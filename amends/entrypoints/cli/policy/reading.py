"""Reads what the commands of `amends policy` are given: a policy in a YAML or JSON file, and objects by the line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import click
import yaml

from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import load_document, parse_policy
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop

POLICY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class NoPolicyFile(Refusal):
    """What was given cannot be read as a policy file at all."""

    code = "no_policy_file"
    message = gettext_noop("%(file)s is no policy document: %(reason)s")


def read_policy_file(path: Path) -> PolicyDocument:
    """The policy in a file; raises `NoPolicyFile`, or `PolicyInvalid` with every problem of the document."""
    try:
        text = path.read_text(encoding="utf-8")
        if text.lstrip().startswith("{") and path.suffix == ".json":
            return load_document(text)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise NoPolicyFile(file=path.name, reason=" ".join(str(error).split())[:300]) from error
    if not isinstance(data, Mapping):
        raise NoPolicyFile(file=path.name, reason=gettext_noop("it holds no entries of the form name: value"))
    return parse_policy(data)


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
