"""Somebody is erased while a wave has them in hand: one waits for the other, and neither is broken off."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from givens.incidents import an_outage
from givens.together import together

from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.incidents.store.people import HOLD_HITS

pytestmark = pytest.mark.usefixtures("committed_db")

HEAD_START = 0.4


def erased_in_a_wave(statement: str) -> Counter[str]:
    """How a wave, which claims a person and then locks the customer, and an erasure of that customer end."""
    outage = an_outage(1)
    outage.start()
    hit = outage.people().get()
    assert hit.customer_id is not None
    customer_id, incident_id = hit.customer_id, hit.incident_id

    def act(thread: int, _turn: int) -> None:
        if thread:
            time.sleep(HEAD_START / 2)
            incidents.hold_hits(customer_id, statement=statement)
            customers.lock_customer(customer_id)
            incidents.forget(customer_id)
        else:
            claimed = incidents.claim_wave(incident_id, 1)
            time.sleep(HEAD_START)
            customers.lock_many([customer_id])
            assert incidents.mark_given([each.id for each in claimed]) == 1

    return together(act, threads=2)


def test_a_wave_and_an_erasure_wait_for_each_other() -> None:
    assert erased_in_a_wave(HOLD_HITS) == {"done": 2}


def test_without_holding_the_person_first_the_database_breaks_one_of_them_off() -> None:
    assert erased_in_a_wave("SELECT %(customer_id)s::bigint") == {"done": 1, "defect: OperationalError": 1}
