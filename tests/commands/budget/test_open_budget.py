"""A budget is opened: nested, in the unit's time, and only where it makes sense."""

from __future__ import annotations

import pytest
from givens.house import House, make_house

from amends.apps.ledger import store as ledger
from amends.apps.ledger.models import Budget
from amends.apps.ledger.store import BudgetAlreadyOpen, BudgetCurrencyDiffers
from amends.apps.staff.store import ColleagueUnknown
from amends.apps.units.store import UnitUnknown
from amends.commands.budget.open_budget import BudgetLevelUnknown, CapNegative, PeriodUnknown, open_budget
from amends.core.money import Money
from amends.core.unseen import BudgetUnknown
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry


@pytest.fixture
def house(db) -> House:
    return make_house()


def opened(house: House, **given: object) -> int:
    return open_budget(
        house.ctx("fin"),
        **{
            "unit_code": "harbour",
            "level": "site",
            "name": "Harbour",
            "cap": Money(5_000_00, "EUR"),
            **given,
        },
    ).budget_id


def test_budgets_nest_down_to_a_person_and_a_giving_is_charged_to_all(house):
    group = opened(house, unit_code="kintsu", level="brand", name="Group")
    site = opened(house, parent_id=group)
    person = opened(
        house,
        unit_code="harbour-desk",
        level="person",
        name="Nora",
        cap=Money(200_00, "EUR"),
        period="week",
        parent_id=site,
        user_id=house.people["nora"].id,
    )

    ctx = house.ctx("nora")
    chain = ledger.chain_for(house.desk.id, ctx.user_id, ctx.now)
    assert [record.budget_id for record in chain] == [person, site, group]
    assert [record.cap_minor for record in chain] == [200_00, 5_000_00, 5_000_00]
    assert Budget.objects.get(id=site).timezone == "Europe/Vienna"
    assert JournalEntry.objects.get(stream=f"budget:{person}").event == "budget.opened"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"level": "floor"}, BudgetLevelUnknown),
        ({"level": "person"}, BudgetLevelUnknown),
        ({"period": "year"}, PeriodUnknown),
        ({"cap": Money(-1, "EUR")}, CapNegative),
        ({"unit_code": "nowhere"}, UnitUnknown),
        ({"parent_id": 0}, BudgetUnknown),
        ({"level": "person", "user_id": 0}, ColleagueUnknown),
    ],
)
def test_what_cannot_be_is_refused(house, given, refusal):
    with pytest.raises(refusal):
        opened(house, **given)
    assert not Budget.objects.exists()


def test_one_budget_a_level_and_one_currency_a_chain(house):
    site = opened(house)

    with pytest.raises(BudgetAlreadyOpen):
        opened(house)
    with pytest.raises(BudgetCurrencyDiffers):
        opened(house, unit_code="harbour-desk", level="team", parent_id=site, cap=Money(1, "USD"))


def test_a_cx_manager_opens_none(house):
    with pytest.raises(NotPermitted):
        open_budget(
            house.ctx("carla"),
            unit_code="harbour",
            level="site",
            name="x",
            cap=Money(1, "EUR"),
            period="month",
        )
