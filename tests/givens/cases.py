"""Cases for tests, opened through the stores (their commands are tested elsewhere)."""

from __future__ import annotations

from typing import Any

from givens.house import House, system

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.failures import store as failures

WORDS = "An alarm went off at one in the night."


def a_case(house: House, *, failure: str = "alarm_set", email: str = "ada@example.org", **columns: Any):
    """A received case at the front desk, Nora's."""
    someone = customers.find_or_make_customer(
        system(), home_unit_id=house.desk.id, display_name="Ada Lindqvist", email=email
    )
    given: dict[str, Any] = {
        "unit_id": house.desk.id,
        "origin": "complaint",
        "channel": "desk",
        "words": WORDS,
        "summary": "Woken by an alarm set earlier",
        "owner_id": house.people["nora"].id,
    }
    return cases.open_case(
        system(),
        customer_id=someone.id,
        person_key=customers.person_key(someone.id),
        failure_type_id=failures.failure_type(failure).id,
        **{**given, **columns},
    )
