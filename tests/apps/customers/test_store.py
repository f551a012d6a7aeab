"""The store of customers: who is the same person, and what a stranger's typing may not change."""

from __future__ import annotations

import pytest
from givens.house import House, make_house, system

from amends.apps.customers import store as customers
from amends.apps.customers.models import Customer


@pytest.fixture
def house(db) -> House:
    return make_house()


def find(house: House, name: str = "Åsa Lindqvist", **details):
    return customers.find_or_make_customer(
        system(), home_unit_id=house.hotel.id, display_name=name, region="AT", **details
    )


def test_a_new_customer_has_a_reference_a_key_and_can_be_searched(house) -> None:
    made = find(house, email=" Asa@Example.org ", phone="01 5123456", external_ref="G-77")

    assert made.ref.startswith("P-")
    assert (made.email, made.phone) == ("Asa@Example.org", "+4315123456")
    assert len(customers.person_key(made.id)) == 32
    assert Customer.objects.get().search_text == "asa lindqvist asa example org 4315123456 g 77"


def test_the_same_person_is_found_by_any_detail(house) -> None:
    made = find(house, email="asa@example.org", phone="+4315123456", external_ref="G-77")

    assert find(house, email="ASA@example.org").id == made.id
    assert find(house, phone="+43 1 5123456").id == made.id
    assert find(house, external_ref="G-77", email="new@example.org").id == made.id
    assert find(house, name="Åsa Lindqvist").id != made.id
    assert Customer.objects.count() == 2


def test_a_colleague_adds_what_was_missing_and_changes_nothing_else(house) -> None:
    find(house, email="asa@example.org")

    found = find(house, name="A. Lindqvist", email="asa@example.org", phone="+4315123456")

    assert (found.display_name, found.phone) == ("Åsa Lindqvist", "+4315123456")


def test_a_stranger_never_changes_where_mail_goes(house) -> None:
    made = find(house, phone="+4315123456")

    other = find(house, phone="+4315123456", email="eve@example.org", trusted=False)

    assert other.id != made.id
    assert customers.customer(made.id).email == ""
    assert find(house, name="Eve", phone="+4315123456", trusted=False).id == made.id


@pytest.mark.parametrize("email", ["asa", "asa@", "a b@example.org"])
def test_what_cannot_be_an_address_is_refused_at_its_field(house, email) -> None:
    with pytest.raises(customers.EmailInvalid) as refused:
        find(house, email=email)
    assert refused.value.field == "email"
    assert Customer.objects.count() == 0


@pytest.mark.parametrize("phone", ["call me", "12", "+999 1"])
def test_what_cannot_be_a_number_is_refused_at_its_field(house, phone) -> None:
    with pytest.raises(customers.PhoneInvalid) as refused:
        find(house, phone=phone)
    assert refused.value.field == "phone"
