"""The airline's cases: refunds asked for, compensation asked for, and every reservation of a population."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from acceptance.checked import Checked, Policy, allowed_total, exact

_REASONS = {
    "health": "health",
    "weather": "weather",
    "change_of_plan": "change_of_plan",
    "change_of_plans": "change_of_plan",
    "airline_cancelled_flight": "cancelled_by_airline",
    "airline_cancelled": "cancelled_by_airline",
    "cancelled_by_airline": "cancelled_by_airline",
}


def booking_facts(record: Mapping[str, Any]) -> dict[str, object]:
    """What the airline's files know of a reservation, as facts of the policy."""
    price = sum(exact(flight.get("price_per_passenger")) for flight in record.get("flights", ()))
    return {
        "membership": record["membership"],
        "insurance": record["insurance"],
        "cabin": record["cabin"],
        "passengers": record["passengers"],
        "hours_since_booking": record["hours_since_booking"],
        "flown": record["any_flown"],
        "cancelled_by_airline": record["any_cancelled"],
        "delayed": record["any_delayed"],
        "paid": price * record["passengers"],
    }


def cancellation(policy: Policy, record: Mapping[str, Any], reason: str, cabin: str = "") -> str:
    """What the policy answers to a wish to cancel."""
    asked = {
        "request": "cancel",
        "reason": _REASONS.get(str(reason).strip().lower().replace(" ", "_"), "other"),
        "complaint": "none",
        "asks_for_compensation": False,
        "changed_or_cancelled": False,
    }
    facts = booking_facts(record) | asked
    return str(policy.verdict({**facts, "cabin": cabin or record["cabin"]})["outcome"])


def compensation(
    policy: Policy, record: Mapping[str, Any], complaint: str, *, asks: bool, changes: bool
) -> Decimal:
    """What may be given to somebody who complains of a flight, in dollars."""
    told = {
        "request": "compensation",
        "complaint": complaint_kind(complaint),
        "asks_for_compensation": asks,
        "changed_or_cancelled": changes,
    }
    return allowed_total(policy.verdict(booking_facts(record) | told))


def complaint_kind(text: str) -> str:
    """A complaint's word as the policy knows it."""
    word = text.lower()
    return "cancelled" if word.startswith("cancel") else "delayed" if word.startswith("delay") else "other"


def refunds(folder: Path) -> Iterator[Checked]:
    """The written policy decides; where the upstream label says otherwise, that is noted."""
    policy = Policy("airline")
    for row in json.loads((folder / "tau_airline_refund_cases.json").read_text())["rows"]:
        label = row.get("expected_v2")
        expected = row.get("policy_oracle", label)
        cabin = row.get("cabin_at_cancellation") or ""
        found = cancellation(policy, row["facts_on_file"], row.get("reason_given") or "", cabin)
        note = (
            ""
            if label == expected
            else f"the upstream label says {label}: {row.get('note') or 'no reason given'}"
        )
        yield Checked(row["case"], expected, found, note=note)


def compensations(folder: Path) -> Iterator[Checked]:
    """The customer complains of one reservation: the one that is on file, and the dearest answer if there are more."""
    policy = Policy("airline")
    for row in json.loads((folder / "tau_airline_compensation_cases.json").read_text())["rows"]:
        expected = exact(row.get("policy_oracle_amount", row["expected_v2"].get("amount")))
        on_file = row["facts_on_file"]
        found = [
            compensation(
                policy,
                record,
                row["complaint"],
                asks=row.get("customer_asks_for_compensation", True),
                changes=row.get("customer_will_change_or_cancel", False),
            )
            for record in (on_file if isinstance(on_file, list) else [on_file])
        ]
        label = exact(row["expected_v2"].get("amount"))
        note = "" if label == expected else f"the upstream label says {label}"
        yield Checked(row["case"], expected, max(found, default=Decimal(0)), note=note)


def population(folder: Path) -> Iterator[Checked]:
    """Five questions about every reservation."""
    policy = Policy("airline")
    with (folder / "tau_airline_population_oracle.csv").open(newline="") as file:
        oracle = {row["reservation_id"]: row for row in csv.DictReader(file)}
    for line in (folder / "tau_airline_population_facts.jsonl").read_text().splitlines():
        record = json.loads(line)
        expected = oracle.get(record["reservation_id"])
        if expected is None:
            continue
        answers = {
            "oracle_amount_if_complains_of_cancellation_and_asks": ("cancelled", False),
            "oracle_amount_if_complains_of_delay_asks_and_changes": ("delayed", True),
            "oracle_amount_if_complains_of_delay_asks_no_change": ("delayed", False),
        }
        for column, (complaint, changes) in answers.items():
            amount = compensation(policy, record, complaint, asks=True, changes=changes)
            yield Checked(f"{record['reservation_id']} {column}", exact(expected[column]), amount)
        for column, reason in {
            "oracle_cancel_reason_other": "other",
            "oracle_cancel_reason_health": "health",
        }.items():
            found = cancellation(policy, record, reason)
            yield Checked(f"{record['reservation_id']} {column}", expected[column], found)
