"""Who is away names who says yes for them; their questions reach the substitute, and nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from givens.approvals import LEAD_THEN_BOTH, answer, asked_in_steps
from givens.house import NIGHT, House, make_house

from amends.apps.approvals.models import Approval, ApprovalVoice, Substitution
from amends.apps.approvals.store import SubstituteNamedBefore, SubstitutionUnknown
from amends.apps.conversations.models import Message
from amends.apps.staff.models import User
from amends.commands.casework.name_involved import name_involved
from amends.commands.governance.end_substitution import end_substitution
from amends.commands.governance.name_substitute import (
    NothingToStandInFor,
    SubstituteNamed,
    SubstituteUnfit,
    name_substitute,
)
from amends.core.offer.absence import AbsenceInvalid
from amends.core.offer.authority import ApproverHeardBefore, SubstituteBarred
from amends.core.refusal import Refusal
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.approval_page import approval_page
from amends.queries.approvals import approvals

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)  # in UTC, as the organisation counts


def away(
    house: House, who: str, substitute: str, *, first: date = TODAY, last: date = TODAY
) -> SubstituteNamed:
    return name_substitute(
        house.ctx(who), substitute_id=house.people[substitute].id, from_date=first, until_date=last
    )


def test_the_days_are_local_days_of_whoever_is_away() -> None:
    house = make_house()
    User.objects.filter(id=house.people["dana"].id).update(timezone="Europe/Vienna")
    named = away(house, "dana", "leo", first=date(2026, 5, 5), last=date(2026, 5, 6))
    assert (named.starts_at, named.ends_at) == (
        datetime(2026, 5, 4, 22, tzinfo=UTC),
        datetime(2026, 5, 6, 22, tzinfo=UTC),
    )


def test_the_substitute_gives_the_yes_in_their_name_and_it_is_kept_so() -> None:
    desk, question = asked_in_steps({"roles": ["cx_manager"]})
    away(desk.house, "carla", "leo")
    (row,) = approvals(desk.house.ctx("leo")).to_answer
    assert row.id == question.id
    assert approval_page(desk.house.ctx("leo"), approval_id=question.id).answers_for == "Carla Berg"

    answer(desk.house.ctx("leo"), question)

    people = desk.house.people
    kept = ApprovalVoice.objects.get()
    assert (kept.role, kept.given_by, kept.given_for) == (
        "cx_manager",
        f"person:{people['leo'].id}",
        f"person:{people['carla'].id}",
    )
    (step,) = approval_page(desk.nora(), approval_id=question.id).steps
    assert [(voice.name, voice.stood_in_for) for voice in step.voices] == [("Leo Berg", "Carla Berg")]


def test_the_mail_goes_to_the_substitute_and_says_for_whom() -> None:
    desk, first = asked_in_steps({"roles": ["cx_manager"]})
    away(desk.house, "carla", "leo")
    answer(desk.house.ctx("leo"), first, approve=False)
    Message.objects.filter(template_code="approval_wanted").delete()
    desk.give(
        "room_upgrade", note="They have a baby with them."
    )  # what got a no is asked again with what has changed
    mail = Message.objects.get(template_code="approval_wanted")
    assert mail.to_address == "leo@kintsu.example"
    assert "You stand in for Carla Berg." in mail.body


@pytest.mark.parametrize("minutes", [-71, 24 * 60 - 10])
def test_it_holds_from_the_first_day_to_the_last_and_no_longer(minutes: int) -> None:
    desk, question = asked_in_steps({"roles": ["cx_manager"], "due_minutes": 3000})
    away(desk.house, "carla", "leo")
    Substitution.objects.update(
        starts_at=datetime(2026, 5, 4, 22, tzinfo=UTC), ends_at=datetime(2026, 5, 5, 22, tzinfo=UTC)
    )
    leo = desk.house.ctx("leo", now=NIGHT + timedelta(minutes=minutes))
    assert approvals(leo).to_answer == ()
    with pytest.raises(Refusal):
        answer(leo, question)


def test_nobody_decides_through_a_substitute_what_they_were_part_of() -> None:
    desk, question = asked_in_steps({"roles": ["cx_manager"]})
    away(desk.house, "carla", "leo")
    name_involved(desk.nora(), case_ref=desk.case_ref, user_ids=(desk.house.people["carla"].id,))
    with pytest.raises(SubstituteBarred):
        answer(desk.house.ctx("leo"), question)
    assert not ApprovalVoice.objects.exists()


def test_nobody_gives_a_second_yes_for_somebody_else() -> None:
    desk, question = asked_in_steps(*LEAD_THEN_BOTH)
    away(desk.house, "carla", "dana")
    answer(desk.house.ctx("dana"), question)
    with pytest.raises(ApproverHeardBefore):
        answer(desk.house.ctx("dana"), question)
    away(desk.house, "dana", "leo")
    assert Approval.objects.get().step == 1


def test_whoever_is_away_may_still_answer_themselves() -> None:
    desk, question = asked_in_steps({"roles": ["cx_manager"]})
    away(desk.house, "carla", "leo")
    assert answer(desk.house.ctx("carla"), question).offer_state == "offered"


@pytest.mark.parametrize(
    ("who", "substitute", "refusal"),
    [
        ("dana", "dana", SubstituteUnfit),
        ("dana", "nora", SubstituteUnfit),
        ("dana", "til", SubstituteUnfit),
        ("nora", "dana", NotPermitted),
        ("otto", "dana", NothingToStandInFor),
    ],
)
def test_only_who_may_say_yes_names_only_who_may_say_yes(
    who: str, substitute: str, refusal: type[Refusal]
) -> None:
    house = make_house()
    with pytest.raises(refusal):
        away(house, who, substitute)
    assert not Substitution.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [(TODAY, TODAY - timedelta(days=1)), (TODAY - timedelta(days=3), TODAY - timedelta(days=2))],
)
def test_days_that_cannot_be_are_refused(first: date, last: date) -> None:
    with pytest.raises(AbsenceInvalid):
        away(make_house(), "dana", "leo", first=first, last=last)


def test_an_operator_names_one_for_somebody_who_fell_ill_and_a_lead_does_not() -> None:
    house = make_house()
    people = house.people
    wanted = {"substitute_id": people["leo"].id, "from_date": TODAY, "until_date": TODAY}
    named = name_substitute(house.ctx("otto"), person_id=people["dana"].id, **wanted)
    assert named.person_id == people["dana"].id
    with pytest.raises(NotPermitted):
        name_substitute(house.ctx("leo"), person_id=people["carla"].id, **wanted)


def test_one_who_is_back_ends_it_and_nobody_else_does() -> None:
    desk, question = asked_in_steps({"roles": ["cx_manager"]})
    named = away(desk.house, "carla", "leo")
    with pytest.raises(SubstitutionUnknown):
        end_substitution(desk.house.ctx("leo"), substitution_id=named.substitution_id)
    end_substitution(desk.house.ctx("carla"), substitution_id=named.substitution_id)
    assert approvals(desk.house.ctx("leo")).to_answer == ()
    with pytest.raises(SubstitutionUnknown):
        end_substitution(desk.house.ctx("carla"), substitution_id=named.substitution_id)
    assert question.state == "waiting"


def test_the_same_substitute_for_the_same_days_is_named_once() -> None:
    house = make_house()
    named = away(house, "dana", "leo", last=date(2026, 5, 6))
    assert away(house, "dana", "leo", last=date(2026, 5, 6)) == named
    with pytest.raises(SubstituteNamedBefore) as refused:
        away(house, "dana", "leo", first=date(2026, 5, 6), last=date(2026, 5, 9))
    assert refused.value.field == "from_date"
    assert Substitution.objects.count() == 1
    assert JournalEntry.objects.filter(event="substitute.named").count() == 1

    away(house, "dana", "carla", last=date(2026, 5, 6))
    away(house, "dana", "leo", first=date(2026, 5, 7), last=date(2026, 5, 9))
    assert Substitution.objects.count() == 3


def test_whoever_came_back_early_may_go_again_on_the_same_day() -> None:
    house = make_house()
    first = away(house, "dana", "leo")
    end_substitution(house.ctx("dana"), substitution_id=first.substitution_id)
    again = away(house, "dana", "leo")
    assert (again.substitution_id != first.substitution_id, again.starts_at, again.ends_at) == (
        True,
        NIGHT,
        first.ends_at,
    )


def test_the_database_keeps_one_row_too() -> None:
    house = make_house()
    away(house, "dana", "leo")
    row = Substitution.objects.get()
    row.pk = None
    row.ends_at += timedelta(days=1)
    with pytest.raises(IntegrityError, match="a_substitute_is_named_once"), transaction.atomic():
        row.save(force_insert=True)
    assert Substitution.objects.count() == 1


def test_rows_that_overlap_from_before_become_one() -> None:
    house = make_house()
    named_once = import_module("amends.apps.approvals.migrations.0005_named_once")
    with connection.cursor() as cursor:
        cursor.execute(named_once.DROP)
    pair = {"person_id": house.people["dana"].id, "substitute_id": house.people["leo"].id}
    days = [(0, 4), (2, 6), (3, 5), (6, 8)]
    for first, last in days:
        Substitution.objects.create(
            **pair,
            starts_at=NIGHT + timedelta(days=first),
            ends_at=NIGHT + timedelta(days=last),
            named_by="test",
            named_at=NIGHT,
        )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    named_once.join(apps, None)
    with connection.cursor() as cursor:
        cursor.execute(named_once.CREATE)

    left = Substitution.objects.order_by("id").values_list("starts_at", "ends_at")
    assert [((start - NIGHT).days, (end - NIGHT).days) for start, end in left] == [
        (0, 6),
        (2, 2),
        (3, 3),
        (6, 8),
    ]
