"""The ledger's store: exact columns after each movement, and every refusal leaves all of them as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from givens.contexts import NOON, someone
from givens.money import Nest, a_nest

from amends.apps.ledger import store
from amends.apps.ledger.models import Budget, BudgetPeriod, Transfer
from amends.core.ledger.budget import PeriodLength
from amends.core.money import Money
from amends.core.roles import Role

pytestmark = pytest.mark.django_db

DESK = someone(Role.FRONT_LINE, user_id=1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def columns(period_id: int | None) -> tuple[int, ...]:
    """(reserved, issued, redeemed, expired, released) of one period."""
    return BudgetPeriod.objects.values_list(
        "reserved_minor", "issued_minor", "redeemed_minor", "expired_minor", "released_minor"
    ).get(id=period_id)


def all_columns(nest: Nest) -> set[tuple[int, ...]]:
    """The columns of the five levels, which must be alike when one chain alone was charged."""
    return {columns(record.period_id) for record in nest.chain()}


def test_a_chain_runs_from_the_person_up_to_the_campaign() -> None:
    nest = a_nest(person=2_000)
    chain = nest.chain()
    assert [record.level for record in chain] == ["person", "team", "site", "brand", "campaign"]
    assert [record.depth for record in chain] == [4, 3, 2, 1, 0]
    assert chain[0].left == eur(2_000)
    assert Budget.chain(unit_id=nest.team_id, user_id=nest.user_ids[0], at=NOON) == chain


def test_a_colleague_without_a_budget_is_charged_to_the_team() -> None:
    nest = a_nest()
    with transaction.atomic():
        assert [record.level for record in store.chain_for(nest.team_id, None, NOON)] == [
            "team",
            "site",
            "brand",
            "campaign",
        ]


def test_reading_a_chain_makes_no_period() -> None:
    nest = a_nest()
    chain = Budget.chain(unit_id=nest.team_id, user_id=nest.user_ids[0], at=NOON)
    assert [record.period_id for record in chain] == [None] * 5
    assert BudgetPeriod.objects.count() == 0


def test_a_day_later_the_person_begins_anew_and_the_month_goes_on() -> None:
    nest = a_nest(person=2_000)
    store.reserve(DESK, nest.chain(), eur(1_500), case_id=1, offer_id=1)
    tomorrow = store.chain_for(nest.team_id, nest.user_ids[0], NOON + timedelta(days=1))
    assert [record.left.minor for record in tomorrow] == [2_000, 98_500, 98_500, 98_500, 98_500]


def test_what_was_not_promised_is_carried_into_the_next_period_where_the_budget_says_so() -> None:
    nest = a_nest(person=2_000)
    Budget.objects.filter(id=nest.budget_ids["person0"]).update(carries_over=True)
    store.reserve(DESK, nest.chain(), eur(1_500), case_id=1, offer_id=1)
    tomorrow = store.chain_for(nest.team_id, nest.user_ids[0], NOON + timedelta(days=1))
    assert tomorrow[0].cap == eur(2_500)


def test_reserving_holds_the_amount_on_every_level() -> None:
    nest = a_nest()
    transfer_id = store.reserve(DESK, nest.chain(), eur(5_000), case_id=11, offer_id=12)
    assert all_columns(nest) == {(5_000, 0, 0, 0, 0)}
    transfer = Transfer.objects.get()
    assert transfer.id == transfer_id
    assert (transfer.kind, transfer.amount_minor, transfer.case_id, transfer.offer_id) == (
        "reserve",
        5_000,
        11,
        12,
    )
    assert transfer.period_ids == [record.period_id for record in nest.chain()]
    assert store.reservation_of(12) == store.ReservationRecord(
        transfer_id, eur(5_000), tuple(transfer.period_ids)
    )
    assert store.reservation_of(13) is None


@pytest.mark.parametrize("level", ["person", "team", "site", "brand", "campaign"])
def test_too_little_left_on_one_level_refuses_all_of_them_and_names_it(level: str) -> None:
    nest = a_nest(**{level: 4_999})
    chain = nest.chain()
    with pytest.raises(store.BudgetExhausted) as refused, transaction.atomic():
        store.reserve(DESK, chain, eur(5_000), case_id=1, offer_id=1)
    assert refused.value.params["level"] == level
    assert all_columns(nest) == {(0, 0, 0, 0, 0)}
    assert Transfer.objects.count() == 0


def test_the_last_cent_can_be_held_and_no_more() -> None:
    nest = a_nest(site=5_000)
    store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    with pytest.raises(store.BudgetExhausted), transaction.atomic():
        store.reserve(DESK, nest.chain(), eur(1), case_id=1, offer_id=2)
    assert all_columns(nest) == {(5_000, 0, 0, 0, 0)}


def test_another_currency_is_never_held() -> None:
    nest = a_nest()
    with pytest.raises(store.BudgetExhausted), transaction.atomic():
        store.reserve(DESK, nest.chain(), Money(100, "USD"), case_id=1, offer_id=1)
    assert all_columns(nest) == {(0, 0, 0, 0, 0)}


def test_posting_less_than_was_held_releases_the_rest() -> None:
    nest = a_nest()
    held = store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    store.post(DESK, held, eur(3_000))
    assert all_columns(nest) == {(0, 3_000, 0, 0, 2_000)}


def test_a_void_releases_everything() -> None:
    nest = a_nest()
    held = store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    store.void(DESK, held)
    assert all_columns(nest) == {(0, 0, 0, 0, 5_000)}
    assert Transfer.objects.get(kind="void").amount_minor == 5_000


@pytest.mark.parametrize("first", ["post", "void"])
@pytest.mark.parametrize("second", ["post", "void"])
def test_a_reservation_ends_once(first: str, second: str) -> None:
    nest = a_nest()
    held = store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    ends = {"post": lambda: store.post(DESK, held, eur(5_000)), "void": lambda: store.void(DESK, held)}
    ends[first]()
    before = all_columns(nest)
    with pytest.raises(store.ReservationEnded), transaction.atomic():
        ends[second]()
    assert all_columns(nest) == before
    assert Transfer.objects.count() == 2


def test_a_voucher_redeemed_rolled_back_and_run_out_leaves_cost_and_breakage() -> None:
    nest = a_nest()
    held = store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    store.post(DESK, held, eur(5_000))
    periods = [record.period_id for record in nest.chain() if record.period_id]
    store.redeem(DESK, periods, eur(2_000), voucher_id=9, case_id=1)
    store.rollback(DESK, periods, eur(500), voucher_id=9, case_id=1)
    store.expire(DESK, periods, eur(3_500), voucher_id=9, case_id=1)
    assert all_columns(nest) == {(0, 5_000, 1_500, 3_500, 0)}


def test_more_than_was_issued_is_never_redeemed() -> None:
    nest = a_nest()
    held = store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    store.post(DESK, held, eur(5_000))
    periods = [record.period_id for record in nest.chain() if record.period_id]
    with pytest.raises(RuntimeError), transaction.atomic():
        store.redeem(DESK, periods, eur(5_001), voucher_id=9, case_id=1)
    with pytest.raises(RuntimeError), transaction.atomic():
        store.rollback(DESK, periods, eur(1), voucher_id=9, case_id=1)
    assert all_columns(nest) == {(0, 5_000, 0, 0, 0)}


def test_what_is_owed_passes_through_the_ledger_and_no_budget_refuses_it() -> None:
    nest = a_nest(campaign=0, brand=0, site=0, team=0, person=0)
    store.record_owed(DESK, eur(60_000), case_id=1, offer_id=2)
    assert all_columns(nest) == {(0, 0, 0, 0, 0)}
    transfer = Transfer.objects.get()
    assert (transfer.kind, transfer.is_owed, transfer.period_ids) == ("post", True, [])


def test_a_transfer_is_never_changed_or_removed() -> None:
    nest = a_nest()
    store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Transfer.objects.update(amount_minor=1)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Transfer.objects.all().delete()
    assert Transfer.objects.get().amount_minor == 5_000


def test_the_database_itself_refuses_an_overspent_period() -> None:
    nest = a_nest(site=100)
    chain = nest.chain()
    with pytest.raises(IntegrityError, match="budget_never_overspent"), transaction.atomic():
        BudgetPeriod.objects.filter(id=chain[2].period_id).update(reserved_minor=101)


def test_a_cap_changes_the_running_period_and_never_goes_below_what_is_promised() -> None:
    nest = a_nest(site=10_000)
    store.reserve(DESK, nest.chain(), eur(5_000), case_id=1, offer_id=1)
    finance = someone(Role.FINANCE)
    store.set_cap(finance, nest.budget_ids["site"], eur(6_000))
    assert nest.chain()[2].left == eur(1_000)
    with pytest.raises(store.CapBelowCommitted) as refused, transaction.atomic():
        store.set_cap(finance, nest.budget_ids["site"], eur(4_999))
    assert str(refused.value) == "50.00 EUR is promised in this period already; the cap cannot go below that."
    assert nest.chain()[2].left == eur(1_000)


def test_a_second_budget_of_the_same_level_and_unit_is_refused() -> None:
    nest = a_nest()
    with pytest.raises(store.BudgetAlreadyOpen), transaction.atomic():
        store.open_budget(
            someone(Role.FINANCE),
            unit_id=nest.site_id,
            level="site",
            name="again",
            cap=eur(1),
            period=PeriodLength.MONTH,
            parent_id=nest.budget_ids["brand"],
        )
    assert Budget.objects.filter(level="site").count() == 1


def test_a_closed_budget_takes_no_part_any_more() -> None:
    nest = a_nest(person=0)
    store.close_budget(someone(Role.FINANCE), nest.budget_ids["person0"])
    store.close_budget(someone(Role.FINANCE), nest.budget_ids["site"])
    assert [record.level for record in nest.chain()] == ["team", "brand", "campaign"]
    with pytest.raises(store.BudgetUnknown), transaction.atomic():
        store.set_cap(someone(Role.FINANCE), nest.budget_ids["site"], eur(1))
