"""A decision kept so that it can be made again: what went in and what came out, as canonical texts, byte for
byte the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from amends.core.money import Money
from amends.core.policy.envelope import Envelope, build_envelope
from amends.core.policy.facts import read_facts
from amends.core.policy.model import PolicyDocument
from amends.core.policy.standing import BudgetLeft, Standing
from amends.core.policy.values import Facts, canonical_text
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class PolicyDiffers(Refusal):
    """A decision was asked to be replayed with another policy than it was made with."""

    code = "policy_differs"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "This decision was made with another version of the policy. Replay it with that one."
    )


def freeze(
    facts: Facts,
    standing: Standing,
    *,
    policy_digest: str,
    sources: Mapping[str, str] | None = None,
    amounts: Mapping[str, Money] | None = None,
) -> str:
    """All that a decision rests on, as one text. It holds ids and values, never names of people, words or
    addresses.
    """
    return canonical_text(
        {
            "facts": {name: value for name, value in facts.items() if value is not None},
            "sources": dict(sources or {}),
            "standing": standing,
            "amounts": dict(amounts or {}),
            "policy": policy_digest,
        }
    )


def result_text(envelope: Envelope) -> str:
    """All that a decision found, as one text: the verdict, what is owed, every line, the digest."""
    return canonical_text(envelope)


def replay(document: PolicyDocument, frozen: str, *, policy_digest: str) -> str:
    """Make the decision again from its frozen text; equal to the `result_text` it had, byte for byte.

    Raises `PolicyDiffers` when `policy_digest`, that of `document`, is not the one the decision was made
    with.
    """
    return result_text(thaw(document, frozen, policy_digest=policy_digest))


def thaw(document: PolicyDocument, frozen: str, *, policy_digest: str) -> Envelope:
    """The envelope of a frozen decision, built again. Raises `PolicyDiffers`."""
    data = json.loads(frozen, parse_float=Decimal)
    if data["policy"] != policy_digest:
        raise PolicyDiffers()
    return _built(document, data, data["facts"], policy_digest)


def thaw_under(document: PolicyDocument, frozen: str, *, policy_digest: str) -> Envelope:
    """The envelope that another policy would have shown for a frozen decision, with the same standing.

    Facts that it does not declare are left out. Raises `FactsInvalid` where it knows a fact by another type.
    """
    data = json.loads(frozen, parse_float=Decimal)
    facts = {name: value for name, value in data["facts"].items() if name in document.declared}
    return _built(document, data, facts, policy_digest)


def _built(
    document: PolicyDocument, data: Mapping[str, Any], facts: Mapping[str, object], policy_digest: str
) -> Envelope:
    return build_envelope(
        document,
        read_facts(document, facts),
        read_standing(data["standing"]),
        policy_digest=policy_digest,
        sources=data["sources"],
        amounts={code: _money(amount) for code, amount in data["amounts"].items()},
    )


def read_standing(data: Mapping[str, Any]) -> Standing:
    """The standing in a frozen decision, from plain data."""
    budgets = data["budgets"]
    grant = data["grant_per_case"]
    return Standing(
        actor_role=data["actor_role"],
        actor_level=data["actor_level"],
        given_this_case=_money(data["given_this_case"]),
        given_90_days=_money(data["given_90_days"]),
        given_365_days=_money(data["given_365_days"]),
        today=date.fromisoformat(data["today"]),
        grant_per_case=None if grant is None else _money(grant),
        count_90_days=data["count_90_days"],
        last_given_days=data["last_given_days"],
        given_in_case=data["given_in_case"],
        budgets=None if budgets is None else tuple(_budget(budget) for budget in budgets),
        signals=tuple(data["signals"]),
    )


def _budget(data: Mapping[str, Any]) -> BudgetLeft:
    return BudgetLeft(data["id"], data["name"], data["level"], _money(data["left"]), _money(data["cap"]))


def _money(data: Mapping[str, Any]) -> Money:
    return _one_of(data["minor"], data["currency"])


_one_of = lru_cache(maxsize=1 << 14)(Money)  # the same few amounts stand in most decisions
