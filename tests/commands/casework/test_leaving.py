"""A case that leaves early takes back what waits in it, and lets the money go."""

from __future__ import annotations

import pytest
from givens.giving import a_desk
from givens.house import later

from amends.apps.approvals.models import Approval
from amends.apps.cases import store as cases
from amends.apps.ledger.models import BudgetPeriod
from amends.apps.offers.models import Offer
from amends.commands.casework.merge_case import merge_case
from amends.commands.casework.reclassify_case import reclassify_case
from amends.commands.casework.withdraw_case import withdraw_case
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.core.case.lifecycle import State


def held() -> set[int]:
    return set(BudgetPeriod.objects.values_list("reserved_minor", flat=True))


@pytest.fixture
def desk(db):
    """A case in which an upgrade waits for the duty manager's yes."""
    made = a_desk()
    made.give("room_upgrade")
    assert held() == {12_000}
    return made


def withdraw(desk) -> None:
    withdraw_case(later(desk.nora(), hours=1), case_ref=desk.case_ref, words="Leave it.")


def reclassify(desk) -> None:
    reclassify_case(
        later(desk.nora(), hours=1),
        case_ref=desk.case_ref,
        origin="feedback",
        reason="It was praise.",
        no_dissatisfaction=True,
        told=True,
    )


def merge(desk) -> None:
    other = log_failure(
        desk.nora(),
        unit_id=desk.house.desk.id,
        customer=Contact("Ada Lindqvist", "ada@example.org"),
        failures=(LoggedFailure("alarm_set", words="Again."),),
    ).refs[0]
    merge_case(later(desk.nora(), hours=1), case_ref=desk.case_ref, into_ref=other, same_incident=True)


@pytest.mark.parametrize(
    ("leave", "state"),
    [(withdraw, State.WITHDRAWN), (reclassify, State.RECLASSIFIED), (merge, State.MERGED)],
)
def test_what_waited_is_withdrawn_and_its_money_let_go(desk, leave, state) -> None:
    leave(desk)

    assert cases.case_by_ref(desk.case_ref).state is state
    assert Offer.objects.get().state == "withdrawn"
    assert Approval.objects.get().state == "withdrawn"
    assert held() == {0}
