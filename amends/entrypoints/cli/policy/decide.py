"""`amends policy decide`: facts as JSON lines in, one verdict a line out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from amends.core.policy.batch import Bench, read_question, verdict_data
from amends.core.policy.batch import decide as judge
from amends.core.policy.explain import explain_envelope
from amends.core.policy.values import canonical_text
from amends.core.refusal import Kind, Refusal
from amends.entrypoints.cli.policy.reading import POLICY_FILE, objects, read_policy_file
from amends.entrypoints.common.problems import EXIT, flatten

Line = dict[str, object]


@click.command()
@click.argument("policy", type=POLICY_FILE)
@click.argument("facts", type=click.File(encoding="utf-8"), default="-")
@click.option(
    "--role", default="front_line", show_default=True, help="Who asks, as the guard table knows it."
)
@click.option(
    "--level", type=click.IntRange(0, 3), default=0, show_default=True, help="Whose yes it is: 0 to 3."
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The day of the decisions; today if not said."
)
@click.option("--explain", is_flag=True, help="Say why, line by line, in the entry `explained`.")
def decide(policy: Path, facts: TextIO, role: str, level: int, today: datetime | None, explain: bool) -> None:
    """Decide each line of FACTS (standard input if not said) by POLICY.

    A line is a JSON object: facts by name, and `case` if you like; or `{"case": ..., "facts": {...}, "standing":
    {"given_90_days": 40, "budget_left": 100}}`. The answer has case, severity, outcome, entitlements, gestures,
    escalate, policy and results. A line that cannot be decided is answered with its problems, and the exit code is 64.
    """
    day = (today or datetime.now(UTC)).date()
    bench = Bench(read_policy_file(policy), day, role=role, level=level)
    failed = False
    for answer in answers(bench, facts, explain=explain):
        failed = failed or "problems" in answer
        click.echo(line_text(answer))
    if failed:
        sys.exit(EXIT[Kind.INVALID])


def answers(bench: Bench, lines: TextIO, *, explain: bool = False) -> Iterator[Line]:
    """The verdict of every line, or its problems: `{"case", "problems": [{"code", "field", "message"}]}`."""
    for number, data in objects(lines):
        if data is None:
            problem = {"code": "line_unreadable", "field": None, "message": "This line is not a JSON object."}
            yield {"case": str(number), "problems": [problem]}
            continue
        try:
            yield _answer(bench, data, str(number), explain=explain)
        except Refusal as refusal:
            told = [
                {"code": single.code, "field": single.field, "message": str(single)}
                for single in flatten(refusal)
            ]
            yield {"case": str(data.get("case") or number), "problems": told}


def line_text(answer: Mapping[str, object]) -> str:
    """An answer as one line of JSON: its own entries in their order, numbers exact."""
    return (
        "{"
        + ",".join(f"{canonical_text(key)}:{canonical_text(value)}" for key, value in answer.items())
        + "}"
    )


def _answer(bench: Bench, data: Mapping[str, object], case: str, *, explain: bool) -> Line:
    question = read_question(bench, data, case)
    envelope = judge(bench, question)
    answer = verdict_data(bench, question, envelope)
    if explain:
        reasons = explain_envelope(bench.document, envelope, question.facts)
        answer["explained"] = [str(reason) for reason in reasons]
    return answer
