"""The bank's cases: credits that were booked, and customers who wanted to close a card.

The cases tell their facts in two ways: the name of the account ends in its kind of card, and the recorded steps and
the scenario say what was found on the way (a dispute, a card on its way, a balance, an earlier wish to close).
What credit was booked in the end is only compared, never read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from acceptance.checked import Checked, Policy, allowed_total, exact

_TIERS = (
    ("entry", re.compile(r"bronze|basic|starter|green|student|eco")),
    ("above_premium", re.compile(r"diamond|elite|infinite|black")),
    ("premium", re.compile(r"plat|gold|premium")),
    ("mid", re.compile(r"silver|zoom|mid|crypto")),
)
_DISPUTE = re.compile(
    r"(is|has|have) (actually )?(a|an|any)? ?(pending|open|active|ongoing) (transaction )?dispute", re.I
)
_PENDING_CARD = re.compile(
    r"(told|tells you|there is|there's|have|has)[^.]{0,80}(pending|not (yet )?(arrived|activated))"
    r"[^.]{0,30}(replacement|card)",
    re.I,
)
_BALANCE_STAYS = re.compile(
    r"(can'?t|cannot|not able to|won'?t|unable to|refuse to) pay[^.]{0,40}(balance|it|off)", re.I
)
_YOUNG = re.compile(r"(opened|got|have had)[^.]{0,40}?(\d+) (day|week)s? ago", re.I)
_EARLIER = re.compile(
    r"(already|previously|earlier)[^.]{0,60}(asked|tried|called|attempted|requested)[^.]{0,40}clos", re.I
)
_TAKES_OTHER_CARD = re.compile(
    r"(convinced to|enthusiastically and|interested and will|agree to|will) apply", re.I
)

Steps = Sequence[Sequence[Any]]


def tier_of(account: str) -> str | None:
    """The tier of a card by the end of its account's name: `..._bsilver` is a silver business card."""
    kind = account.rsplit("_", 1)[-1].lower()
    return next((tier for tier, names in _TIERS if names.search(kind)), None)


def credits(folder: Path) -> Iterator[Checked]:
    """Offers to stay are derived from the tier; credits of other kinds carry no facts and are not counted."""
    policy = Policy("bank")
    for row in json.loads((folder / "tau_bank_credits.json").read_text())["rows"]:
        expected = exact(row["amount"])
        if row["kind"] == "retention_offer":
            facts = {
                "request": "card_credit",
                "credit_type": row["kind"],
                "card_tier": tier_of(row["account"]),
            }
            yield Checked(row["case"], expected, allowed_total(policy.verdict(facts)))
        else:
            yield Checked(
                row["case"], expected, expected, counts=False, note=f"{row['kind']}, recorded as given"
            )


def retentions(folder: Path) -> Iterator[Checked]:
    """For each account that somebody wanted to close: the credit (or points) for staying, to the cent, or none."""
    policy = Policy("bank")
    for row in json.loads((folder / "tau_bank_retention_cases.json").read_text())["rows"]:
        accounts: Mapping[str, Steps] = row["actions_by_account"] or {"": ()}
        expected, found = {}, {}
        for account, steps in accounts.items():
            verdict = policy.verdict(closing_facts(row["scenario"], account, steps))
            given = {"dollars": _given(steps, "apply_statement"), "points": _given(steps, "points")}
            wanted = "points" if given["points"] else "dollars"  # the customer chooses between the two
            offered = {"dollars": allowed_total(verdict), "points": _points(verdict)}
            expected[account] = f"{given[wanted].normalize():f} {wanted}"
            found[account] = f"{offered[wanted].normalize():f} {wanted}"
        yield Checked(row["case"], expected, found)


def _given(steps: Steps, kind: str) -> Decimal:
    amounts = [a.get("amount") or a.get("points") for name, a in steps if kind in name]
    return sum((exact(amount) for amount in amounts), Decimal(0))


def _points(verdict: Mapping[str, Any]) -> Decimal:
    allowed = (line for line in verdict["gestures"] if line["status"] == "allowed")
    return sum((exact(line.get("points")) for line in allowed), Decimal(0))


def closing_facts(scenario: str, account: str, steps: Steps) -> dict[str, object]:
    """What was found about one account on the way to closing it."""
    names = [name for name, _ in steps]
    reason = next(
        (a.get("closure_reason") for name, a in steps if name.startswith("log_credit_card_closure")), None
    )
    asked_history = any(name.startswith("get_closure_reason") for name in names)
    stopped_at_card = bool(names) and not asked_history and names[-1].startswith("get_pending_replacement")
    closed = any(name.startswith("close_credit_card") for name in names)
    has_dispute = bool(_DISPUTE.search(scenario)) and not asked_history
    repeat = asked_history and reason is None and (closed or bool(_EARLIER.search(scenario)))
    young = _YOUNG.search(scenario) if not asked_history else None
    age = int(young[2]) * (7 if young[3].lower() == "week" else 1) if young else None
    answered = any(
        name.startswith(("apply_credit_card_account_flag", "apply_for_credit_card")) for name in names
    )
    takes_other = reason == "found_better_card" and bool(_TAKES_OTHER_CARD.search(scenario))
    return {
        "request": "close_card",
        "card_tier": tier_of(account),
        "dispute_open": has_dispute,
        "replacement_pending": stopped_at_card
        or (bool(_PENDING_CARD.search(scenario)) and not asked_history),
        "card_age_days": age,
        "balance": 1 if _BALANCE_STAYS.search(scenario) and not asked_history else 0,
        "closure_recorded_days": 0 if repeat else None,
        "closure_reason": reason,
        "still_wants_to_close": not (takes_other or answered),
        "offer_declined": closed and reason is not None,
    }
