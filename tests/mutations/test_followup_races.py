"""What customers are told and what they say counts once, and without its guard it would not (see test_races.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system
from givens.mutants import Rewritten
from givens.races import CASE, THREADS, Mutation, Rewrites, customer, events, race, still
from givens.saying import case_at

from amends.apps.cases.models import Case
from amends.apps.conversations.models import Message
from amends.apps.followups.models import Answer
from amends.apps.promises import store as promises
from amends.apps.promises.models import Promise
from amends.apps.tasks.models import ClosingTask
from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.break_promises import break_promises
from amends.commands.followup.keep_promise import keep_promise
from amends.core.case.lifecycle import State

pytestmark = pytest.mark.usefixtures("committed_db")

DUE = NIGHT + timedelta(hours=5)


def a_promise(house: House) -> promises.PromiseRecord:
    """A note that Hugo owes by `DUE`, in a case that is being carried out."""
    case = case_at(house, State.FULFILLING)
    new = promises.NewPromise("note", "A note", house.people["hugo"].id, DUE)
    with transaction.atomic():
        (note,) = promises.open_promises(
            system(), case_id=case.id, unit_id=case.unit_id, offer_id=None, promises=(new,)
        )
    return note


def one_tap(rewrites: Rewrites) -> None:
    """Eight taps keep a promise once."""
    house = make_house()
    note = a_promise(house)

    ended = race(lambda thread: keep_promise(house.ctx("hugo"), promise_id=note.id), rewrites)
    assert ended == {"done": 1, "promise_not_open": THREADS - 1}
    assert Promise.objects.get().state == "kept"
    assert events("promise.kept") == 1


def one_fate(rewrites: Rewrites) -> None:
    """Kept in the minute in which sweeps find it past due: kept once, and broken once at most, before that."""
    house = make_house()
    note = a_promise(house)
    late = DUE + timedelta(minutes=1)

    def act(thread: int) -> None:
        if thread % 2:
            keep_promise(house.ctx("hugo", now=late), promise_id=note.id)
        else:
            break_promises(system(late))

    assert race(act, rewrites) == {"done": THREADS // 2 + 1, "promise_not_open": THREADS // 2 - 1}
    kept = Promise.objects.get()
    was_late = kept.broken_at is not None
    assert kept.state == "kept"
    assert (events("promise.kept"), events("promise.broken")) == (1, int(was_late))
    assert Case.objects.get().double_deviations == int(was_late)


def one_answer(rewrites: Rewrites) -> None:
    """A no pressed eight times is one answer, and begins one more round with one new owner."""
    case = case_at(make_house(), State.VERIFYING)
    guest = customer(case.customer_id, case.unit_id)

    def answer(_thread: int) -> None:
        answer_followup(guest, case_ref=case.ref, answer="no", source="link")

    assert race(answer, rewrites) == {"done": THREADS}
    assert Answer.objects.count() == 1
    assert Case.objects.get().round == case.round + 1
    assert Message.objects.filter(template_code="round_again").count() == 1


def one_yes(rewrites: Rewrites) -> None:
    """A yes tapped twice, or in two tabs, is one answer."""
    case = case_at(make_house(), State.VERIFYING)
    guest = customer(case.customer_id, case.unit_id)
    told = set()

    def answer(_thread: int) -> None:
        told.add(answer_followup(guest, case_ref=case.ref, answer="yes", source="link"))

    assert race(answer, rewrites) == {"done": THREADS}
    assert Answer.objects.count() == 1
    assert {(one.answer_id, one.outcome) for one in told} == {(Answer.objects.get().id, "recovered")}
    assert events("answer.recorded") == 1
    assert ClosingTask.objects.count() == 1


RACES = (one_tap, one_fate, one_answer, one_yes)
MUTATIONS = (
    Mutation(
        one_tap,
        "the look at its state",
        (Rewritten("promises_promise", '"promises_promise"."state" IN (%s, %s)', "%s <> %s"),),
    ),
    Mutation(one_fate, "the look at its state", (still("promises_promise"),)),
    Mutation(one_answer, "the lock of the case", CASE),
    Mutation(one_yes, "the lock of the case", CASE),
)


@pytest.mark.parametrize("held", RACES, ids=lambda held: held.__name__)
def test_the_race_has_one_winner(held: Callable[[Rewrites], None]) -> None:
    held(())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.race.__name__} without {one.without}")
def test_without_its_guard_the_race_is_lost(mutation: Mutation) -> None:
    with mutation.gone(), pytest.raises(AssertionError):
        mutation.race(mutation.rewrites)
