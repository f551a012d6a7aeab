"""Acknowledging: by mail, or told and noted."""

from __future__ import annotations

import pytest
from givens.house import NIGHT
from givens.logged import logged

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations.models import Message
from amends.apps.conversations.store import AddressMissing
from amends.commands.casework.acknowledge_case import acknowledge_case
from amends.commands.intake.log_failure import Contact
from amends.commands.intake.receive_complaint import receive_complaint
from amends.core.case.lifecycle import State, TransitionNotAllowed
from amends.core.case.wanted import Wanted


def test_by_mail_it_names_the_owner_and_the_next_date(house) -> None:
    ref = logged(house, channel="letter")

    done = acknowledge_case(house.ctx("nora"), case_ref=ref)

    assert done.state == "acknowledged"
    mail = Message.objects.get()
    assert (mail.to_address, mail.stage, mail.state) == ("ada@example.org", "ACK", "queued")
    assert "Nora Berg" in mail.body
    case = cases.case_by_ref(ref)
    assert (case.acknowledged_at, case.wanted) == (NIGHT, Wanted.ASSESS)
    assert "acknowledge" not in {clock.kind for clock in clocks.running(case.id)}


def test_told_in_person_it_is_noted_with_who_and_when(house) -> None:
    ref = logged(house, channel="letter", customer=Contact("Bo Kern"))

    acknowledge_case(house.ctx("dana"), case_ref=ref, told_at=NIGHT, words="We look into it.")

    told = Message.objects.get()
    assert (told.state, told.told_by, told.sent_at) == ("spoken", f"person:{house.people['dana'].id}", NIGHT)
    assert cases.case_by_ref(ref).owner_id == house.people["nora"].id


def test_without_an_address_no_mail_goes_and_the_case_stays(house) -> None:
    ref = logged(house, channel="letter", customer=Contact("Bo Kern"))

    with pytest.raises(AddressMissing):
        acknowledge_case(house.ctx("nora"), case_ref=ref)

    assert cases.case_by_ref(ref).state is State.RECEIVED
    assert Message.objects.count() == 0


def test_twice_is_refused_and_tells_once(house) -> None:
    ref = logged(house, channel="letter")
    acknowledge_case(house.ctx("nora"), case_ref=ref)

    with pytest.raises(TransitionNotAllowed):
        acknowledge_case(house.ctx("nora"), case_ref=ref)

    assert Message.objects.count() == 1


def test_who_acknowledges_a_case_that_nobody_has_takes_it(house) -> None:
    for name in ("dana", "leo"):
        house.people[name]
    opened = receive_complaint(
        house.ctx("rita"),
        unit_id=house.restaurant.id,
        contact_name="Bo Kern",
        phone="+4315123456",
        failure_code="food_late",
        words="An hour.",
    )
    assert cases.case_by_ref(opened.ref).owner_id == house.people["carla"].id

    done = acknowledge_case(house.ctx("rita"), case_ref=opened.ref, told_at=NIGHT)

    assert done.state == "acknowledged"
