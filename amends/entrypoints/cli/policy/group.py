"""The group `amends policy` and what it holds."""

from __future__ import annotations

import click

from amends.entrypoints.cli.lazily import Lazily, Listed

_HERE = "amends.entrypoints.cli.policy"

COMMANDS = {
    "backtest": Listed("A policy tried on past decisions.", f"{_HERE}.backtest.backtest"),
    "check": Listed("What is wrong with a policy, by table, row and column.", f"{_HERE}.check.check", False),
    "decide": Listed("Facts in, verdicts out, a JSON object a line.", f"{_HERE}.decide.decide", False),
    "diff": Listed("Two policies compared, in words and over cases.", f"{_HERE}.diff.diff", False),
    "events": Listed("What would be given of events, without giving it.", f"{_HERE}.events.events"),
    "export": Listed("A policy as DMN, YAML, JSON or a sheet.", f"{_HERE}.exchange.export", False),
    "import": Listed("Decision tables of DMN as a policy to edit.", f"{_HERE}.exchange.import_", False),
    "publish": Listed("Let a policy decide, from a moment on.", f"{_HERE}.publish.publish"),
    "replay": Listed("Decisions of the past, made again.", f"{_HERE}.replay.replay"),
}


@click.group(cls=Lazily, listed=COMMANDS)
def policy() -> None:
    """What may be given when something went wrong, as tables."""
