"""Two who add the same colleague, open the same budget or name the same substitute at once: one of them does."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from givens.database import without_index
from givens.house import make_house
from givens.mutants import Rewritten
from givens.races import THREADS, Rewrites, events, race

from amends.apps.approvals.models import Substitution
from amends.apps.ledger.models import Budget
from amends.apps.staff.models import User
from amends.commands.budget.open_budget import open_budget
from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.name_substitute import name_substitute
from amends.core.money import Money

pytestmark = pytest.mark.usefixtures("committed_db")

ONE_OF_THEM = Rewritten("approvals_substitution", "ON CONFLICT DO NOTHING")
COLLEAGUES_LOCK = Rewritten("staff_user", "SHARE ROW EXCLUSIVE", "ACCESS SHARE")


def added_at_once(rewrites: Rewrites) -> None:
    """Eight operators who add the same colleague."""
    house = make_house()
    otto = house.ctx("otto")

    def add(thread: int) -> None:
        add_colleague(
            otto, email="mara@example.org", display_name=f"Mara {thread}", role="lead", unit_code="harbour"
        )

    assert race(add, rewrites) == {"done": 1, "email_taken": THREADS - 1}
    assert User.objects.filter(email="mara@example.org").count() == 1


def test_one_of_those_who_add_the_same_colleague_does() -> None:
    added_at_once(())


def test_without_its_lock_the_race_is_lost() -> None:
    with pytest.raises((AssertionError, IntegrityError)):
        added_at_once((COLLEAGUES_LOCK,))


def opened_at_once() -> None:
    """Eight colleagues of finance who open the same budget."""
    house = make_house()
    fin = house.ctx("fin")

    def add(thread: int) -> None:
        open_budget(fin, unit_code="harbour", level="site", name=f"Harbour {thread}", cap=Money(100, "EUR"))

    assert race(add, ()) == {"done": 1, "budget_already_open": THREADS - 1}
    assert Budget.objects.count() == 1


def test_one_of_those_who_open_the_same_budget_does() -> None:
    opened_at_once()


def test_without_its_unique_index_two_budgets_would_be_open() -> None:
    with without_index("ledger_budget", "one_budget_per_level_and_unit"), pytest.raises(AssertionError):
        opened_at_once()


def named_at_once(rewrites: Rewrites) -> None:
    """Eight taps that name the same substitute for the same days."""
    house = make_house()
    days = {"from_date": date(2026, 5, 4), "until_date": date(2026, 5, 6)}

    def name(thread: int) -> None:
        name_substitute(house.ctx("dana"), substitute_id=house.people["leo"].id, **days)

    assert race(name, rewrites) == {"done": THREADS}
    assert (Substitution.objects.count(), events("substitute.named")) == (1, 1)


def test_one_of_the_taps_that_name_the_same_substitute_does() -> None:
    named_at_once(())


def test_without_its_guard_the_taps_are_not_parted() -> None:
    with pytest.raises((AssertionError, IntegrityError)):
        named_at_once((ONE_OF_THEM,))
