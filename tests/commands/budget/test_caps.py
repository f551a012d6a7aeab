"""Caps and closings: who may, what is refused, and what the journal keeps."""

from __future__ import annotations

import json

import pytest
from givens.giving import a_desk

from amends.apps.ledger.models import Budget, BudgetPeriod
from amends.apps.ledger.store import CapBelowCommitted, CapInvalid
from amends.commands.budget.close_budget import close_budget
from amends.commands.budget.set_cap import CapSet, set_cap
from amends.core.money import Money
from amends.core.unseen import BudgetUnknown
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_another_cap_holds_at_once_and_is_told_to_the_journal() -> None:
    desk = a_desk()
    desk.give("late_check_out")
    budget_id = desk.budget_ids["desk"]
    answer = set_cap(desk.house.ctx("fin"), budget_id=budget_id, cap_minor=5_000)
    assert answer == CapSet(budget_id, Money(5_000, "EUR"))
    assert BudgetPeriod.objects.get(budget_id=budget_id).cap_minor == 5_000
    entry = JournalEntry.objects.get(stream=f"budget:{budget_id}", event="budget.cap_set")
    assert json.loads(entry.body)["before"] == {"currency": "EUR", "minor": 100_000}


def test_a_cap_below_what_is_promised_or_below_nothing_is_refused() -> None:
    desk = a_desk()
    desk.give("late_check_out")
    budget_id = desk.budget_ids["desk"]
    with pytest.raises(CapBelowCommitted):
        set_cap(desk.house.ctx("fin"), budget_id=budget_id, cap_minor=3_999)
    with pytest.raises(CapInvalid):
        set_cap(desk.house.ctx("fin"), budget_id=budget_id, cap_minor=-1)
    assert Budget.objects.get(id=budget_id).cap_minor == 100_000


@pytest.mark.parametrize("who", ["nora", "dana", "carla", "audrey"])
def test_only_finance_changes_budgets(who: str) -> None:
    desk = a_desk()
    with pytest.raises(NotPermitted):
        set_cap(desk.house.ctx(who), budget_id=desk.budget_ids["desk"], cap_minor=1)
    with pytest.raises(NotPermitted):
        close_budget(desk.house.ctx(who), budget_id=desk.budget_ids["desk"])
    assert Budget.objects.filter(closed_at=None).count() == 3


def test_a_closed_budget_is_charged_no_more_and_closes_once() -> None:
    desk = a_desk()
    close_budget(desk.house.ctx("fin"), budget_id=desk.budget_ids["desk"])
    with pytest.raises(BudgetUnknown):
        close_budget(desk.house.ctx("fin"), budget_id=desk.budget_ids["desk"])
    desk.give("late_check_out")
    assert not BudgetPeriod.objects.filter(budget_id=desk.budget_ids["desk"]).exists()
    assert BudgetPeriod.objects.get(budget_id=desk.budget_ids["hotel"]).reserved_minor == 4_000
