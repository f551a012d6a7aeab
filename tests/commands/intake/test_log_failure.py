"""A failure is logged: found or made, opened, acknowledged and assessed in one go, or refused with nothing done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.house import NIGHT, House, later, make_house
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case, Evidence
from amends.apps.clocks import store as clocks
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer
from amends.apps.failures.store import FailureUnknown
from amends.commands.intake.log_failure import (
    Contact,
    LoggedFailure,
    NothingLogged,
    TooManyAtOnce,
    log_failure,
)
from amends.core.case.hearing import ChannelUnknown, HappensLater, NameMissing, TooLong
from amends.core.case.lifecycle import State
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted
from amends.core.refusal import Refusal
from amends.core.unseen import CustomerUnknown
from amends.entrypoints.common.problems import flatten
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

ADA = Contact("Ada Lindqvist", email="ada@example.org", phone="01 5123456")
ALARM = LoggedFailure("alarm_set", place="room 412", words="It rang at one.", occurred_at=NIGHT)


@pytest.fixture
def house(db) -> House:
    return make_house()


def test_a_night_desk_logs_and_may_decide_at_once(house) -> None:
    a_policy()

    logged = log_failure(house.ctx("nora"), unit_id=house.desk.id, customer=ADA, failures=(ALARM,))

    case = cases.case_by_ref(logged.refs[0])
    assert (case.state, case.severity, case.band) == (State.ASSESSED, 2, "G2")
    assert (case.wanted, case.owner_id) == (Wanted.DECIDE, house.people["nora"].id)
    assert (case.place_id, case.place_text) == (house.room.id, "room 412")
    assert case.wanted_by_at == clocks.next_due(case.id)
    assert {d.kind for d in clocks.running(case.id)} == {"respond", "update", "decide"}
    assert Customer.objects.get().phone == "+4315123456"
    spoken = Message.objects.get()
    assert (spoken.state, spoken.stage, spoken.sent_at) == ("spoken", "ACK", NIGHT)
    assert list(
        JournalEntry.objects.filter(stream=f"case:{case.id}").order_by("seq").values_list("event", flat=True)
    ) == [
        "case.opened",
        "case.acknowledged",
        "case.assessed",
    ]


def test_without_a_policy_the_case_waits_for_its_assessment(house) -> None:
    logged = log_failure(house.ctx("nora"), unit_id=house.desk.id, customer=ADA, failures=(ALARM,))

    case = cases.case_by_ref(logged.refs[0])
    assert (case.state, case.wanted, case.severity) == (State.ACKNOWLEDGED, Wanted.ASSESS, None)


def test_several_failures_of_one_visit_are_cases_of_one_visit(house) -> None:
    logged = log_failure(
        house.ctx("nora"),
        unit_id=house.desk.id,
        customer=ADA,
        failures=(ALARM, LoggedFailure("room_not_ready"), LoggedFailure("room_not_ready")),
    )

    assert len(set(logged.refs)) == 3
    assert {case.visit_ref for case in cases.cases_of_visit(logged.visit_ref)} == {logged.visit_ref}
    assert Case.objects.filter(flags__contains=["repeat_failure"]).count() == 0
    assert Customer.objects.count() == 1


def test_a_customer_who_comes_back_is_a_repeat_failure(house) -> None:
    first = log_failure(house.ctx("nora"), unit_id=house.desk.id, customer=ADA, failures=(ALARM,))
    tomorrow = later(house.ctx("nora"), days=1)

    again = log_failure(tomorrow, unit_id=house.desk.id, customer=first.customer_ref, failures=(ALARM,))

    assert cases.case_by_ref(again.refs[0]).flags == {Flag.REPEAT_FAILURE}
    assert cases.case_by_ref(first.refs[0]).flags == frozenset()


def test_what_the_colleague_knows_becomes_evidence_and_counts(house) -> None:
    a_policy()
    scald = LoggedFailure("alarm_set", facts={"harm_class": "safety", "price": "120.00"})

    logged = log_failure(house.ctx("nora"), unit_id=house.desk.id, customer=ADA, failures=(scald,))

    case = cases.case_by_ref(logged.refs[0])
    assert (case.severity, case.flags, case.priority) == (5, frozenset({Flag.SAFETY}), 7)
    assert Evidence.objects.count() == 2


def test_a_written_channel_is_not_acknowledged_by_being_logged(house) -> None:
    a_policy()

    logged = log_failure(
        house.ctx("nora"), unit_id=house.desk.id, customer=ADA, failures=(ALARM,), channel="letter"
    )

    case = cases.case_by_ref(logged.refs[0])
    assert (case.state, case.wanted) == (State.RECEIVED, Wanted.ACKNOWLEDGE)
    assert Message.objects.count() == 0


def test_the_same_key_logs_once(house) -> None:
    ctx = house.ctx("nora", key="tap-1")
    first = log_failure(ctx, unit_id=house.desk.id, customer=ADA, failures=(ALARM,))

    assert log_failure(ctx, unit_id=house.desk.id, customer=ADA, failures=(ALARM,)) == first
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"failures": ()}, NothingLogged, "failures.0.failure_code"),
        ({"failures": (ALARM,) * 9}, TooManyAtOnce, "failures"),
        ({"failures": (ALARM, LoggedFailure("no_such"))}, FailureUnknown, "failures.1.failure_code"),
        ({"failures": (LoggedFailure("alarm_set", words="x" * 10_001),)}, TooLong, "failures.0.words"),
        (
            {"failures": (LoggedFailure("alarm_set", occurred_at=NIGHT + timedelta(hours=1)),)},
            HappensLater,
            "failures.0.occurred_at",
        ),
        ({"customer": Contact(" ")}, NameMissing, "customer"),
        ({"customer": "P-22222-22222"}, CustomerUnknown, "customer"),
        ({"channel": "pigeon"}, ChannelUnknown, "channel"),
    ],
)
def test_what_cannot_be_logged_is_refused_at_its_field_and_nothing_is_kept(
    house, change, refusal, field
) -> None:
    given = {"unit_id": house.desk.id, "customer": ADA, "failures": (ALARM,), **change}

    with pytest.raises(refusal) as refused:
        log_failure(house.ctx("nora"), **given)

    assert refused.value.field == field
    assert (Case.objects.count(), Customer.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("name", ["rita", "til", "fin", "audrey", "otto"])
def test_only_who_works_there_logs_there(house, name) -> None:
    with pytest.raises(NotPermitted):
        log_failure(house.ctx(name), unit_id=house.desk.id, customer=ADA, failures=(ALARM,))

    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"facts": {"harm_class": "huge"}}, "fact_not_a_choice", "failures.0.facts.harm_class"),
        ({"facts": {"price": "ten"}}, "fact_unusable", "failures.0.facts.price"),
        ({"facts": {"shoe_size": 44}}, "fact_unknown", "failures.0.facts.shoe_size"),
        ({"flags": ("loud",)}, "flag_unknown", "failures.0.flags"),
    ],
)
def test_facts_and_marks_that_nobody_knows_are_refused_at_their_field(house, change, refusal, field) -> None:
    a_policy()

    with pytest.raises(Refusal) as refused:
        log_failure(
            house.ctx("nora"),
            unit_id=house.desk.id,
            customer=ADA,
            failures=(LoggedFailure("alarm_set", **change),),
        )

    assert [(one.code, one.field) for one in flatten(refused.value)] == [(refusal, field)]
    assert (Case.objects.count(), Customer.objects.count()) == (0, 0)
