"""Sixty-four at once through five nested budgets: not a cent too much, not a gesture too few, all sums equal.

The second half takes the locks and guards away one by one and shows that the first half would have seen it.
"""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, connections, transaction
from givens.contexts import NOON, someone
from givens.database import without_constraint, without_index
from givens.money import Nest, a_nest
from givens.together import together

from amends.apps.ledger import store
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.ledger.store.reservations import RESERVE
from amends.core.ledger.transfer import Balance, Movement, TransferKind, fold
from amends.core.money import Money
from amends.core.roles import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed_db")]

DESK = someone(Role.FRONT_LINE, user_id=1)
GUARD = "AND p.reserved_minor + p.issued_minor + %(amount)s <= p.cap_minor"
LOCKS = "ORDER BY depth DESC, id FOR NO KEY UPDATE"
PEOPLE, THREADS, EACH, GESTURE = 8, 64, 8, 700


def give_at_once(statement: str = RESERVE) -> None:
    """Sixty-four desks of eight colleagues want 358,400 from a site that has 200,050: exactly 285 gestures fit."""
    nest = a_nest(campaign=900_000, brand=900_000, site=200_050, team=900_000, person=900_000, people=PEOPLE)
    chains = [nest.chain(number) for number in range(PEOPLE)]

    def give(thread: int, turn: int) -> None:
        offer_id = thread * EACH + turn + 1
        amount = Money(GESTURE, "EUR")
        store.reserve(
            DESK, chains[thread % PEOPLE], amount, case_id=1, offer_id=offer_id, statement=statement
        )

    ended = together(give, threads=THREADS, each=EACH)
    assert ended == {"done": 285, "budget_exhausted": THREADS * EACH - 285}
    check_sums(nest, reserved=285 * GESTURE)


def check_sums(nest: Nest, *, reserved: int) -> None:
    """Every level holds what the transfers say, and the people's periods add up to the team's."""
    chains = [nest.chain(number) for number in range(PEOPLE)]
    rebuilt = fold(
        Movement(TransferKind(row.kind), row.amount_minor, tuple(row.period_ids))
        for row in Transfer.objects.all()
    )
    for row in BudgetPeriod.objects.all():
        assert rebuilt.get(row.id, Balance()) == Balance(reserved=row.reserved_minor)
    shared = {row.id: row.reserved_minor for row in BudgetPeriod.objects.all()}
    assert [shared[record.period_id] for record in chains[0][1:]] == [reserved] * 4
    assert sum(shared[chain[0].period_id] for chain in chains) == reserved


def end_at_once() -> None:
    """Sixteen answers to one offer at the same moment: one of them counts."""
    nest = a_nest()
    with transaction.atomic():
        held = store.reserve(DESK, nest.chain(), Money(GESTURE, "EUR"), case_id=1, offer_id=1)
        store.reserve(DESK, nest.chain(), Money(50_000, "EUR"), case_id=1, offer_id=2)

    def end(thread: int, _turn: int) -> None:
        if thread % 2:
            store.post(DESK, held, Money(GESTURE, "EUR"))
        else:
            store.void(DESK, held)

    ended = together(end, threads=16)
    assert ended == {"done": 1, "reservation_ended": 15}
    ends = Transfer.objects.exclude(kind="reserve")
    assert ends.count() == 1
    posted = ends.filter(kind="post").count() * GESTURE
    assert set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor", "released_minor")) == {
        (50_000, posted, GESTURE - posted)
    }


def wait_at_the_root(statement: str = RESERVE) -> None:
    """Whoever waits for the root holds the deepest period already, so that the root is locked last and shortest."""
    nest = a_nest()
    with transaction.atomic():  # the root's period is the oldest, so that chance cannot set the order right
        for unit_id in (nest.organisation_id, nest.brand_id, nest.site_id, nest.team_id):
            store.chain_for(unit_id, None, NOON)
    chain = nest.chain()
    amount = Money(GESTURE, "EUR")

    def give() -> None:
        with transaction.atomic():
            store.reserve(DESK, chain, amount, case_id=1, offer_id=1, statement=statement)
        connections.close_all()

    giving = Thread(target=give)
    with transaction.atomic():
        BudgetPeriod.objects.select_for_update(no_key=True).get(id=chain[-1].period_id)
        giving.start()
        _until_somebody_waits()
        free = BudgetPeriod.objects.select_for_update(no_key=True, skip_locked=True)
        deepest_is_free = free.filter(id=chain[0].period_id).exists()
    giving.join(timeout=30)
    assert not deepest_is_free


def _until_somebody_waits() -> None:
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01), count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[1]:
                return
    raise AssertionError("nobody came to wait for the root")


def test_sixty_four_at_once_spend_what_is_there_and_not_a_cent_more() -> None:
    give_at_once()


def test_sixteen_answers_at_once_end_a_reservation_once() -> None:
    end_at_once()


def test_the_root_is_locked_last() -> None:
    wait_at_the_root()


def test_without_the_guard_the_database_itself_still_refuses_but_as_a_defect() -> None:
    mutated = RESERVE.replace(GUARD, "")
    assert mutated != RESERVE
    with pytest.raises(AssertionError, match="IntegrityError"):
        give_at_once(mutated)


def test_without_guard_and_constraint_it_would_be_overspent() -> None:
    mutated = RESERVE.replace(GUARD, "")
    with (
        without_constraint("ledger_budgetperiod", "budget_never_overspent"),
        pytest.raises(AssertionError, match="'done': 512"),
    ):
        give_at_once(mutated)


def test_without_the_ordered_locks_the_root_would_be_held_first() -> None:
    mutated = RESERVE.replace(LOCKS, "")
    assert mutated != RESERVE
    with pytest.raises(AssertionError):
        wait_at_the_root(mutated)


def test_with_the_locks_root_first_the_root_would_be_held_longest() -> None:
    with pytest.raises(AssertionError):
        wait_at_the_root(RESERVE.replace("ORDER BY depth DESC", "ORDER BY depth"))


def test_without_its_unique_index_a_reservation_would_end_twice() -> None:
    with without_index("ledger_transfer", "a_reservation_ends_once"), pytest.raises(AssertionError):
        end_at_once()
