"""Incidents under a race, and the same race without its guard: waves, pause against wave, overlapping incidents."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from givens.contexts import someone
from givens.house import NIGHT, system
from givens.incidents import again, an_outage
from givens.together import together, without_transaction

from amends.apps.cases.models import Case
from amends.apps.incidents import store as incidents
from amends.apps.incidents.models import Incident, IncidentPerson
from amends.apps.incidents.store.incidents import BESIDE, SHARE
from amends.apps.incidents.store.people import CLAIM
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.ledger.store.many import Holding, reserve_many
from amends.apps.ledger.store.periods import chain_for
from amends.apps.ledger.store.reservations import RESERVE_MANY
from amends.apps.vouchers.models import Voucher
from amends.commands.incident.give_waves import give_waves
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.start_giving import start_giving
from amends.core.roles import Role
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.usefixtures("committed_db")

HEAD_START = 0.3


@contextmanager
def rewritten_trigger(words: str, instead: str) -> Iterator[None]:
    """The trigger's function in other words; it is back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('amends_nobody_is_hit_twice'::regproc)")
        definition = cursor.fetchone()[0]
        assert words in definition
        cursor.execute(definition.replace(words, instead))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(definition)


def test_waves_of_several_workers_give_each_person_once() -> None:
    outage = an_outage(40)
    outage.start(wave_size=4)

    def work(_thread: int, _turn: int) -> None:
        give_waves(system(NIGHT), clock=lambda: NIGHT)

    ended = without_transaction(work, threads=4)

    assert ended == {"done": 4}
    assert Case.objects.count() == Voucher.objects.count() == 40
    assert Transfer.objects.filter(kind="post").count() == 40
    assert outage.row().state == "finished"
    assert ledger_check(someone(Role.AUDITOR)).findings == ()


def claimed_at_once(statement: str) -> None:
    """Two waves at once take different people."""
    outage = an_outage(6)
    outage.start()
    taken: list[int] = []

    def claim(_thread: int, _turn: int) -> None:
        people = incidents.claim_wave(outage.row().id, 3, statement=statement)
        taken.extend(person.id for person in people)
        time.sleep(HEAD_START)

    assert together(claim, threads=2) == {"done": 2}
    assert len(set(taken)) == len(taken) == 6


def paused_in_the_middle(statement: str) -> None:
    """Once a pause is answered, no wave is under way any more."""
    outage = an_outage(2)
    outage.start()
    done: list[str] = []

    def act(thread: int, _turn: int) -> None:
        if thread:
            time.sleep(HEAD_START / 3)
            pause_giving(outage.ctx(later=1), incident_ref=outage.ref)
            done.append("pause")
        else:
            assert incidents.share_sending(outage.row().id, statement=statement) is not None
            time.sleep(HEAD_START)
            done.append("wave")

    assert together(act, threads=2) == {"done": 2}
    assert done == ["wave", "pause"]


def paused_between_two_workers(statement: str) -> None:
    """Two workers whose waves overlap without a gap do not keep a pause waiting until everything is given."""
    outage = an_outage(2)
    outage.start()
    incident_id, done = outage.row().id, []

    def waves(thread: int) -> None:
        time.sleep(thread * HEAD_START / 2)
        for _ in range(4):
            with transaction.atomic():
                incidents.wait_for_turn(incident_id, statement=statement)
                if incidents.share_sending(incident_id) is None:
                    return
                time.sleep(HEAD_START)
                done.append("wave")

    def act(thread: int, _turn: int) -> None:
        if thread < 2:
            waves(thread)
            return
        time.sleep(HEAD_START * 0.75)
        pause_giving(outage.ctx(later=1), incident_ref=outage.ref)
        done.append("pause")

    assert without_transaction(act, threads=3) == {"done": 3}
    assert done.count("wave") <= 3
    assert done[-1] == "pause"


def hit_at_once() -> None:
    """Two incidents of one kind, decided before either was held, hold for the same people in the same moment."""
    first = an_outage(3)
    second = again(first)
    digests = [(one, one.decide().digest) for one in (first, second)]

    def hold(thread: int, _turn: int) -> None:
        outage, digest = digests[thread]
        reserve_people(outage.ctx(), incident_ref=outage.ref, digest=digest)
        time.sleep(HEAD_START)

    ended = together(hold, threads=2)
    assert ended == {"done": 1, "somebody_hit_twice": 1}
    assert IncidentPerson.objects.filter(state="reserved").count() == 3
    assert Transfer.objects.count() == 3


def held_at_once(statement: str) -> None:
    """Two large holdings at once never pass the cap: one of them finds too little left."""
    outage = an_outage(1, hotel=10_000)
    with transaction.atomic():
        chain = chain_for(outage.house.hotel.id, None, NIGHT)

    def hold(thread: int, _turn: int) -> None:
        holdings = [Holding(1_000 + thread * 10 + n, 2_000 + thread * 10 + n, 2_000) for n in range(3)]
        reserve_many(system(), chain, holdings, statement=statement)

    assert together(hold, threads=4) == {"done": 1, "budget_too_small": 3}
    assert BudgetPeriod.objects.get(budget__name="Harbour Hotel").reserved_minor == 6_000


def test_no_person_is_in_two_waves() -> None:
    claimed_at_once(CLAIM)


def test_without_the_claim_a_person_is_in_two_waves() -> None:
    with pytest.raises(AssertionError):
        claimed_at_once(CLAIM.replace("FOR NO KEY UPDATE SKIP LOCKED", ""))


def test_a_pause_waits_for_the_wave_in_hand() -> None:
    paused_in_the_middle(SHARE)


def test_without_the_lock_a_wave_goes_on_after_the_pause() -> None:
    with pytest.raises(AssertionError):
        paused_in_the_middle(SHARE.replace("FOR SHARE", ""))


def test_a_pause_is_answered_between_the_waves_of_two_workers() -> None:
    paused_between_two_workers(BESIDE)


def test_without_the_line_a_pause_waits_until_everything_is_given() -> None:
    with pytest.raises(AssertionError):
        paused_between_two_workers("SELECT %s")


def test_overlapping_incidents_at_once_hold_for_nobody_twice() -> None:
    hit_at_once()


@pytest.mark.parametrize(
    ("words", "instead"),
    [("IF EXISTS (", "IF false AND EXISTS ("), ("pg_advisory_xact_lock(7301, kind.id::int)", "1")],
    ids=["without the check", "without the lock"],
)
def test_without_the_trigger_somebody_is_given_twice(words: str, instead: str) -> None:
    with rewritten_trigger(words, instead), pytest.raises(AssertionError):
        hit_at_once()


def test_holdings_at_once_never_pass_the_cap() -> None:
    held_at_once(RESERVE_MANY)


def test_without_its_guard_the_constraint_alone_stops_a_holding() -> None:
    bare = RESERVE_MANY.replace("AND p.reserved_minor + p.issued_minor + %(total)s <= p.cap_minor", "")
    with pytest.raises(AssertionError):
        held_at_once(bare)


def test_two_starts_at_once_start_it_once() -> None:
    outage = an_outage(2)
    outage.reserve()

    def start(_thread: int, _turn: int) -> None:
        start_giving(outage.ctx(), incident_ref=outage.ref)

    assert together(start, threads=4) == {"done": 1, "incident_step_not_allowed": 3}
    assert Incident.objects.get().state == "sending"
