"""What is to come of one budget, from what really moved through it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from givens.contexts import someone
from givens.giving import Desk, a_desk
from givens.house import NIGHT

from amends.apps.ledger.models import Budget, BudgetPeriod
from amends.apps.offers.models import OfferOption
from amends.apps.staff.models import User
from amends.commands.budget.close_budget import close_budget
from amends.commands.offer.accept_offer import accept_offer
from amends.core.ledger.forecast import Forecast
from amends.core.roles import Role
from amends.core.unseen import BudgetUnknown
from amends.entrypoints.web.budget_words import forecast_words
from amends.queries.budget_outlook import BudgetOutlook, budget_outlook

pytestmark = pytest.mark.django_db


def outlook(desk: Desk, *, days: int = 0, budget: str = "desk") -> BudgetOutlook:
    """What finance is told so many days after the night of the alarm."""
    fin = desk.house.ctx("fin", now=NIGHT + timedelta(days=days))
    return budget_outlook(fin, budget_id=desk.budget_ids[budget])


def test_of_a_budget_that_nobody_has_used_nothing_is_foretold() -> None:
    found = outlook(a_desk())
    assert (found.issued.minor, found.true_cost.minor, found.forecast.day) == (0, 0, None)
    assert (found.soft_percent, found.carries_over) == (80, False)
    assert found.evenness is not None
    assert [part.count for part in found.evenness.parts] == [0] * 5


def test_the_pace_leads_to_the_day_and_what_is_let_go_does_not_count() -> None:
    desk = a_desk(desk=20_000)
    desk.give("breakfast")  # 44.00 on the fourth of May
    found = outlook(desk, days=6)
    assert found.forecast.is_known
    assert found.forecast.pace == pytest.approx(4_400 / found.forecast.learnt_from, rel=0.5)
    assert found.forecast.left_at_end is not None
    used_up = a_desk_of(desk, cap=4_400)
    assert used_up.forecast.day == date(2026, 5, 10)


def a_desk_of(desk: Desk, *, cap: int) -> BudgetOutlook:
    """The same days with exactly so much to give."""
    Budget.objects.filter(id=desk.budget_ids["desk"]).update(cap_minor=cap)
    BudgetPeriod.objects.filter(budget_id=desk.budget_ids["desk"]).update(cap_minor=cap)
    return outlook(desk, days=6)


def test_true_cost_stands_beside_face_value_once_something_is_given() -> None:
    desk = a_desk()
    made = desk.give("late_check_out", spoken=True)
    assert outlook(desk).issued.minor == 0
    accept_offer(desk.nora(), offer_id=made.offer_id or 0)
    expected = OfferOption.objects.get(offer_id=made.offer_id).true_cost_minor
    found = outlook(desk)
    assert (found.issued.minor, found.true_cost.minor) == (4_000, expected)
    assert 0 < expected < 4_000
    assert outlook(desk, days=40).issued.minor == 0  # another month


def test_whose_budget_it_is_not_sees_nothing_of_it() -> None:
    desk = a_desk()
    with pytest.raises(BudgetUnknown):
        budget_outlook(someone(Role.LEAD, user_id=1, unit_ids=[0]), budget_id=desk.budget_ids["desk"])
    close_budget(desk.house.ctx("fin"), budget_id=desk.budget_ids["desk"])
    with pytest.raises(BudgetUnknown):
        outlook(desk)


@pytest.mark.parametrize(
    ("day", "earliest", "latest", "learnt", "says"),
    [
        (None, None, None, 2, "Too early to say: it takes 3 whole days."),
        (None, None, None, 9, "It lasts."),
        (None, 20, None, 9, "It most likely lasts; at the earliest it is used up 20 May."),
        (20, 18, None, 9, "Used up 20 May, at the earliest 18 May; it may also last."),
        (20, 18, 23, 9, "Used up 20 May, most likely between 18 May and 23 May."),
        (4, 4, 4, 2, "Used up today."),
    ],
)
def test_the_forecast_is_said_in_a_sentence(
    day: int | None, earliest: int | None, latest: int | None, learnt: int, says: str
) -> None:
    days = [None if each is None else date(2026, 5, each) for each in (day, earliest, latest)]
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert forecast_words(Forecast(*days, learnt, 1.0, None), noon) == says


def test_the_page_tells_it() -> None:
    desk = a_desk()
    desk.give("breakfast", ctx=desk.now())
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people["fin"].id))
    page = client.get(f"/budgets/{desk.budget_ids['desk']}").content.decode()
    assert "There are too few gestures yet" in page
    assert "What it costs us" in page
