"""What the adapters share: a policy at hand, a case that was checked, and the sum of what a verdict gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from amends.core.policy.batch import Bench, decide, read_question, verdict_data
from amends.core.policy.parse import parse_policy
from amends.core.refusal import Refusal, Refusals

POLICIES = Path(__file__).parents[1] / "examples/policies"
TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Checked:
    """One case: what was expected and what the policy found. Cases that do not count are shown only in the summary.

    `note` is said below the count in any case: where sources disagree, or a fact had to be taken as unknown.
    """

    case: str
    expected: object
    found: object
    counts: bool = True
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether the policy found what was expected."""
        return self.expected == self.found


class Policy:
    """An example policy, asked with facts by name as plain data."""

    def __init__(self, name: str) -> None:
        data = yaml.safe_load((POLICIES / f"{name}.yaml").read_text())
        self.bench = Bench(parse_policy(data), TODAY)

    def verdict(self, facts: Mapping[str, object]) -> dict[str, Any]:
        """The verdict of one case, in the shape that `amends policy decide` writes.

        Facts that the policy does not declare are left out (see `strange`). Where the others cannot be used, the
        outcome says why and nothing else is found.
        """
        known = {name: value for name, value in facts.items() if name in self.bench.document.declared}
        try:
            question = read_question(self.bench, {"facts": known}, "case")
            return verdict_data(self.bench, question, decide(self.bench, question))
        except Refusals as several:
            words = " ".join(str(problem) for problem in several.refusals)
        except Refusal as problem:
            words = str(problem)
        nothing: dict[str, Any] = {"entitlements": (), "gestures": (), "escalate": None, "results": {}}
        return {"outcome": f"no answer: {words}", **nothing}

    def strange(self, facts: Mapping[str, object]) -> str:
        """The facts that the policy does not declare, as a note; nothing if there are none."""
        names = sorted(name for name in facts if name not in self.bench.document.declared)
        return f"facts that the policy does not know: {', '.join(names)}" if names else ""


def allowed_total(verdict: Mapping[str, Any]) -> Decimal:
    """What the gestures come to that may be given alone, in major units."""
    minor = [line["amount_minor"] or 0 for line in verdict["gestures"] if line["status"] == "allowed"]
    return Decimal(sum(minor)).scaleb(-2)


def owed_total(verdict: Mapping[str, Any]) -> Decimal:
    """What is owed, in major units of whatever currency the law names."""
    return Decimal(sum(due["amount_minor"] or 0 for due in verdict["entitlements"])).scaleb(-2)


def exact(number: object) -> Decimal:
    """A number of a JSON file, as it is printed there; nothing counts as zero."""
    return Decimal(0) if number is None else Decimal(str(number))
