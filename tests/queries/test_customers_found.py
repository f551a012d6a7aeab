"""Customers found while one types: by name, address, number and room, only those one may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from givens.house import House, later, make_house, system
from givens.logged import ADA, logged

from amends.apps.customers import store as customers
from amends.apps.customers.models import Customer
from amends.commands.intake.log_failure import Contact
from amends.queries.customers_found import customer_named, customers_found

BO = Contact("Bo Ådahl-Kern", email="Bo.Kern@example.org", phone="+43 1 5123456", external_ref="M-4711")


@pytest.fixture
def house(db) -> House:
    made = make_house()
    logged(made, customer=BO, place="Bar")
    logged(made, customer=ADA, place="Room 412")
    return made


def names(found) -> list[str]:
    return [line.display_name for line in found]


@pytest.mark.parametrize(
    "typed",
    [
        "bo",
        "ADAHL",
        "kern bo",
        "bo.kern@",
        "Bo.Kern@example.org",
        "+4315123456",
        "+43 1 5123456",
        "M-4711",
        "m-4711",
    ],
)
def test_a_customer_is_found_by_whatever_one_has(house, typed) -> None:
    assert names(customers_found(house.ctx("nora"), q=typed)) == ["Bo Ådahl-Kern"]


@pytest.mark.parametrize("typed", ["412", "room 412", "Room 412"])
def test_who_stays_in_a_room_is_found_by_it_for_some_weeks(house, typed) -> None:
    found = customers_found(house.ctx("nora"), q=typed)

    assert names(found) == ["Ada Lindqvist"]
    assert (found[0].last_place, found[0].last_failure) == ("Room 412", "Woken by an alarm set earlier")
    assert customer_named(found) == found[0]
    assert customers_found(later(house.ctx("nora"), days=22), q=typed) == ()


@pytest.mark.parametrize("typed", ["", " ", "a", "' | !", "zz", "%", "\u0000ada"[1:] + "x"])
def test_nobody_is_found_by_nothing(house, typed) -> None:
    assert customers_found(house.ctx("nora"), q=typed) == ()


def test_who_is_named_whole_stands_first_and_is_named(house) -> None:
    for n in range(8):
        logged(house, customer=Contact(f"Ada Lindqvist {n}"))

    found = customers_found(house.ctx("nora"), q="ada lindqvist")

    assert names(found)[0] == "Ada Lindqvist"
    assert customer_named(found) == found[0]
    logged(house, customer=Contact("Ada Lindqvist", email="other@example.org"))
    assert customer_named(customers_found(house.ctx("nora"), q="ada lindqvist")) is None


def test_whole_words_stand_before_beginnings(house) -> None:
    logged(house, customer=Contact("Adam Lind"))

    assert names(customers_found(house.ctx("nora"), q="ada")) == [
        "Ada Lindqvist",
        "Adam Lind",
        "Bo Ådahl-Kern",
    ]


def test_no_more_than_six_are_shown_the_latest_first(house) -> None:
    for n in range(9):
        logged(house, customer=Contact(f"Cleo {n}"))

    assert names(customers_found(house.ctx("nora"), q="cleo")) == [f"Cleo {n}" for n in (8, 7, 6, 5, 4, 3)]


def test_customers_of_another_house_are_not_seen(house) -> None:
    assert customers_found(house.ctx("rita"), q="bo") == ()
    assert customers_found(house.ctx("rita"), q="412") == ()
    customers.find_or_make_customer(system(), home_unit_id=house.restaurant.id, display_name="Bo Wirt")
    assert names(customers_found(house.ctx("rita"), q="bo")) == ["Bo Wirt"]
    assert names(customers_found(house.ctx("nora"), q="bo")) == ["Bo Ådahl-Kern"]


def test_who_was_erased_is_not_found(house) -> None:
    Customer.objects.update(erased_at=house.ctx("nora").now + timedelta(days=1))

    assert customers_found(house.ctx("nora"), q="ada") == ()


def test_two_statements_find_them(house, django_assert_num_queries) -> None:
    ctx = house.ctx("nora")

    with django_assert_num_queries(2):
        customers_found(ctx, q="bo")
