"""The example policies: sound by our own check, right on every case that is at hand, and honest about what differs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from acceptance.checked import POLICIES, Policy, allowed_total, owed_total
from acceptance.run import FILES, main
from amends.core.policy.check import check_policy
from amends.core.policy.parse import document_text, load_document, parse_policy
from amends.core.policy.weakness import Weight

SHARED = Path(os.environ.get("AMENDS_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
CASES = SHARED / "acceptance"
CANCELLED = {"distance_km": 900, "incident": "cancellation"}
EXAMPLES = sorted(POLICIES.glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_no_error_and_is_read_back_from_its_own_text(path: Path) -> None:
    document = parse_policy(yaml.safe_load(path.read_text()))
    assert [str(w) for w in check_policy(document) if w.weight is Weight.ERROR] == []
    assert load_document(document_text(document)) == document


def test_there_are_five_examples() -> None:
    assert [path.stem for path in EXAMPLES] == ["airline", "bank", "restaurant", "retailer", "statutory"]


@pytest.mark.skipif(not CASES.is_dir(), reason=f"no cases at {CASES}")
@pytest.mark.parametrize("name", FILES)
def test_every_case_that_counts_passes(name: str) -> None:
    if not (CASES / name).exists():
        pytest.skip(f"no {name} at {CASES}")
    cases = [case for case in FILES[name](CASES) if case.counts]
    assert cases
    assert [(case.case, case.expected, case.found) for case in cases if not case.passed] == []


def test_a_difference_is_printed_below_its_file_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"case": "right", "subflow": "shipping_cost", "facts": {"shipping_status": "delivered"}}
        | {"outcome": "refund_shipping", "amount": 8},
        {
            "case": "wrong",
            "subflow": "shipping_cost",
            "facts": {"shipping_status": "delivered", "mood": "low"},
        }
        | {"outcome": "refund_shipping", "amount": 9},
    ]
    (tmp_path / "abcd_policy_grid.json").write_text(json.dumps({"rows": rows}))
    assert main(tmp_path) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "abcd_policy_grid.json: 1/2"
    assert said[1].startswith("  wrong: expected ('refund_shipping', Decimal('9'))")
    assert said[1].endswith("facts that the policy does not know: mood")


def test_a_folder_without_cases_says_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path) == 2
    assert "make acceptance DATA=folder" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({"distance_km": 1500, "incident": "denied_boarding"}, 250),
        ({"distance_km": 3500, "incident": "denied_boarding"}, 400),
        ({"distance_km": 3501, "incident": "denied_boarding"}, 600),
        ({"distance_km": 3501, "incident": "delay", "arrival_delay_hours": 4}, 600),
        ({"distance_km": 3501, "incident": "delay", "arrival_delay_hours": "3.9"}, 300),
        ({"distance_km": 3501, "incident": "delay", "arrival_delay_hours": "2.9"}, 0),
        ({**CANCELLED, "notice_days": 6, "reroute_departs_early_hours": 2, "reroute_arrives_late_hours": "1.5"}, 125),
        ({"distance_km": 2000, "incident": "cancellation", "notice_days": 0, "reroute_arrives_late_hours": 3}, 200),
        ({"distance_km": 9000, "intra_eu": True, "incident": "denied_boarding", "reroute_arrives_late_hours": 4}, 400),
    ],
)  # fmt: skip
def test_flights_pay_by_distance_notice_and_rerouting(facts: dict[str, object], due: int) -> None:
    verdict = Policy("statutory").verdict({"scheme": "eu261", "passengers": 1, **facts})
    assert owed_total(verdict) == due


def test_care_is_due_in_extraordinary_circumstances_too() -> None:
    storm = {
        "scheme": "eu261",
        "passengers": 2,
        "distance_km": 900,
        "incident": "delay",
        "extraordinary": True,
    }
    verdict = Policy("statutory").verdict({**storm, "arrival_delay_hours": 5})
    assert [(due["code"], due["amount_minor"]) for due in verdict["entitlements"]] == [("eu261_care", None)]


def test_a_fault_pays_from_its_dates_at_the_rate_of_its_day() -> None:
    """Reported on a Friday: Monday and Tuesday are the two full working days, Wednesday to Friday pay."""
    dates = {"reported_date": "2020-01-03", "repaired_date": "2020-01-10", "failure_date": "2020-01-03"}
    verdict = Policy("statutory").verdict({"scheme": "ofcom_broadband", "event": "repair", **dates})
    assert [(due["amount_minor"], due["currency"]) for due in verdict["entitlements"]] == [(2400, "GBP")]


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({"failure_date": "2024-01-01"}, 30),
        ({"failure_date": "2026-01-01"}, 40),
        ({"failure_date": "2026-01-01", "paid_late": True}, 80),
        ({"failure_date": "2026-01-01", "paid_after_working_days": 10}, 40),
        ({"failure_date": "2026-01-01", "paid_after_working_days": 11}, 80),
        ({"failure_date": "2026-01-01", "genuine_dispute": True}, 0),
        ({"failure_date": "2026-01-01", "rearranged_notice_working_days": 1}, 40),
        ({"failure_date": "2026-01-01", "rearranged_notice_working_days": 2}, 0),
    ],
)
def test_energy_pays_again_when_it_pays_late(facts: dict[str, object], due: int) -> None:
    verdict = Policy("statutory").verdict({"scheme": "ofgem_energy", "event": "missed_appointment", **facts})
    assert owed_total(verdict) == due


@pytest.mark.parametrize(
    ("amount", "status", "approver"), [(25, "allowed", ""), (25.01, "needs_approval", "L1")]
)
def test_goodwill_above_25_dollars_is_the_supervisors(amount: float, status: str, approver: str) -> None:
    verdict = Policy("bank").verdict(
        {"request": "savings_credit", "credit_type": "goodwill_credit", "credit_amount": amount}
        | {"bank_error": True, "significant_inconvenience": True}
    )
    assert [(line["status"], line["approver"]) for line in verdict["gestures"]] == [(status, approver)]
    assert verdict["escalate"] is (approver == "L1")


def test_nobody_is_offered_a_certificate_who_did_not_ask() -> None:
    booking = {
        "membership": "gold",
        "insurance": False,
        "cabin": "economy",
        "passengers": 3,
        "hours_since_booking": 99,
    }
    asked = {"request": "compensation", "complaint": "cancelled", "flown": True, "delayed": False}
    facts = {**booking, **asked, "cancelled_by_airline": True, "changed_or_cancelled": False}
    policy = Policy("airline")
    assert allowed_total(policy.verdict({**facts, "asks_for_compensation": True})) == 300
    silent = policy.verdict({**facts, "asks_for_compensation": False})
    assert allowed_total(silent) == 0
    assert silent["gestures"][0]["reasons"] == ["The customer has not asked for compensation"]
