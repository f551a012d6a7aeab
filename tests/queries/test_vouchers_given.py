"""The list of vouchers: what is out, narrowed, searched and paged, and who sees whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.giving import Desk, a_desk, log_alarm
from givens.house import later

from amends.apps.vouchers.models import Voucher
from amends.core.cursor import CursorInvalid
from amends.core.money import Money
from amends.kernel.context import NotPermitted
from amends.queries.vouchers_given import VouchersGiven, vouchers_given

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    """Two boxes of chocolates at the front desk, for Ada and for Bo."""
    made = a_desk()
    made.give("chocolates", spoken=True)
    other = Desk(made.house, log_alarm(made.house, "Bo Berg", "bo@example.org"), made.budget_ids)
    other.give("chocolates", spoken=True)
    return made


def names(page: VouchersGiven) -> list[str]:
    return [row.customer_name for row in page.rows]


def test_what_is_out_is_listed_the_latest_first_with_what_is_left(desk: Desk) -> None:
    page = vouchers_given(desk.nora())

    assert names(page) == ["Bo Berg", "Ada Lindqvist"]
    assert (page.count, page.left) == (2, (Money(3_600, "EUR"),))
    assert (page.rows[1].case_ref, page.rows[1].left) == (desk.case_ref, Money(1_800, "EUR"))


def test_each_state_is_a_list_of_its_own(desk: Desk) -> None:
    first, second = Voucher.objects.order_by("id")
    Voucher.objects.filter(id=first.id).update(state="redeemed", balance_minor=0)
    Voucher.objects.filter(id=second.id).update(expires_at=desk.nora().now + timedelta(days=3))

    found = {
        shown: names(vouchers_given(desk.nora(), shown=shown))
        for shown in ("open", "soon", "used", "expired", "void")
    }
    assert found == {
        "open": ["Bo Berg"],
        "soon": ["Bo Berg"],
        "used": ["Ada Lindqvist"],
        "expired": [],
        "void": [],
    }


def test_it_is_searched_by_last_four_case_and_name_and_narrowed_to_a_period(desk: Desk) -> None:
    ada = Voucher.objects.order_by("id")[0]
    for q in (ada.last_four.lower(), desk.case_ref, "lindq"):
        assert "Ada Lindqvist" in names(vouchers_given(desk.nora(), q=q))
    assert vouchers_given(desk.nora(), q="zzz").rows == ()
    assert len(vouchers_given(desk.nora(), period_id=ada.period_ids[0]).rows) == 2
    assert vouchers_given(desk.nora(), period_id=0).rows == ()


def test_finance_sees_the_money_and_no_names_and_other_units_nothing(desk: Desk) -> None:
    assert names(vouchers_given(desk.house.ctx("fin"))) == ["", ""]
    assert vouchers_given(desk.house.ctx("fin"), q="lindq").rows == ()
    assert vouchers_given(desk.house.ctx("rita")).rows == ()
    with pytest.raises(NotPermitted):
        vouchers_given(desk.house.ctx("til"))


def test_a_page_leads_to_the_next_and_a_cut_address_is_refused(desk: Desk) -> None:
    for shown in ("open", "soon"):
        ctx = later(desk.nora(), days=360)
        first = vouchers_given(ctx, shown=shown, limit=1)
        rest = vouchers_given(ctx, shown=shown, limit=1, after=first.after)
        assert {*names(first), *names(rest)} == {"Ada Lindqvist", "Bo Berg"}
        assert rest.after == ""
        with pytest.raises(CursorInvalid):
            vouchers_given(ctx, shown=shown, after="zzz")
