"""The case page: the story in order, facts with sources, what happened before, and a fixed number of questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from givens.house import NIGHT, House, later, make_house
from givens.logged import ADA, closed, logged
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.promises import store as promises
from amends.commands.casework.assign_case import assign_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.intake.log_failure import LoggedFailure, log_failure
from amends.core.case.unknown import CaseUnknown
from amends.queries.case_page import case_page


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def ref(house) -> str:
    return logged(house, remedy_sought="A quiet room.")


def test_the_story_begins_with_their_words_and_stays_in_order(house, ref) -> None:
    case = cases.case_by_ref(ref)
    ctx = later(house.ctx("nora"), minutes=5)
    due = NIGHT + timedelta(hours=6)
    promises.open_promises(
        ctx,
        case_id=case.id,
        unit_id=case.unit_id,
        offer_id=None,
        promises=(promises.NewPromise("note", "A handwritten note", house.people["hugo"].id, due),),
    )
    assign_case(
        later(house.ctx("dana"), minutes=9), case_ref=ref, user_id=house.people["leo"].id, note="Knows her."
    )

    page = case_page(house.ctx("nora"), ref=ref)

    assert [(entry.kind, entry.who) for entry in page.story] == [
        ("words", "Ada Lindqvist"),
        ("spoken", "Nora Berg"),
        ("promise", "Nora Berg"),
        ("handover", "Dana Berg"),
    ]
    assert page.story[0].text == "It rang at one."
    assert (page.story[2].due_at, page.story[2].details["owner"]) == (due, "Hugo Berg")
    assert page.head.owner_name == "Leo Berg"


def test_each_core_fact_shows_what_is_held_and_who_said_it(house, ref) -> None:
    record_evidence(
        house.ctx("nora"), case_ref=ref, facts=(FactGiven("impact", "No sleep."),), from_customer=True
    )

    lines = {line.name: line for line in case_page(house.ctx("nora"), ref=ref).core}

    assert list(lines) == [
        "expectation_not_met",
        "what_transpired",
        "who_involved",
        "impact",
        "remedy_sought",
    ]
    impact = lines["impact"]
    assert impact.shown is not None
    assert (impact.held, impact.shown.value, impact.shown.source) == ("known", "No sleep.", "customer")
    assert len(impact.statements) == 2
    assert lines["who_involved"].held == "assumed"
    assert lines["remedy_sought"].shown is not None
    assert lines["remedy_sought"].shown.value == "A quiet room."


def test_facts_of_the_policy_carry_their_source(house, ref) -> None:
    facts = {line.name: line for line in case_page(house.ctx("nora"), ref=ref).facts}

    assert (facts["business"].value, facts["business"].is_ours) == ("hotel", True)
    assert (facts["harm_class"].source, facts["harm_class"].choices[0]) == ("assumed", "none")
    assert (facts["price"].source, facts["price"].value) == ("", None)


def test_what_happened_before_shows_how_it_ended(house, ref) -> None:
    closed(house, ref)
    again = logged(house)

    (before,) = case_page(house.ctx("nora"), ref=again).earlier

    assert (before.ref, before.outcome, before.failure_name) == (
        ref,
        "recovered",
        "Woken by an alarm set earlier",
    )


def test_failures_of_one_visit_know_each_other(house, ref) -> None:
    made = log_failure(
        house.ctx("nora"),
        unit_id=house.desk.id,
        customer=ADA,
        failures=(LoggedFailure("alarm_set"), LoggedFailure("room_not_ready")),
    )

    assert case_page(house.ctx("nora"), ref=made.refs[0]).head.visit_refs == (made.refs[1],)


def test_the_journal_tells_who_did_what(house, ref) -> None:
    lines = case_page(house.ctx("audrey"), ref=ref).journal

    assert [(line.event, line.who) for line in lines] == [
        ("case.assessed", "Nora Berg"),
        ("case.acknowledged", "Nora Berg"),
        ("case.opened", "Nora Berg"),
    ]


def test_only_who_may_assign_is_offered_colleagues(house, ref) -> None:
    assert case_page(house.ctx("nora"), ref=ref).colleagues == ()
    names = [colleague.name for colleague in case_page(house.ctx("dana"), ref=ref).colleagues]
    assert names == ["Carla Berg", "Dana Berg", "Hugo Berg", "Leo Berg", "Nora Berg"]


@pytest.mark.parametrize("ref", ["C-22222-22222", "nonsense", ""])
def test_what_is_not_there_is_unknown(house, ref) -> None:
    with pytest.raises(CaseUnknown):
        case_page(house.ctx("nora"), ref=ref)


def test_what_one_may_not_see_looks_the_same(house) -> None:
    ref = logged(house)

    with pytest.raises(CaseUnknown):
        case_page(house.ctx("rita"), ref=ref)


def test_a_long_story_takes_no_more_questions_than_a_short_one(house, ref) -> None:
    ctx = house.ctx("nora")
    closed(house, logged(house))
    with CaptureQueriesContext(connection) as short:
        case_page(ctx, ref=ref)
    for _ in range(4):
        closed(house, logged(house))
        record_evidence(ctx, case_ref=ref, facts=(FactGiven("impact", "More."),))
    with CaptureQueriesContext(connection) as long:
        case_page(ctx, ref=ref)

    assert len(long) == len(short)
    assert len(long) <= 20
