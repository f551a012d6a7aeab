"""The restaurant's cases: does the manager come, and which discount is suggested at least?

The cases name what happened by a code; here each code becomes the facts that the policy asks for. Cases without a code
set a scene and do not count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from acceptance.checked import Checked, Policy, exact

_INCIDENTS = (  # the first that is found in the code
    (r"business", "delay"),
    (r"manager|supervisor", "information"),
    (r"review|threat|social_media", "information"),
    (r"reservation_wait|wait_for_table|table_wait", "reservation_wait"),
    (r"guest_late|table_released|no_show", "guest_late_table_released"),
    (r"walk_in|no_table|fully_booked", "no_table_walk_in"),
    (r"celebration_coordination|proposal|surprise", "celebration_coordination"),
    (r"(celebration|cake|birthday|occasion).*(damage|ruin|fail|melt|wrong)", "celebration_damaged"),
    (r"safety|injur|allerg|poison|health|illness|sick|burn|slip|fall", "safety"),
    (r"property.*minor|property_damage$|stain_minor", "property_minor"),
    (r"property|damage_major|stain", "property_major"),
    (r"spill", "spill_minor"),
    (r"utensil|chopstick|dirty_(dish|plate|glass|bowl)", "dirty_utensils"),
    (r"restroom|toilet|hygiene", "dirty_restroom"),
    (r"delay|slow|late_food|wait", "delay"),
    (r"wrong|incorrect|order_error|mix_up", "wrong_item"),
    (r"missing|forgotten_item|not_delivered", "missing_item"),
    (r"cut|thick|fatty|frozen|stuck", "food_cut"),
    (r"taste|quality|food|foreign|undercooked|cold_dish", "food_taste"),
    (r"out_of_stock|sold_out", "out_of_stock"),
    (r"discontinued", "discontinued_item"),
    (r"attitude|staff|server_complaint|rude|colleague", "staff_attitude"),
    (r"noise|loud|crying", "noise"),
    (r"temperature|cold|draft|air_condition", "temperature"),
    (r"bill|tip|split|charge|gratuity|payment", "bill_question"),
    (r"promo|coupon|voucher|gift_conflict|discount", "promotion_request"),
    (r"special_request|special_prep|preparation", "special_request"),
    (r"gift|garment|cushion|service|amenit|celebration|birthday", "special_service"),
)
_BUSINESS = re.compile(r"business|client|investor|corporate", re.IGNORECASE)


def incidents(folder: Path) -> Iterator[Checked]:
    """Two things in one answer: does the manager come, and is the discount at least as high as it should be?"""
    policy = Policy("restaurant")
    for row in json.loads((folder / "hospitality_cases.json").read_text())["rows"]:
        code = row.get("incident_code")
        if not code:
            yield Checked(row["case"], None, None, counts=False, note="sets a scene, no incident")
            continue
        verdict = policy.verdict(incident_facts(row, code))
        wanted, least = row["expected"], int(row["expected"].get("min_recommended_discount_percent") or 0)
        discount = int(exact(verdict["results"].get("discount_percent")))
        expected = {
            "escalate": bool(wanted.get("must_escalate_to_manager")),
            "discount": f"at least {least} %",
        }
        found = {
            "escalate": verdict["escalate"],
            "discount": f"at least {least} %" if discount >= least else f"{discount} %",
        }
        yield Checked(row["case"], expected, found)


def incident_facts(row: Mapping[str, Any], code: str) -> dict[str, object]:
    """A case's code and what else it tells, as facts of the policy."""
    facts = row["facts"]
    word = code.lower()
    incident = next((kind for pattern, kind in _INCIDENTS if re.search(pattern, word)), "information")
    minutes = [minute for minute in facts.get("minutes_mentioned") or () if isinstance(minute, int | float)]
    stated = re.search(r"(\d+)_plus", word)
    occasion = facts.get("occasion") or {}
    told = f"{word} {row.get('ticket') or ''} {row.get('customer_words') or ''}"
    business = bool(
        _BUSINESS.search(told) or any("business" in str(key) and value for key, value in occasion.items())
    )
    celebration = any(value for key, value in occasion.items() if "business" not in str(key))
    return {
        "incident": incident,
        "staff_role": row["case_level"] if row["case_level"] in {"server", "host"} else "server",
        "wait_minutes": max([*minutes, int(stated[1]) if stated else 0]) or (30 if "business" in word else 0),
        "occasion": "important" if business else "celebration" if celebration else "regular",
        "business_client": business,
        "bill": facts.get("bill_amount"),
        "still_unhappy": "upset" in word,
        "manager_requested": bool(re.search(r"manager|supervisor", word)),
        "review_threat": bool(re.search(r"review|threat|social_media", word)),
        "kitchen_short": facts.get("kitchen_status") is not None,
        "party_size": facts.get("party_size"),
    }
