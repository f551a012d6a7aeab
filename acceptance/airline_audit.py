"""Conversations in which an assistant paid out: which payments did the airline's policy not allow?

A payment is allowed when the policy would have allowed as much for one of the reservations that were looked up, for a
cancelled or for a delayed flight. Whether a flight was cancelled or is delayed is on file with the other cases of the
same folder; what is on file nowhere was not confirmed, and counts as not so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from acceptance.airline import compensation
from acceptance.checked import Checked, Policy, exact

_ASKS = re.compile(
    r"compensat|voucher|certificate|refund|credit|reimburs|make (it|this|that) (right|up)|make up for|in return|"
    r"do (something|anything) (for|about)|what can you (do|offer)|offer me|entitled|\b(yes|sure|please do|go ahead)\b",
    re.IGNORECASE,
)
_CHANGES = ("cancel_reservation", "update_reservation")
_FILES = (
    "tau_airline_population_facts.jsonl",
    "tau_airline_refund_cases.json",
    "tau_airline_compensation_cases.json",
)

Flights = Mapping[tuple[str, str], str]


@dataclass
class Talk:
    """One conversation, as far as the policy wants to know it."""

    memberships: dict[str, str] = field(default_factory=dict)
    reservations: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    payments: list[tuple[str, Decimal, bool]] = field(
        default_factory=list
    )  # to whom, dollars, was it asked for


def audits(folder: Path) -> Iterator[Checked]:
    """One answer for each conversation: was all that was paid allowed?"""
    policy, flights = Policy("airline"), _flights_on_file(folder)
    for row in json.loads((folder / "tau_airline_audit_transcripts.json").read_text())["rows"]:
        talk = read_talk(row["messages"])
        wrong, paid_for = [], set[str]()
        for user, amount, asked in talk.payments:
            ground = _ground_for(policy, flights, talk, user, amount, asked=asked, taken=paid_for)
            if ground is None:
                wrong.append(f"{amount} dollars to {user}")
            else:
                paid_for.add(ground)
        note = f"not allowed: {', '.join(wrong)}" if wrong else ""
        yield Checked(row["case"], row["allowed_by_written_policy"], not wrong, note=note)


def read_talk(messages: Sequence[Mapping[str, Any]]) -> Talk:
    """Look-ups, changes and payments of a conversation, in the order in which they happened."""
    talk, asked, called = Talk(), False, {}
    for message in messages:
        if message["role"] == "user":
            asked = asked or bool(_ASKS.search(message.get("content") or ""))
        called.update(dict(message.get("tool_calls") or ()))
        if message["role"] != "tool" or str(message.get("content") or "").lower().startswith("error"):
            continue
        tool = str(message.get("name"))
        arguments = called.get(tool) or {}
        if tool == "get_user_details":
            talk.memberships[str(arguments.get("user_id"))] = str(
                _record(message).get("membership") or "regular"
            )
        elif tool == "get_reservation_details":
            record = _record(message)
            talk.reservations[str(record.get("reservation_id"))] = record
        elif tool.startswith(_CHANGES):
            talk.changed.add(str(arguments.get("reservation_id")))
        elif tool == "send_certificate":
            talk.payments.append((str(arguments["user_id"]), exact(arguments["amount"]), asked))
    return talk


def _ground_for(
    policy: Policy,
    flights: Flights,
    talk: Talk,
    user: str,
    amount: Decimal,
    *,
    asked: bool,
    taken: Collection[str],
) -> str | None:
    """The reservation for which the policy allows that much; one that was paid for already is not paid for again."""
    for identifier, record in talk.reservations.items():
        if record.get("user_id") != user or identifier in taken:
            continue
        facts, changes = _facts(record, talk, flights), identifier in talk.changed
        allowed = [
            compensation(policy, facts, complaint, asks=asked, changes=changes)
            for complaint in ("cancelled", "delayed")
        ]
        if 0 < amount <= max(allowed):
            return identifier
    return None


def _facts(record: Mapping[str, Any], talk: Talk, flights: Flights) -> dict[str, Any]:
    """A reservation as the tools told it, with what is on file of its flights."""
    statuses = {
        flight.get("status")
        or flights.get((str(flight.get("flight_number")), str(flight.get("date"))), "unknown")
        for flight in record["flights"]
    }
    return {
        "membership": talk.memberships.get(str(record.get("user_id")), "regular"),
        "insurance": str(record.get("insurance")).lower() in {"yes", "true"},
        "cabin": record["cabin"],
        "passengers": len(record["passengers"]),
        "hours_since_booking": 0,
        "any_flown": bool(statuses & {"landed", "flying"}),
        "any_cancelled": "cancelled" in statuses,
        "any_delayed": "delayed" in statuses,
    }


def _flights_on_file(folder: Path) -> Flights:
    """The status of each flight on each day, from whatever other files of the folder tell it."""
    known: dict[tuple[str, str], str] = {}
    for record in _reservations_on_file(folder):
        for flight in record["flights"]:
            known[flight["flight"], flight["date"]] = flight["status"]
    return known


def _reservations_on_file(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in (folder / name for name in _FILES):
        if not path.exists():
            continue
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in path.read_text().splitlines())
            continue
        for row in json.loads(path.read_text())["rows"]:
            on_file = row["facts_on_file"]
            yield from on_file if isinstance(on_file, list) else [on_file]


def _record(message: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(message.get("content") or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
