"""Opening again: the same case within 90 days, a new one later; on the same issue somebody fresh and more senior."""

from __future__ import annotations

import pytest
from givens.house import later
from givens.logged import closed

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.commands.casework.reopen_case import reopen_case
from amends.core.case.guards.recovering import ReopenReasonMissing
from amends.core.case.lifecycle import State, TransitionNotAllowed
from amends.core.case.outcome import Outcome
from amends.core.case.standing import Flag
from amends.core.case.wanted import Wanted


def test_on_the_same_issue_it_is_a_failed_recovery_and_goes_up(house, ref) -> None:
    closed(house, ref)

    again = reopen_case(later(house.ctx("nora"), days=2), case_ref=ref, reason="Rang again.", same_issue=True)

    case = cases.case_by_ref(ref)
    assert (again.is_new, again.owner_id) == (False, house.people["dana"].id)
    assert (case.state, case.outcome, case.closed_at) == (State.ASSESSED, Outcome.NOT_RECOVERED, None)
    assert (case.flags, case.round, case.reopen_count) == (frozenset({Flag.DOUBLE_DEVIATION}), 2, 1)
    assert case.wanted is Wanted.DECIDE
    assert case.wanted_by_at is not None


def test_on_another_issue_the_owner_stays(house, ref) -> None:
    closed(house, ref)

    again = reopen_case(house.ctx("nora"), case_ref=ref, reason="The bill.", same_issue=False)

    case = cases.case_by_ref(ref)
    assert (again.owner_id, case.outcome) == (house.people["nora"].id, None)
    assert Flag.DOUBLE_DEVIATION not in case.flags


def test_after_ninety_days_a_new_case_continues_the_old_one(house, ref) -> None:
    old = closed(house, ref)

    again = reopen_case(later(house.ctx("nora"), days=91), case_ref=ref, reason="Once more.", same_issue=True)

    assert again.is_new
    new = cases.case_by_ref(again.ref)
    assert (new.continues_id, new.state, new.customer_id) == (old.id, State.RECEIVED, old.customer_id)
    assert cases.case_by_ref(ref).outcome is Outcome.RECOVERED


def test_without_a_reason_or_before_it_is_closed_nothing_is_opened(house, ref) -> None:
    with pytest.raises(ReopenReasonMissing):
        reopen_case(house.ctx("nora"), case_ref=ref, reason=" ", same_issue=True)
    with pytest.raises(TransitionNotAllowed):
        reopen_case(house.ctx("nora"), case_ref=ref, reason="Again.", same_issue=True)

    assert Case.objects.get().state == "assessed"
