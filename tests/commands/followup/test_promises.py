"""Promises: kept in one tap, seen when broken, and what a missed date does to a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from givens.house import NIGHT, House, make_house, system
from givens.saying import case_at

from amends.apps.cases import store as cases
from amends.apps.cases.store import CaseRecord
from amends.apps.conversations.models import Message
from amends.apps.promises import store as promises
from amends.apps.promises.models import Promise
from amends.apps.promises.store import NewPromise, PromiseNotOpen, PromiseRecord
from amends.commands.followup.break_promises import PromisesBroken, break_promises
from amends.commands.followup.keep_promise import keep_promise
from amends.commands.followup.remind_promises import remind_promises
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import Answer, AnswerSource, Flag
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.promises import promise_list

pytestmark = pytest.mark.django_db

SIX = NIGHT + timedelta(hours=5)


@pytest.fixture
def house() -> House:
    return make_house()


def promised(house: House, case: CaseRecord, *owners: str) -> tuple[PromiseRecord, ...]:
    """A handwritten note by six from each of `owners`."""
    new = tuple(NewPromise("note", f"Note from {name}", house.people[name].id, SIX) for name in owners)
    with transaction.atomic():
        return promises.open_promises(
            system(), case_id=case.id, unit_id=case.unit_id, offer_id=None, promises=new
        )


def test_a_tap_keeps_a_promise_and_a_second_one_is_refused(house: House) -> None:
    (note,) = promised(house, case_at(house, State.FULFILLING), "hugo")
    kept = keep_promise(house.ctx("nora", now=SIX), promise_id=note.id, note="On the tray")
    assert (kept.was_late, kept.state) == (False, "fulfilling")
    row = Promise.objects.get()
    assert (row.state, row.kept_at, row.kept_note) == ("kept", SIX, "On the tray")
    assert row.kept_by == f"person:{house.people['nora'].id}"
    with pytest.raises(PromiseNotOpen):
        keep_promise(house.ctx("nora", now=SIX), promise_id=note.id)
    assert JournalEntry.objects.filter(event="promise.kept").count() == 1


def test_somebody_who_works_elsewhere_cannot_keep_it(house: House) -> None:
    (note,) = promised(house, case_at(house, State.FULFILLING), "hugo")
    with pytest.raises(NotPermitted):
        keep_promise(house.ctx("rita"), promise_id=note.id)
    assert Promise.objects.get().state == "open"


def test_an_owner_of_another_team_keeps_their_own_and_finds_it_on_their_list(house: House) -> None:
    (note,) = promised(house, case_at(house, State.FULFILLING), "rita")
    rita = house.ctx("rita", now=SIX)
    assert [line.id for line in promise_list(rita).lines] == [note.id]
    assert promise_list(rita, lens="team").lines == ()
    assert keep_promise(rita, promise_id=note.id).was_late is False
    assert promise_list(rita).lines == ()


def test_three_notes_not_brought_are_one_failed_recovery_with_one_new_owner(house: House) -> None:
    case = case_at(house, State.FULFILLING)
    notes = promised(house, case, "nora", "hugo", "dana")
    assert break_promises(system(SIX - timedelta(seconds=1))) == PromisesBroken((), ())
    broken = break_promises(system(SIX))
    assert broken == PromisesBroken(tuple(note.id for note in notes), (case.id,))

    after = cases.case_by_id(case.id)
    assert after.state is State.DECIDED
    assert after.double_deviations == 1
    assert Flag.DOUBLE_DEVIATION in after.flags
    assert after.owner_id in {house.people["dana"].id, house.people["leo"].id}
    assert (after.owner_before_id, after.owner_level) == (house.people["nora"].id, 1)
    assert after.wanted_by_at == SIX
    (notice,) = Message.objects.all()
    assert notice.template_code == "promise_broken"
    assert "Note from nora" in notice.body
    assert set(Promise.objects.values_list("state", "broken_at")) == {("broken", SIX)}
    assert break_promises(system(SIX + timedelta(hours=1))) == PromisesBroken((), ())


def test_the_next_broken_note_does_not_move_the_case_again_before_the_new_owner_spoke(house: House) -> None:
    case = case_at(house, State.FULFILLING)
    promised(house, case, "nora")
    break_promises(system(SIX))
    owner = cases.case_by_id(case.id).owner_id
    with transaction.atomic():
        promises.open_promises(
            system(),
            case_id=case.id,
            unit_id=case.unit_id,
            offer_id=None,
            promises=(NewPromise("call", "Call back", house.people["hugo"].id, SIX + timedelta(minutes=30)),),
        )
    assert break_promises(system(SIX + timedelta(hours=1))).case_ids == ()
    after = cases.case_by_id(case.id)
    assert (after.owner_id, after.double_deviations) == (owner, 1)


def test_a_promise_kept_late_is_kept_and_stays_marked(house: House) -> None:
    (note,) = promised(house, case_at(house, State.FULFILLING), "hugo")
    break_promises(system(SIX))
    late = keep_promise(house.ctx("hugo", now=SIX + timedelta(minutes=10)), promise_id=note.id)
    assert late.was_late is True
    row = Promise.objects.get()
    assert (row.state, row.broken_at) == ("kept", SIX)


def test_a_call_missed_after_the_case_closed_is_marked_and_changes_nothing_else(house: House) -> None:
    case = case_at(house, State.VERIFYING)
    promised(house, case, "hugo")
    with transaction.atomic():
        closed = cases.apply_event(
            system(),
            case,
            Event.CONFIRM_RECOVERED,
            cases.standing_of(system(), case, answer=Answer.YES, answer_source=AnswerSource.LINK),
        )
    assert break_promises(system(SIX)).case_ids == ()
    assert Promise.objects.get().state == "broken"
    assert cases.case_by_id(case.id).outcome == closed.outcome


def test_owners_are_reminded_once_half_an_hour_before(house: House) -> None:
    promised(house, case_at(house, State.FULFILLING), "hugo")
    assert remind_promises(system(SIX - timedelta(minutes=31))).promise_ids == ()
    assert len(remind_promises(system(SIX - timedelta(minutes=30))).promise_ids) == 1
    assert remind_promises(system(SIX - timedelta(minutes=10))).promise_ids == ()
    (notice,) = Message.objects.all()
    assert (notice.to_address, notice.template_code) == ("hugo@kintsu.example", "promise_soon")
    assert (
        "Hugo Berg, by Tuesday, 5 May, 06:10 this is promised to Ada Lindqvist: Note from hugo" in notice.body
    )


def test_releasing_leaves_nothing_to_break(house: House) -> None:
    case = case_at(house, State.FULFILLING)
    promised(house, case, "nora", "hugo")
    with transaction.atomic():
        assert promises.release(system(), case.id) == 2
    assert break_promises(system(SIX)) == PromisesBroken((), ())
    assert set(Promise.objects.values_list("state", flat=True)) == {"released"}
