"""Races about signals and reports, and the same races without their guard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from givens.database import without_index
from givens.giving import a_desk, log_alarm
from givens.house import NIGHT, system
from givens.mutants import Rewritten
from givens.races import CUSTOMER, LOCK, SKIP, THREADS, Mutation, Rewrites, events, race
from givens.signals import a_signal

from amends.apps.signals.models import Signal
from amends.commands.fairness.ask_consistency import ask_consistency
from amends.commands.fairness.take_consistency import take_consistency
from amends.commands.signals.raise_signals import raise_signals
from amends.commands.signals.review_signal import review_signal

pytestmark = pytest.mark.usefixtures("committed_db")


def one_worker(rewrites: Rewrites) -> None:
    """Eight workers at once: one computes the report."""
    house, taken = a_desk().house, list[int | None]()
    ask_consistency(house.ctx("carla"), unit_code="kintsu", since_date=NIGHT.date(), until_date=NIGHT.date())

    race(lambda thread: taken.append(take_consistency(system()).report_id), rewrites)

    assert len(taken) == THREADS
    assert sum(each is not None for each in taken) == 1


def one_judgement(rewrites: Rewrites) -> None:
    """Half of eight uphold and half dismiss: one of them is heard, and the journal says which."""
    desk = a_desk()
    signal = a_signal(desk.case_ref)
    dana = desk.house.ctx("dana", now=signal.raised_at)

    ended = race(
        lambda thread: review_signal(dana, signal_id=signal.id, uphold=bool(thread % 2), note="Why"), rewrites
    )

    # What was upheld may still be dismissed, so there are one or two; never two alike, nor one after a dismissal.
    assert (events("signal.upheld"), events("signal.dismissed")) in {(0, 1), (1, 1)}
    assert ended["done"] == events("signal.upheld") + 1
    assert Signal.objects.get().state == "dismissed"


def one_signal(rewrites: Rewrites) -> None:
    """Eight sweeps at once notice the same thing: it is raised and journalled once."""
    desk = a_desk()
    for _ in range(3):
        log_alarm(desk.house)

    race(lambda thread: raise_signals(system()), rewrites)

    assert Signal.objects.count() == 1
    assert events("signal.raised") == 1


RACES = (one_worker, one_judgement, one_signal)
MUTATIONS = (
    Mutation(one_worker, "its lock", (Rewritten("fairness_consistencyreport", LOCK + SKIP),)),
    Mutation(
        one_judgement, "the locks of customer and signal", (CUSTOMER, Rewritten("signals_signal", LOCK))
    ),
    Mutation(
        one_signal,
        "the customer's lock and the one standing signal of a kind",
        (CUSTOMER,),
        gone=lambda: without_index("signals_signal", "one_standing_signal_of_a_kind"),
    ),
)


@pytest.mark.parametrize("held", RACES, ids=lambda held: held.__name__)
def test_the_race_has_one_winner(held: Callable[[Rewrites], None]) -> None:
    held(())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.race.__name__} without {one.without}")
def test_without_its_guard_the_race_is_lost(mutation: Mutation) -> None:
    with mutation.gone(), pytest.raises(AssertionError):
        mutation.race(mutation.rewrites)
