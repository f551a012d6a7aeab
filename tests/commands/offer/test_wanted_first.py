"""What the envelope says has to be done first is exactly what giving would refuse; where it says nothing, it gives."""

from __future__ import annotations

from typing import Any

import pytest
from givens.giving import Desk, a_desk

from amends.apps.cases.models import Case
from amends.apps.ledger.models import Transfer
from amends.apps.offers.models import Offer
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.core.case.facts import CORE_NAMES
from amends.core.case.guards.guard import GuardNotMet
from amends.core.policy.line import ALLOWED
from amends.queries.envelope import envelope

pytestmark = pytest.mark.django_db


def first(desk: Desk) -> list[str]:
    """The codes of what has to be done first, as Nora reads them."""
    return [each.code for each in envelope(desk.nora(), case_ref=desk.case_ref).first]


def held_to_it(desk: Desk) -> None:
    """The first thing that is wanted is what a giving is refused with; when all is done, it goes."""
    view = envelope(desk.nora(), case_ref=desk.case_ref)
    code = next(line.gesture_code for line in view.envelope.lines if line.status == ALLOWED)  # type: ignore[union-attr]
    if not view.first:
        assert desk.give(code).offer_id is not None
        return
    with pytest.raises(GuardNotMet) as refused:
        desk.give(code)
    assert refused.value.code == view.first[0].code
    assert not Offer.objects.exists()
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, []),
        ({"locus": "unknown"}, ["cause_unclear"]),
        ({"vulnerability_need": True}, ["severity_too_high", "person_needed"]),
    ],
)
def test_a_small_case_goes_at_once_unless_something_is_unclear(
    facts: dict[str, Any], wanted: list[str]
) -> None:
    desk = a_desk(**facts)
    assert first(desk) == wanted
    held_to_it(desk)


def test_from_severity_three_on_it_is_looked_into_first_step_by_step() -> None:
    desk = a_desk(harm_class="distress", duration_hours=30, criticality="high")
    assert Case.objects.get().severity >= 3
    assert "severity_too_high" in first(desk)
    held_to_it(desk)
    investigate_case(desk.nora(), case_ref=desk.case_ref, plan="Speak with her.", was_not_there=True)
    assert "finding_missing" in first(desk)
    held_to_it(desk)
    stated = tuple(FactGiven(name, "as Nora saw it") for name in sorted(CORE_NAMES))
    record_evidence(desk.nora(), case_ref=desk.case_ref, facts=stated)
    held_to_it(desk)
    record_finding(desk.nora(), case_ref=desk.case_ref, finding="upheld", cause_class="training")
    assert first(desk) == []
    held_to_it(desk)


def test_a_case_that_is_decided_wants_nothing_first() -> None:
    desk = a_desk()
    desk.give("breakfast", spoken=True)
    assert first(desk) == []
    held_to_it(desk)
