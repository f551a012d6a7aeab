"""Signals on the pages: staff see them where they decide, a lead judges them, the customer reads what stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from givens.giving import Desk, a_desk, log_alarm
from givens.portal import Guest, a_guest
from givens.signals import a_signal

from amends.apps.cases.models import Case
from amends.apps.signals.models import Signal
from amends.apps.staff.models import User
from amends.core.signals.review import SignalUnknown
from amends.queries.customer_record import customer_record
from amends.queries.signals import signal_page, signals_about, signals_waiting

NOTICED = "Something was told of 4 visits within 90 days."


@pytest.fixture
def desk(db) -> Desk:
    return a_desk()


def browser(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[name].id))
    return client


def test_it_stands_on_the_case_and_on_the_customers_page(desk):
    signal = a_signal(desk.case_ref)
    nora = browser(desk, "nora")

    case = nora.get(f"/cases/{desk.case_ref}").content.decode()
    customer = nora.get(f"/customers/{signal.customer.ref}").content.decode()

    for page in (case, customer):
        assert NOTICED in page
        assert f"/signals/{signal.id}" in page
        assert "Nobody has looked at it yet." in page


@pytest.mark.parametrize("state", ["dismissed", "expired"])
def test_what_is_over_stands_nowhere(desk, state):
    a_signal(desk.case_ref, state=state)

    assert NOTICED not in browser(desk, "nora").get(f"/cases/{desk.case_ref}").content.decode()


def test_a_signal_shows_its_cases_and_who_may_judge_it(desk):
    signal = a_signal(desk.case_ref)

    front = browser(desk, "nora").get(f"/signals/{signal.id}").content.decode()
    lead = browser(desk, "leo").get(f"/signals/{signal.id}").content.decode()

    assert "Woken by an alarm set earlier" in front
    assert desk.case_ref in front
    assert 'name="note"' not in front
    assert 'name="note"' in lead


def test_a_lead_dismisses_it_with_a_reason(desk):
    signal = a_signal(desk.case_ref)
    leo = browser(desk, "leo")

    answer = leo.post(
        f"/signals/{signal.id}", {"answer": "dismiss", "note": "A wedding party of four rooms."}
    )

    assert answer.status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.review_note) == ("dismissed", "A wedding party of four rooms.")
    page = leo.get(f"/signals/{signal.id}").content.decode()
    assert "Leo Berg looked at it:" in page
    assert 'name="note"' not in page


def test_without_a_reason_nothing_is_judged_and_nothing_typed_is_lost(desk):
    signal = a_signal(desk.case_ref)

    answer = browser(desk, "leo").post(f"/signals/{signal.id}", {"answer": "uphold", "note": " "})

    assert answer.status_code == 422
    assert "Say in a sentence why: the customer may ask." in answer.content.decode()
    assert Signal.objects.get().state == "raised"


def test_whoever_had_a_part_is_told_so(desk):
    signal = a_signal(desk.case_ref)
    Case.objects.update(owner=desk.house.people["leo"].id)

    answer = browser(desk, "leo").post(f"/signals/{signal.id}", {"answer": "uphold", "note": "Yes"})

    assert "You had a part in one of these cases." in answer.content.decode()
    assert Signal.objects.get().state == "raised"


def test_what_nobody_has_looked_at_comes_first(desk):
    upheld = a_signal(desk.case_ref, "same_words", state="upheld")
    fresh = a_signal(desk.case_ref)

    found = signals_waiting(desk.house.ctx("leo"))

    assert [line.id for line in found] == [fresh.id, upheld.id]
    assert "The same words were used" in browser(desk, "leo").get("/signals").content.decode()


def test_a_signal_of_another_place_is_not_there(desk):
    signal = a_signal(desk.case_ref)
    rita = desk.house.ctx("rita")

    with pytest.raises(SignalUnknown):
        signal_page(rita, signal_id=signal.id)
    assert signals_about(rita, customer_ref=signal.customer.ref) == ()
    assert browser(desk, "rita").get(f"/signals/{signal.id}").status_code == 404


def test_a_case_that_one_may_not_see_is_counted_and_not_shown(desk):
    signal = a_signal(desk.case_ref)
    Case.objects.update(is_restricted=True)

    page = signal_page(replace(desk.nora(), restricted=False), signal_id=signal.id)

    assert (page.cases, page.hidden) == ((), 1)


@pytest.fixture
def guest(db) -> Guest:
    return a_guest()


def test_the_customer_reads_what_stands_on_what_it_rests_and_until_when(guest):
    a_signal(guest.desk.case_ref)

    letter = guest.browser.get(f"/p/{guest.token}/").content.decode()
    noted = guest.browser.get(f"/p/{guest.token}/noted").content.decode()

    assert f"/p/{guest.token}/noted" in letter
    assert NOTICED in noted
    assert "Nobody has judged it yet." in noted
    assert "What we owe you by law or contract does not depend on it." in noted
    received = Case.objects.get(ref=guest.desk.case_ref).received_at
    assert f'datetime="{received.isoformat()[:16]}' in noted


def test_the_customer_never_reads_the_note_of_a_colleague_nor_another_customers_signal(guest):
    a_signal(guest.desk.case_ref, state="upheld", review_note="A private note")
    other = log_alarm(guest.desk.house, "Bo", "bo@example.org")
    a_signal(other, "same_words")

    noted = guest.browser.get(f"/p/{guest.token}/noted").content.decode()

    assert "Somebody who had no part in it has looked at it and upheld it." in noted
    assert "A private note" not in noted
    assert "The same words" not in noted


def test_where_nothing_stands_the_customer_is_told_so(guest):
    noted = guest.browser.get(f"/p/{guest.token}/noted").content.decode()

    assert "We have noted nothing about how often or how you told us of something." in noted


def test_what_is_held_about_somebody_holds_what_was_noticed(desk):
    signal = a_signal(desk.case_ref, state="dismissed", review_note="A wedding party.")

    (entry,) = customer_record(desk.house.ctx("carla"), ref=signal.customer.ref).signals

    assert (entry["kind"], entry["state"], entry["review_note"]) == (
        "many_claims",
        "dismissed",
        "A wedding party.",
    )
