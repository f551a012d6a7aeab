"""Whom the envelope names beside what needs a yes: who would be asked first, and how long they usually take."""

from __future__ import annotations

import pytest
from givens.approvals import publish_steps
from givens.giving import Desk, a_desk
from givens.house import NIGHT, later

from amends.apps.approvals.models import Approval, ApprovalVoice
from amends.apps.staff.models import User
from amends.commands.casework.name_involved import name_involved
from amends.commands.governance.name_substitute import name_substitute
from amends.commands.offer.withdraw_offer import withdraw_offer
from amends.queries.approvers import PACE_LAST, PACE_MIN
from amends.queries.envelope import envelope

pytestmark = pytest.mark.django_db

UPGRADE = "room_upgrade"


def asked(desk: Desk, **span: float) -> list[tuple[str, int | None]]:
    """Whom the upgrade would be asked first, as somebody reads it."""
    shown = envelope(later(desk.nora(), **span), case_ref=desk.case_ref)
    return [(person.name, person.usual_minutes) for person in shown.asked[UPGRADE]]


def answered(desk: Desk, who: str, *minutes: int) -> None:
    """What they answered before, the oldest first, each after so many minutes: copies of one question that ended."""
    if not Approval.objects.exists():
        withdraw_offer(desk.nora(), offer_id=desk.give(UPGRADE).offer_id or 0, reason="Not now.")
    asked_once = Approval.objects.earliest("id")
    person = f"person:{desk.house.people[who].id}"
    for minute in minutes:
        asked_once.pk, asked_once.state, asked_once.decided_at = None, "expired", NIGHT
        asked_once.save()
        ApprovalVoice.objects.create(
            approval=asked_once,
            role="lead",
            step=0,
            is_yes=True,
            given_by=person,
            given_for=person,
            given_at=NIGHT,
            waited_seconds=minute * 60,
        )


def test_nothing_that_needs_no_yes_names_anybody() -> None:
    desk = a_desk()
    assert set(envelope(desk.nora(), case_ref=desk.case_ref).asked) == {UPGRADE}


def test_the_leads_over_the_unit_are_named_and_nobody_elses() -> None:
    assert asked(a_desk()) == [("Dana Berg", None), ("Leo Berg", None)]


def test_whoever_had_a_part_in_it_is_not_named() -> None:
    desk = a_desk()
    name_involved(desk.nora(), case_ref=desk.case_ref, user_ids=(desk.house.people["leo"].id,))
    assert asked(desk) == [("Dana Berg", None)]


def test_whoever_left_is_not_named() -> None:
    desk = a_desk()
    User.objects.filter(display_name="Leo Berg").update(is_active=False)
    assert asked(desk) == [("Dana Berg", None)]


def test_a_substitute_is_named_for_as_long_as_they_stand_in_and_once() -> None:
    desk = a_desk()
    name_substitute(
        desk.house.ctx("dana"),
        substitute_id=desk.house.people["leo"].id,
        from_date=NIGHT.date(),
        until_date=NIGHT.date(),
    )
    assert asked(desk) == [("Leo Berg", None)]
    assert asked(desk, days=2) == [("Dana Berg", None), ("Leo Berg", None)]


def test_the_quickest_is_named_first_with_the_middle_of_their_last_answers() -> None:
    desk = a_desk()
    answered(desk, "leo", *[500] * 3, *[4] * PACE_LAST)  # what is long past does not count
    answered(desk, "dana", *[9, 1, 30, 12, 60][:PACE_MIN])
    assert asked(desk) == [("Leo Berg", 4), ("Dana Berg", 12)]


def test_who_answered_seldom_is_named_last_and_without_a_time() -> None:
    desk = a_desk()
    answered(desk, "dana", *[1] * (PACE_MIN - 1))
    answered(desk, "leo", *[90] * PACE_MIN)
    assert asked(desk) == [("Leo Berg", 90), ("Dana Berg", None)]


def test_the_first_step_of_the_way_that_fits_the_amount_is_asked() -> None:
    desk = a_desk()
    publish_steps({"roles": ["cx_manager", "finance"], "who": "all"}, {"roles": ["lead"]})
    assert asked(desk) == [("Carla Berg", None), ("Fin Berg", None)]
