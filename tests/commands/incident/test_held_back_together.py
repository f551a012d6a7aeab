"""Keeping somebody back while waves go out, and the same race without its lock."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from givens.contexts import someone
from givens.house import NIGHT, system
from givens.incidents import an_outage
from givens.together import together, without_transaction

from amends.apps.incidents import store as incidents
from amends.apps.incidents.models import IncidentPerson
from amends.apps.incidents.store.held_back import LOCK_PERSON
from amends.apps.ledger.models import Transfer
from amends.apps.vouchers.models import Voucher
from amends.commands.incident.give_waves import give_waves
from amends.commands.incident.hold_back_person import hold_back_person
from amends.core.refusal import Refusal
from amends.core.roles import Role
from amends.queries.incident_check import incident_check
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.usefixtures("committed_db")

HEAD_START = 0.3


def held_back_in_a_wave(statement: str) -> None:
    """Whoever is in the wave in hand is given to, and is not kept back by hand in the same moment."""
    outage = an_outage(2)
    outage.start()
    person_id = outage.people()[0].id
    seen: list[str] = []

    def act(thread: int, _turn: int) -> None:
        incident_id = outage.row().id
        if thread:
            time.sleep(HEAD_START / 3)
            person = incidents.lock_person(incident_id, person_id, statement=statement)
            seen.append(person.state.value)
            incidents.hold_back(outage.ctx(), person, "I phone her")
        else:
            claimed = incidents.claim_wave(incident_id, 2)
            time.sleep(HEAD_START)
            assert incidents.mark_given([each.id for each in claimed]) == 2

    assert together(act, threads=2) == {"done": 2}
    assert seen == ["given"]


def test_nobody_is_kept_back_in_the_middle_of_their_wave() -> None:
    held_back_in_a_wave(LOCK_PERSON)


def test_without_the_lock_somebody_is_given_to_and_kept_back() -> None:
    with pytest.raises(AssertionError):
        held_back_in_a_wave(LOCK_PERSON.replace("FOR NO KEY UPDATE", ""))


def test_people_kept_back_while_waves_go_out_are_given_to_or_kept_back_never_both() -> None:
    outage = an_outage(30)
    outage.start(wave_size=3)
    wanted = [person.id for person in outage.people()][::2]
    ended: Counter[str] = Counter()

    def work(thread: int, _turn: int) -> None:
        if thread < 2:
            give_waves(system(NIGHT), clock=lambda: NIGHT)
            return
        for person_id in wanted[thread - 2 :: 2]:
            try:
                hold_back_person(
                    outage.ctx(), incident_ref=outage.ref, person_id=person_id, reason="I phone her"
                )
            except Refusal as refusal:
                ended[refusal.code] += 1
            else:
                ended["held"] += 1

    assert without_transaction(work, threads=4) == {"done": 4}
    give_waves(system(NIGHT), clock=lambda: NIGHT)

    kept = IncidentPerson.objects.filter(state="held_back")
    assert kept.count() == ended["held"] == Transfer.objects.filter(kind="void").count()
    assert ended["held"] + ended["person_moved_on"] + ended["incident_step_not_allowed"] == 15
    assert Voucher.objects.count() == 30 - ended["held"]
    assert not Voucher.objects.filter(case_id__in=kept.values("case_id")).exists()
    assert ledger_check(someone(Role.AUDITOR)).findings == ()
    assert incident_check(someone(Role.AUDITOR)).findings == ()
