"""What a new installation begins with: kinds of failure, and a policy, for its line of business."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from amends.commands.governance.add_failure_types import NewFailureType

BUSINESSES = ("hotel", "airline", "restaurant", "shop", "other")

LIKE_EUROS = frozenset({"EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
"""Currencies in which the starter's amounts make sense as they are."""

_FAILURES = Path(__file__).parent / "failures"
_GESTURES = Path(__file__).parent / "gestures.yaml"
_POLICY = Path(__file__).parent.parent / "demonstration" / "policy.yaml"


def failure_types(business: str) -> tuple[NewFailureType, ...]:
    """The kinds of failure that we ship for that line of business, in the order people choose from."""
    return tuple(_kind(business, entry) for entry in _read(business))


def policy_of(business: str, *, name: str, currency: str) -> str:
    """A policy to begin with, as a YAML text to go on editing: the demonstration group's, for one line of business.

    Its amounts are made for `LIKE_EUROS`.
    """
    policy, _triggers = _POLICY.read_text().split(
        "\ntriggers:\n"
    )  # nobody sends events to a new organisation yet
    head, *parts = re.split(r"(?m)^  # ---- (\w+)\n", policy)
    gestures = {"other": _GESTURES.read_text(), **dict(zip(parts[::2], parts[1::2], strict=True))}
    others = [other for other in BUSINESSES if other != business]
    rows = [
        row
        for row in head.splitlines()
        if not row.strip().startswith(tuple(f'"{other}"' for other in others))
    ]
    text = "\n".join(rows) + "\n" + gestures["everywhere"] + gestures[business].rstrip() + "\n"
    text = re.sub(
        r"(?m)\A(#.*\n)+",
        f"# What {name} gives when something went wrong. Change it, and publish it:\n"
        "# amends policy publish FILE\n"
        "# Cells are DMN unary tests; `|` parts columns, `||` parts inputs, outputs and remark.\n",
        text,
    )
    text = re.sub(
        r"(?m)^name: .*$", lambda _: f"name: {yaml.safe_dump(name, width=1000).splitlines()[0]}", text
    )
    text = re.sub(r"(?m)^effective_from: .*\n", "", text)
    return re.sub(r"\bEUR\b", currency, text).replace(" euros", f" {currency}")


@cache
def _read(business: str) -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = yaml.safe_load((_FAILURES / f"{business}.yaml").read_text())
    return kinds


def _kind(business: str, entry: dict[str, Any]) -> NewFailureType:
    return NewFailureType(
        code=entry["code"],
        name=entry["name"],
        business=business,
        nature=entry["nature"],
        lost_resource=entry["lost_resource"],
        usual_expectation=entry["expects"],
        assumed_facts=entry["facts"],
        terms=tuple(entry["terms"]),
        told_as=entry["told"],
    )
