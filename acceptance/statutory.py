"""Worked cases of statutory schemes: what is due, to the cent.

The cases name schemes, events and versions of rates in their own words; the policy knows a version by the day from
which it holds, so each version becomes a day within it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from acceptance.checked import Checked, Policy, exact, owed_total

Facts = dict[str, object]

_OFCOM_DAYS = {
    "0": "2018-01-01",
    "1": "2020-01-01",
    "2": "2026-06-01",
    "proposed": "2018-01-01",
    "current": "2026-06-01",
}
_OFGEM_DAYS = {"old": "2024-01-01", "new": "2026-01-01"}
_WATER_DAYS = {"old": "2024-01-01", "new": "2026-01-01"}
_US_DAYS = {"2008": "2010-01-01", "2015-2020": "2018-01-01"}

_FLIGHT = {
    "arrival_delay_h": "arrival_delay_hours",
    "reroute_departs_early_h": "reroute_departs_early_hours",
    "reroute_arrives_late_h": "reroute_arrives_late_hours",
    "rerouted_arrival_delay_h": "reroute_arrives_late_hours",
    "reroute_arrival_delay_h": "reroute_arrives_late_hours",
    "rerouted_arrival_delay_hours": "reroute_arrives_late_hours",
    "extraordinary_circumstances": "extraordinary",
    "intra_community": "intra_eu",
}
_INCIDENTS = ("delay", "cancellation", "denied_boarding", "baggage_delay")
_EVENTS = {
    "missed": "missed_appointment",
    "appointment": "missed_appointment",
    "missed_appointments": "missed_appointment",
    "delayed_repair": "repair",
    "start": "delayed_start",
    "delayed_provision": "delayed_start",
    "appointments_not_made_properly": "appointment_not_made_properly",
    "appointments_not_kept": "appointment_not_kept",
    "incorrect_notice_of_interruption": "interruption_notice",
    "incorrect_notice": "interruption_notice",
    "notice_under_48h_of_planned_interruption_over_4h": "interruption_notice",
    "supply_not_restored_initial": "supply_not_restored",
    "supply_not_restored_on_time_initial": "supply_not_restored",
    "written_complaint_not_answered_in_10_working_days": "written_complaint_late",
    "written_query": "written_query_late",
    "written_complaint": "written_complaint_late",
}
_SERVICE = {
    "kind": "event",
    "count_of_payable_days_or_appointments": "payable_count",
    "payable_days": "payable_count",
    "days": "payable_count",
    "business": "business_customer",
    "further_full_24h_periods": "further_periods",
    "subsequent_periods": "further_periods",
    "late": "paid_late",
    "paid_late": "paid_late",
    "late_payment": "paid_late",
    "payment_late": "paid_late",
    "penalty": "paid_late",
    "severe_weather": "beyond_control",
    "exceptional_weather": "beyond_control",
    "beyond_control": "beyond_control",
    "customer_cancels": "customer_cancelled",
    "rearranged_notice_working_days": "rearranged_notice_working_days",
    "rearranged_working_days_notice": "rearranged_notice_working_days",
    "notice_working_days": "rearranged_notice_working_days",
    "dispute": "genuine_dispute",
    "days_to_pay": "paid_after_working_days",
    "working_days_to_pay": "paid_after_working_days",
    "paid_after_working_days": "paid_after_working_days",
    "payments_so_far_this_year": "payments_this_year",
    "payments_already_this_year": "payments_this_year",
    "previous_payments_this_year": "payments_this_year",
}
_EXCUSES: Mapping[str, tuple[str, object]] = {
    "cancel": ("customer_cancelled", True),
    "rearrange": ("rearranged_notice_working_days", 2),
    "control": ("beyond_control", True),
    "weather": ("beyond_control", True),
    "dispute": ("genuine_dispute", True),
}
_SCALES = {"wales_psow": "ombudsman_wales", "fos_2021": "ombudsman_fos_2021", "fos_2008": "ombudsman_fos_2008",
           "pensions_2015": "ombudsman_pensions_2015"}  # fmt: skip


def worked_cases(folder: Path) -> Iterator[Checked]:
    """Each case's sum of what is due; of an ombudsman's scale, its range where the case asks for one."""
    policy = Policy("statutory")
    for row in json.loads((folder / "regs_worked_cases.json").read_text())["rows"]:
        facts = SCHEMES[row["scheme"]](row["facts"])
        verdict = policy.verdict(facts)
        expected = {
            key: exact(value)
            for key, value in row.items()
            if key.startswith("expected") and value is not None
        }
        found = {key: _answer(key, verdict) for key in expected}
        yield Checked(row["case"], _said(expected), _said(found), note=policy.strange(facts))


def _answer(key: str, verdict: Mapping[str, Any]) -> Decimal:
    results = verdict["results"]
    if key in {"expected_min", "expected_least"}:
        return exact(results.get("award_least"))
    if key in {"expected_max", "expected_most"}:
        return exact(results.get("award_most"))
    return owed_total(verdict)


def _said(amounts: Mapping[str, Decimal]) -> object:
    return next(iter(amounts.values())) if len(amounts) == 1 else dict(amounts)


def _eu261(facts: Mapping[str, Any]) -> Facts:
    told = _renamed(facts, _FLIGHT)
    rerouted = told.pop("rerouted", None)
    incident = str(told.get("incident"))
    told["incident"] = (
        incident if incident in _INCIDENTS else "delay" if "connection" in incident else "other"
    )
    if rerouted and told["incident"] != "delay":
        told.setdefault("reroute_arrives_late_hours", told.get("arrival_delay_hours"))
    return {"scheme": "eu261", "passengers": 1, **told}


def _delay_repay(facts: Mapping[str, Any]) -> Facts:
    told = _renamed(facts, {"delay_min": "delay_minutes", "ticket_type": "ticket", "ticket_price": "fare"})
    operator = f"{told.pop('operator', '')} {told.pop('scheme_variant', '')}"
    thirty = told.pop("has_15_band", True) is False or "cross" in operator.lower() or "30" in operator
    return {"scheme": "delay_repay_30" if thirty else "delay_repay_15"} | told


def _ofcom(facts: Mapping[str, Any]) -> Facts:
    return {"scheme": "ofcom_broadband"} | _dated(facts, "rate_version", _OFCOM_DAYS)


def _ofgem(facts: Mapping[str, Any]) -> Facts:
    told = _dated(facts, "version", _OFGEM_DAYS)
    ground = str(told.pop("not_due_reason", told.pop("not_due_if", told.pop("exemption", ""))))
    excuses = {fact: value for word, (fact, value) in _EXCUSES.items() if word in ground.lower()}
    return {"scheme": "ofgem_energy", "event": "missed_appointment", **told, **excuses}


def _ofwat(facts: Mapping[str, Any]) -> Facts:
    return {"scheme": "ofwat_water", "further_periods": 0} | _dated(facts, "version", _WATER_DAYS)


def _us(facts: Mapping[str, Any]) -> Facts:
    told = _dated(facts, "caps_version", _US_DAYS)
    return {"scheme": "us_denied_boarding"} | _renamed(told, {**_FLIGHT, "fare": "one_way_fare"})


def _ombudsman(facts: Mapping[str, Any]) -> Facts:
    told = dict(facts)
    scale = str(told.pop("scale", None) or told.pop("ombudsman", "wales_psow"))
    level = told.pop("level", None) or told.pop("band", None)
    word = "" if level is None else str(level).lower().replace(" ", "_")
    shorter = {"apology_or_small_monetary_award": "small", "sustained_distress": "sustained"}
    return {
        "scheme": _SCALES.get(scale, scale),
        "award_level": shorter.get(word, word) or None,
        **_renamed(
            told, {"amount": "award_proposed", "award": "award_proposed", "no_award": "no_award_ground"}
        ),
    }


SCHEMES: Mapping[str, Callable[[Mapping[str, Any]], Facts]] = {
    "eu261": _eu261,
    "delay_repay_15_uk_rail": _delay_repay,
    "delay_repay_30_uk_rail": lambda facts: {**_delay_repay(facts), "scheme": "delay_repay_30"},
    "ofcom_automatic_compensation_uk_broadband": _ofcom,
    "ofgem_guaranteed_standards_uk_energy": _ofgem,
    "ofwat_gss_uk_water": _ofwat,
    "us_dot_denied_boarding_14cfr250_5": _us,
    "ombudsman_award_scales": _ombudsman,
}
"""What a case of each scheme tells, as facts of the policy."""


def _dated(facts: Mapping[str, Any], version: str, days: Mapping[str, str]) -> Facts:
    """A service's facts, with the version of the rates as a day within it."""
    told = _renamed(facts, _SERVICE)
    word = str(told.pop(version, told.pop("version", ""))).lower()
    day = next((day for name, day in days.items() if word == name or (word and word.startswith(name))), None)
    event = str(told["event"]) if "event" in told else ""
    return {
        **told,
        **({"failure_date": day} if day else {}),
        **({"event": _EVENTS.get(event, event)} if event else {}),
    }


def _renamed(facts: Mapping[str, Any], names: Mapping[str, str]) -> Facts:
    return {names.get(name, name): value for name, value in facts.items() if value is not None}
