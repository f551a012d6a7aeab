"""Customers: found while typing, shown with all that happened here, and counted elsewhere."""

from __future__ import annotations

import pytest
from givens.house import House, make_house
from givens.logged import closed, logged
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.commands.casework.merge_case import merge_case
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.core.unseen import CustomerUnknown
from amends.queries.customer_page import customer_page
from amends.queries.search import search


@pytest.fixture
def house(db) -> House:
    return make_house()


def test_the_regular_is_seen_with_all_that_failed_here(house) -> None:
    for _ in range(3):
        ref = logged(house)
    elsewhere = log_failure(
        house.ctx("rita"),
        unit_id=house.restaurant.id,
        customer=Contact("A. Lindqvist", email="ada@example.org"),
        failures=(LoggedFailure("food_late"),),
    )

    page = customer_page(house.ctx("nora"), ref=elsewhere.customer_ref)

    assert (page.name, len(page.cases), page.elsewhere, page.open_count) == ("Ada Lindqvist", 3, 1, 3)
    assert page.cases[0].ref == ref
    assert customer_page(house.ctx("carla"), ref=page.ref).elsewhere == 0


def test_a_customer_of_another_place_is_not_seen(house) -> None:
    logged(house)
    someone = customers.customer(cases.case_by_ref(logged(house)).customer_id)

    with pytest.raises(CustomerUnknown):
        customer_page(house.ctx("rita"), ref=someone.ref)
    with pytest.raises(CustomerUnknown):
        customer_page(house.ctx("nora"), ref="P-22222-22222")


def test_one_search_finds_cases_by_words_and_customers_by_name(house) -> None:
    ref = logged(house, words="The kettle smoked.")
    other = logged(house)

    assert [hit.case.ref for hit in search(house.ctx("nora"), q="kettle").cases] == [ref]
    found = search(house.ctx("nora"), q="lindqvist")
    assert {hit.case.ref for hit in found.cases} == {ref, other}
    assert [hit.display_name for hit in found.customers] == ["Ada Lindqvist"]
    assert search(house.ctx("nora"), q="  ").cases == ()


def test_cases_that_were_joined_are_still_found(house) -> None:
    ref, other = logged(house), logged(house)
    merge_case(house.ctx("nora"), case_ref=other, into_ref=ref, same_incident=True)

    assert len(search(house.ctx("nora"), q="lindqvist").cases) == 2


def test_recovered_cases_are_counted(house) -> None:
    a_policy()
    ref = logged(house)
    closed(house, ref)
    someone = customers.customer(cases.case_by_ref(ref).customer_id)

    page = customer_page(house.ctx("nora"), ref=someone.ref)

    assert (page.recovered_count, page.open_count) == (1, 0)
