"""docs/howto/write-a-policy.md: its policy is checked, its cases decided, and every command typed as it stands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from givens.shell import amends

from amends.apps.policies.models import PolicyVersion

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/howto/write-a-policy.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.S | re.M)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with what the page says to write."""
    (tmp_path / "flights.yaml").write_text("\n".join(blocks("yaml")))
    (tmp_path / "cases.jsonl").write_text("".join(blocks("json")))
    return tmp_path


def test_every_command_works_in_its_order(committed_db: None, database_address: str, desk: Path) -> None:
    said: dict[str, str] = {}
    for line in "".join(blocks("sh")).splitlines():
        line = line.replace("DIR", str(desk)).replace("examples/", f"{ROOT}/examples/")
        words = [
            str(desk / word) if word in ("flights.yaml", "cases.jsonl") else word
            for word in shlex.split(line)[1:]
        ]
        command = words[: words.index(">")] if ">" in words else words
        run = amends(database_address, *command)
        assert run.returncode == (1 if words[1] == "diff" else 0), f"{line}\n{run.stderr}"
        said[words[1]] = run.stdout
        if ">" in words:
            (desk / words[-1]).write_text(run.stdout)

    assert said["check"].startswith(
        "Flights: 9 facts, 3 tables with 9 rows, 2 gestures; 0 errors, 0 warnings"
    )
    assert "name was Airline and is Flights." in said["diff"]
    assert (desk / "guard.tsv").read_text().startswith("asks_for_compensation\teligible\tamount\t")
    assert 'name="Flights"' in (desk / "flights.dmn").read_text()
    assert PolicyVersion.objects.latest("number").note == "Certificates for flights"


def test_the_cases_come_out_as_the_page_says(desk: Path) -> None:
    run = amends(None, "policy", "decide", str(desk / "flights.yaml"), str(desk / "cases.jsonl"))
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    gestures = [verdict["gestures"][0] for verdict in verdicts]

    assert [gesture["status"] for gesture in gestures] == ["allowed", "allowed", "needs_approval", "blocked"]
    assert [gesture["amount_minor"] for gesture in gestures] == [30000, 20000, 40000, 10000]
    assert [gesture["approver"] for gesture in gestures] == ["", "", "L1", ""]
    assert [item["amount_minor"] for item in verdicts[0]["entitlements"]] == [87000]
    assert [verdict["entitlements"] for verdict in verdicts[1:]] == [[], [], []]
    assert gestures[3]["reasons"] == ["Not a member, not insured, in economy"]
