"""The retailer's grid: membership, error, days and receipt to an outcome and an amount."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from acceptance.checked import Checked, Policy, allowed_total, exact, owed_total

_MATTERS = {
    "status_mystery_fee": "mystery_fee",
    "status_delivery_time": "delivery_time",
    "status_payment_method": "payment_method",
    "status_quantity": "wrong_quantity",
    "manage_upgrade": "shipping_upgrade",
    "manage_downgrade": "shipping_downgrade",
    "manage_create": "order_addition",
    "order_create": "order_addition",
    "manage_cancel": "order_cancel",
    "manage_extension": "subscription_extension",
    "manage_dispute_bill": "subscription_dispute_bill",
    "status_service_added": "service_added",
    "status_service_removed": "service_removed",
    "status_credit_missing": "credit_missing",
    "bad_price_competitor": "price_competitor",
    "bad_price_yesterday": "price_yesterday",
    "out_of_stock_general": "out_of_stock",
    "out_of_stock_one_item": "out_of_stock_item",
    "mistimed_billing_already_returned": "billing_already_returned",
    "mistimed_billing_never_bought": "billing_never_bought",
    "initiate_refund": "refund",
    "update_refund": "refund_extended",
}
_FACTS = {
    "company_error": "confirmed",
    "oracle_says_customer_right": "confirmed",
    "oracle_says_yes": "confirmed",
    "fee": "disputed_amount",
    "amount_wrong": "disputed_amount",
    "credit_amount": "disputed_amount",
    "refund_amount": "disputed_amount",
    "old_refund": "earlier_refund",
    "days_waited_for_refund": "days_waited",
    "status": "shipping_status",
}
_PLACES = {"not shipped": "order_received", "shipped": "in_transit"}
_SAME = {"fee_waived": "waive_fee", "no_fee": "waive_fee", "free": "waive_fee"}


def grid(folder: Path) -> Iterator[Checked]:
    """Outcome and amount; an amount of none and of nothing are the same."""
    policy = Policy("retailer")
    for row in json.loads((folder / "abcd_policy_grid.json").read_text())["rows"]:
        facts = grid_facts(row["subflow"], row["facts"])
        verdict = policy.verdict(facts)
        outcome = _SAME.get(row["outcome"], row["outcome"])
        expected = (outcome, exact(row["amount"]))
        # Where the grid states no amount, the outcome alone is asked for.
        found = (verdict["outcome"], _amount(verdict) if row["amount"] is not None else Decimal(0))
        yield Checked(row["case"], expected, found, note=policy.strange(facts))


def grid_facts(subflow: str, facts: Mapping[str, Any]) -> dict[str, object]:
    """A row of the grid as facts of the policy."""
    told: dict[str, object] = {"matter": _MATTERS.get(subflow, subflow)}
    for name, value in facts.items():
        fact = _FACTS.get(name, name)
        told[fact] = _PLACES.get(value, value.replace(" ", "_")) if fact == "shipping_status" else value
    return told


def _amount(verdict: Mapping[str, Any]) -> Decimal:
    """Dollars that are owed, given or charged; of a code, its percent."""
    percent = [exact(line.get("percent")) for line in verdict["gestures"] if line["status"] == "allowed"]
    return (
        owed_total(verdict) + allowed_total(verdict) + exact(verdict["results"].get("charge")) + sum(percent)
    )
