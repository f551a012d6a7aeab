"""Assessing: severity by the tables, flags by hand, and clocks that follow."""

from __future__ import annotations

import pytest
from givens.logged import logged

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.commands.casework.acknowledge_case import acknowledge_case
from amends.commands.casework.assess_case import CriticalityUnknown, assess_case
from amends.core.case.hearing import FlagUnknown
from amends.core.case.lifecycle import TransitionNotAllowed
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted


def test_an_acknowledged_case_is_assessed_by_the_policy(house) -> None:
    ref = logged(house, "room_not_ready", channel="letter")
    acknowledge_case(house.ctx("nora"), case_ref=ref)

    found = assess_case(house.ctx("nora"), case_ref=ref)

    assert (found.state, found.severity, found.band) == ("assessed", 3, "G3")
    case = cases.case_by_ref(ref)
    assert (case.wanted, case.priority) == (Wanted.INVESTIGATE, 3)
    assert {c.rule for c in clocks.running(case.id)} == {
        "house.s3.respond.1@hotel.1",
        "house.s3.update.1@hotel.1",
        "house.s3.decide.1@hotel.1",
    }


def test_a_case_that_is_judged_anew_follows_its_flags_and_weight(house, ref) -> None:
    found = assess_case(
        house.ctx("nora"), case_ref=ref, flags=("vulnerability_need", "legal_hold"), criticality="high"
    )

    assert (found.severity, found.flags) == (3, ("legal_hold", "vulnerability_need"))
    assert cases.case_by_ref(ref).criticality == "high"


def test_flags_that_follow_from_what_happened_are_not_cleared_by_hand(house, ref) -> None:
    again = logged(house)

    assess_case(house.ctx("nora"), case_ref=again, flags=())

    assert cases.case_by_ref(again).flags == {Flag.REPEAT_FAILURE}


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"flags": ("odd",)}, FlagUnknown, "flags"),
        ({"criticality": "huge"}, CriticalityUnknown, "criticality"),
    ],
)
def test_unknown_marks_are_refused(house, ref, change, refusal, field) -> None:
    before = cases.case_by_ref(ref)

    with pytest.raises(refusal) as refused:
        assess_case(house.ctx("nora"), case_ref=ref, **change)

    assert refused.value.field == field
    assert cases.case_by_ref(ref) == before


def test_nothing_is_assessed_before_it_is_acknowledged(house) -> None:
    ref = logged(house, channel="letter")

    with pytest.raises(TransitionNotAllowed):
        assess_case(house.ctx("nora"), case_ref=ref)
