"""The store of deadlines: replaced, met, paused, and rung once over all workers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from givens.cases import a_case
from givens.house import NIGHT, House, make_house, system

from amends.apps.clocks import store as clocks
from amends.apps.clocks.models import Deadline
from amends.core.clock.deadline import Start

HOUR = timedelta(hours=1)


@pytest.fixture
def house(db) -> House:
    return make_house()


@pytest.fixture
def case_id(house) -> int:
    return a_case(house).id


def test_a_new_clock_of_the_same_kind_replaces_the_old_one(case_id) -> None:
    clocks.set_deadline(system(), case_id, "test", NIGHT + HOUR, "house:1")
    clocks.set_deadline(system(), case_id, "test", NIGHT + 2 * HOUR, "house:1")

    assert [d.due_at for d in clocks.running(case_id) if d.kind == "test"] == [NIGHT + 2 * HOUR]


def test_a_statutory_clock_is_neither_replaced_nor_paused(case_id) -> None:
    clocks.stop_at_end(system(), case_id)
    clocks.set_deadline(system(), case_id, "decide", NIGHT + HOUR, "uk:1", statutory=True)
    clocks.set_deadline(system(), case_id, "decide", NIGHT + 2 * HOUR, "house:1")

    clocks.pause_internal(system(), case_id)

    assert clocks.next_due(case_id) == NIGHT + HOUR
    later = system(NIGHT + 5 * HOUR)
    clocks.resume_internal(later, case_id)
    assert [d.due_at for d in clocks.running(case_id)] == [NIGHT + HOUR, NIGHT + 7 * HOUR]


def test_a_met_clock_no_longer_rings(case_id) -> None:
    clocks.stop_at_end(system(), case_id)
    clocks.set_deadline(system(), case_id, "test", NIGHT + HOUR, "house:1")
    assert clocks.meet(system(), case_id, "test") is True
    assert clocks.meet(system(), case_id, "test") is False

    assert clocks.cases_due(NIGHT + 2 * HOUR, 10) == ()
    assert clocks.ring(case_id, NIGHT + 2 * HOUR) == ()
    assert clocks.next_due(case_id) is None


def test_two_sweeps_at_once_ring_each_clock_once(committed_db) -> None:
    with transaction.atomic():
        case_id = a_case(make_house()).id
        clocks.stop_at_end(system(), case_id)
        for number in range(20):
            clocks.set_deadline(system(), case_id, f"test{number}", NIGHT + HOUR, "house:1")
    rung: list[int] = []
    together = threading.Barrier(2)

    def sweep() -> None:
        with transaction.atomic():
            together.wait(10)
            rung.extend(d.id for d in clocks.ring(case_id, NIGHT + 2 * HOUR))
            together.wait(10)
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rung) == 20
    assert len(set(rung)) == 20
    assert Deadline.objects.filter(rung_at__isnull=False).count() == 20


def test_a_word_to_the_customer_starts_the_next_update_anew(house, case_id) -> None:
    place = house.desk.clocks
    clocks.start_clocks(
        system(), case_id, severity=2, place=place, starts={Start.RECEIVED: NIGHT, Start.UPDATED: NIGHT}
    )
    before = clocks.due_of(case_id, "update")
    tomorrow = system(NIGHT + 24 * HOUR)

    clocks.spoken_to(tomorrow, case_id, severity=2, place=place)

    assert before is not None
    assert clocks.due_of(case_id, "update") == before + 24 * HOUR
    clocks.meet(tomorrow, case_id, "update")
    clocks.spoken_to(tomorrow, case_id, severity=2, place=place)
    assert clocks.due_of(case_id, "update") is None
