"""Sixty-four clients give from five nested budgets until the site has nothing left: not a cent too much is given, and
no more than one gesture too little. `AMENDS_SOAK_GIVES` sets how often they try (`make soak` says 20,000).
"""

from __future__ import annotations

import os
import threading

import pytest
from givens.contexts import someone
from givens.money import a_nest
from givens.together import together

from amends.apps.ledger import store
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.ledger.store.reservations import BudgetExhausted
from amends.core.money import Money
from amends.core.roles import Role

CLIENTS, PEOPLE, SIZES = 64, 8, (300, 700, 1_100, 2_500)
GIVES = int(os.environ.get("AMENDS_SOAK_GIVES", "640"))
CAP = GIVES * sum(SIZES) // len(SIZES) // 2 + 50  # half of what is wanted

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.timeout(120 + GIVES // 20)]


def test_nothing_is_overspent_and_at_most_one_gesture_stays_ungiven() -> None:
    nest = a_nest(campaign=CAP * 3, brand=CAP * 2, site=CAP, team=CAP * 2, person=CAP * 2, people=PEOPLE)
    chains = [nest.chain(number) for number in range(PEOPLE)]
    desk = someone(Role.FRONT_LINE, user_id=1)
    refused, lock = list[int](), threading.Lock()
    each = -(-GIVES // CLIENTS)

    def give(client: int, turn: int) -> None:
        number = client * each + turn
        size = SIZES[number % len(SIZES)]
        try:
            store.reserve(desk, chains[client % PEOPLE], Money(size, "EUR"), case_id=1, offer_id=number + 1)
        except BudgetExhausted:
            with lock:
                refused.append(size)
            raise

    ended = together(give, threads=CLIENTS, each=each)

    given = Transfer.objects.filter(kind="reserve").values_list("amount_minor", flat=True)
    held = dict(BudgetPeriod.objects.values_list("id", "reserved_minor"))
    site = next(record for record in chains[0] if record.level == "site")
    assert ended == {"done": len(given), "budget_exhausted": len(refused)}
    assert [held[record.period_id] for record in chains[0][1:]] == [sum(given)] * 4
    assert sum(held[chain[0].period_id] for chain in chains) == sum(given)
    assert held[site.period_id] <= CAP
    assert CAP - held[site.period_id] < min(refused)
