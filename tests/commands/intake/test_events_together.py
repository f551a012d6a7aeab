"""Many workers and many senders at once: an event acts once, and a trigger stays within its day."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import deepcopy
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from givens.database import without_constraint
from givens.events import LATE, Kitchen, a_kitchen, late
from givens.house import NIGHT, system
from givens.mutants import Rewritten, mutated

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.events import store as events
from amends.apps.events.models import ReceivedEvent, TriggerDay
from amends.apps.ledger.models import BudgetPeriod
from amends.apps.offers.models import Offer
from amends.commands.intake.act_on_events import act_on_events
from amends.core.money import Money

pytestmark = pytest.mark.usefixtures("committed_db")

WORKERS = 4
Rewrites = tuple[Rewritten, ...]
LOCK = Rewritten("events_receivedevent", " FOR NO KEY UPDATE SKIP LOCKED")


def at_once(act: Callable[[int], object], rewrites: Rewrites = ()) -> list[object]:
    """`act(worker)` in every worker at the same moment, each with its own connection and its own transactions."""
    start = Barrier(WORKERS)

    def run(worker: int) -> object:
        try:
            connections["default"].ensure_connection()
            with mutated(*rewrites):
                start.wait(timeout=60)
                return act(worker)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(WORKERS)))


@contextmanager
def without_the_trigger() -> Iterator[None]:
    """The database no longer keeps an event to the case that it opened first."""
    change = "ALTER TABLE events_receivedevent {} TRIGGER events_stay_as_they_came"
    with connection.cursor() as cursor:
        cursor.execute(change.format("DISABLE"))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(change.format("ENABLE"))


def for_a_day(euros: int) -> dict[str, Any]:
    trigger = deepcopy(LATE)
    trigger["grant"]["per_day"] = euros
    return trigger


def guest(number: int) -> dict[str, str]:
    return {"email": f"guest{number}@example.org", "name": f"Guest {number}"}


def at_work(trigger: dict[str, Any], **budgets: int) -> Kitchen:
    """A kitchen that has given once: the month's budgets have begun, so that many can be given for in sets."""
    kitchen = a_kitchen(trigger, **budgets)
    kitchen.one(id="before", guest=guest(99))
    return kitchen


def acted_on_once(rewrites: Rewrites) -> None:
    """Four workers and five events: each opens one case and gives one dessert, or waits for the next run."""
    kitchen = at_work(for_a_day(1000))
    kitchen.send(*(late(id=f"t-{n}", guest=guest(n)) for n in range(5)))

    def work(_worker: int) -> None:
        with suppress(Exception):  # what a mutant breaks is seen in the rows
            act_on_events(system(), clock=lambda: NIGHT)

    at_once(work, rewrites)
    act_on_events(system(), clock=lambda: NIGHT)
    assert Counter(ReceivedEvent.objects.values_list("state", flat=True)) == {"given": 6}
    assert Case.objects.count() == 6
    assert Offer.objects.count() == 6


def made_once(rewrites: Rewrites) -> None:
    """Eight events of somebody new, two to a worker at a time: one customer, who gets what one customer may get."""
    kitchen = at_work(for_a_day(1000))
    kitchen.send(*(late(id=f"t-{n}", guest=guest(1)) for n in range(8)))

    def work(_worker: int) -> None:
        act_on_events(system(), clock=lambda: NIGHT, at_a_time=2)

    at_once(work, rewrites)
    assert Customer.objects.count() == 2
    assert Counter(ReceivedEvent.objects.values_list("state", flat=True)) == {"given": 3, "opened": 6}


def kept_once(rewrites: Rewrites) -> None:
    """The same event from four senders at once is one event."""
    kitchen = a_kitchen()
    event = late(id="same")

    def send(_worker: int) -> str:
        with suppress(Exception):
            return kitchen.send(event).taken[0].status
        return "broken"

    assert Counter(at_once(send, rewrites)) == {"accepted": 1, "repeated": WORKERS - 1}
    assert ReceivedEvent.objects.count() == 1


def within_its_day(count: Callable[[int], bool]) -> None:
    """A day of 50 euros: of four desserts at once, two are given."""
    a_kitchen(for_a_day(50))
    assert Counter(at_once(count)) == {True: 2, False: 2}
    assert TriggerDay.objects.get().given_minor == 4800


def by_the_store(_worker: int) -> bool:
    """As it is: one guarded statement."""
    with suppress(events.DayLimitReached), transaction.atomic():
        events.count_for_day("food_late", "Late", NIGHT.date(), Money(2400, "EUR"), Money(5000, "EUR"))
        return True
    return False


def by_reading_first(_worker: int) -> bool:
    """Without its guard: read, look, write."""
    with transaction.atomic():
        row, _ = TriggerDay.objects.get_or_create(
            trigger_code="food_late", day_date=NIGHT.date(), currency="EUR"
        )
        time.sleep(0.2)
        if row.given_minor + 2400 <= 5000:
            row.given_minor += 2400
            row.save()
            return True
    return False


def test_each_event_is_acted_on_once_whoever_takes_it() -> None:
    acted_on_once(())


def test_without_the_lock_and_the_look_at_its_state_an_event_acts_twice() -> None:
    state = Rewritten("events_receivedevent", '"events_receivedevent"."state" = \'received\'', "true")
    still = Rewritten("events_receivedevent", '"events_receivedevent"."state" = %s', "%s <> ''")
    with without_the_trigger(), pytest.raises(AssertionError):
        acted_on_once((LOCK, state, still))


def test_in_sets_the_look_at_its_state_alone_keeps_an_event_to_one_worker() -> None:
    acted_on_once((LOCK,))


def test_without_it_and_the_lock_a_whole_set_acts_twice() -> None:
    still = Rewritten("events_receivedevent", "AND e.state = 'received'", "AND e.state <> ''")
    with without_the_trigger(), pytest.raises(AssertionError):
        acted_on_once((LOCK, still))


def test_somebody_new_is_made_once_by_whoever_acts_first() -> None:
    made_once(())


def test_without_standing_in_line_they_are_made_by_several() -> None:
    line = "pg_advisory_xact_lock(hashtextextended('customer ' || \"named\", 0))"
    with pytest.raises(AssertionError):
        made_once((Rewritten("named", line, "1"),))


def test_what_many_workers_give_in_sets_is_never_more_than_there_is() -> None:
    kitchen = at_work(for_a_day(1000), group=14_900, hotel=14_900, desk=14_900)
    kitchen.send(*(late(id=f"t-{n}", guest=guest(n)) for n in range(12)))

    at_once(lambda _worker: act_on_events(system(), clock=lambda: NIGHT, at_a_time=3))

    assert Counter(ReceivedEvent.objects.values_list("state", flat=True)) == {"given": 6, "opened": 7}
    assert set(BudgetPeriod.objects.values_list("reserved_minor", "issued_minor")) <= {(0, 14_400), (0, 0)}
    assert TriggerDay.objects.get().given_minor == 14_400


def test_the_same_event_from_many_senders_is_kept_once() -> None:
    kept_once(())


def test_without_its_constraint_it_is_not() -> None:
    with without_constraint("events_receivedevent", "an_event_comes_once"), pytest.raises(AssertionError):
        kept_once(())


def test_a_trigger_stays_within_its_day() -> None:
    within_its_day(by_the_store)


def test_with_a_look_before_the_write_it_does_not_know_what_it_gave() -> None:
    with pytest.raises(AssertionError):
        within_its_day(by_reading_first)
