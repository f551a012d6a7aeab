"""The arguments of a giving: what an approval is bound to, told from the offer that waits and the facts behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from amends.core.offer.authority import arguments_digest
from amends.core.policy.facts import facts_text
from amends.core.policy.values import Facts


@dataclass(frozen=True, slots=True)
class Choice:
    """One gesture that somebody wants to give; `amount_minor` where the policy leaves the amount open, with its
    `currency` where a program names one."""

    gesture_code: str
    amount_minor: int | None = None
    currency: str | None = None


def giving_digest(
    *,
    case_id: int,
    policy_digest: str,
    facts: Facts,
    options: Iterable[tuple[str, int]],
    override_reason: str,
) -> str:
    """The digest of one giving: case, policy, facts, each option as (gesture code, face in minor units), reason.

    If any of them is another one when the yes is given, it is another giving and has to be asked anew.
    """
    return _digest(case_id, policy_digest, facts_digest(facts), tuple(options), override_reason)


def facts_digest(facts: Facts) -> str:
    """What stands for the facts of a giving."""
    return hashlib.sha256(facts_text(facts).encode()).hexdigest()


def shared_giving_digest(
    *, case_id: int, policy_digest: str, facts_digest: str, options: Iterable[tuple[str, int]]
) -> str:
    """As `giving_digest`, for one of many with equal facts whose digest was made once."""
    return _digest(case_id, policy_digest, facts_digest, tuple(options), "")


def _digest(
    case_id: int, policy_digest: str, facts: str, options: tuple[tuple[str, int], ...], reason: str
) -> str:
    return arguments_digest(
        {
            "case": case_id,
            "policy": policy_digest,
            "facts": facts,
            "options": tuple((code, face_minor) for code, face_minor in options),
            "reason": reason,
        }
    )
