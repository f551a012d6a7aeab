"""A list of people from elsewhere: matched, made, or told why a row is nobody; hostile ones do no harm."""

from __future__ import annotations

import pytest
from givens.incidents import a_house, declared, guests

from amends.apps.customers.models import Customer
from amends.apps.incidents.models import IncidentPerson
from amends.commands.incident.upload_people import upload_people
from amends.core.incident.listing import (
    ListColumnUnknown,
    ListTooLarge,
    ListUnreadable,
    NoWayToKnowThem,
    decode_list,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage():
    house = a_house()
    guests(house, 3)
    return declared(house)


def test_rows_are_matched_by_number_then_address_then_phone(outage) -> None:
    text = "external_ref,email,duration_hours\nG-00000,,1\n,GUEST1@example.org,2.50\nG-99999,,3\n"

    done = upload_people(outage.ctx(), incident_ref=outage.ref, text=text)

    assert (done.rows, done.added, done.made, done.known, done.left_out) == (3, 2, 0, 0, 1)
    told = IncidentPerson.objects.filter(customer__isnull=False).order_by("row")
    assert [(one.customer.external_ref, one.facts) for one in told] == [
        ("G-00000", {"duration_hours": "1"}),
        ("G-00001", {"duration_hours": "2.5"}),
    ]
    assert IncidentPerson.objects.get(reason="matches_nobody").row == 4
    assert Customer.objects.count() == 3


def test_unknown_ones_are_made_only_when_asked_to_and_once(outage) -> None:
    text = "name;email\nAda Lindqvist;ada@example.org\nAda Lindqvist;ada@example.org\nNobody;\n"

    done = upload_people(outage.ctx(), incident_ref=outage.ref, text=text, makes_unknown=True)

    assert (done.added, done.made, done.left_out) == (1, 1, 2)
    made = Customer.objects.get(email="ada@example.org")
    assert (made.display_name, made.home_unit_id) == ("Ada Lindqvist", outage.house.hotel.id)
    assert set(IncidentPerson.objects.exclude(reason="").values_list("reason", flat=True)) == {
        "twice_in_file",
        "matches_nobody",
    }


def test_a_second_list_tells_facts_anew_and_adds_nobody_twice(outage) -> None:
    upload_people(outage.ctx(), incident_ref=outage.ref, text="external_ref,duration_hours\nG-00000,1\n")

    done = upload_people(
        outage.ctx(), incident_ref=outage.ref, text="external_ref,duration_hours\nG-00000,9\n"
    )

    assert (done.added, done.known) == (0, 1)
    assert IncidentPerson.objects.get().facts == {"duration_hours": "9"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('G-00000,"=HYPERLINK(""http://x"")"', "formula"),
        ("G-00000,@SUM(A1)", "formula"),
        ("G-00000,+cmd|' /C calc'!A0", "formula"),
        ("G-00000," + "9" * 400, "too long"),
        ("G-00000,a while", "duration_hours"),
        ("G-00000,-3", "duration_hours"),
        ("G-00000,1,2", "cells"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_the_others_go_on(outage, row: str, told: str) -> None:
    done = upload_people(
        outage.ctx(), incident_ref=outage.ref, text=f"external_ref,duration_hours\n{row}\nG-00001,2\n"
    )

    assert (done.added, done.left_out) == (1, 1)
    assert told in IncidentPerson.objects.get(reason="unreadable").detail


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", ListUnreadable),
        ("\x00\x01", ListUnreadable),
        ('email\n"open', ListUnreadable),
        ("email,email\na@b.cd,a@b.cd", ListUnreadable),
        ("name\nAda", NoWayToKnowThem),
        ("email,iban\na@b.cd,1", ListColumnUnknown),
        (",".join(f"c{n}" for n in range(70)), ListTooLarge),
    ],
)
def test_a_list_that_is_none_is_refused_and_nobody_is_added(outage, text: str, refusal: type) -> None:
    with pytest.raises(refusal):
        upload_people(outage.ctx(), incident_ref=outage.ref, text=text)

    assert not IncidentPerson.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_common_encoding_is_read(encoding: str) -> None:
    assert decode_list("email,name\na@b.cd,Zoë Müller".encode(encoding)) == "email,name\na@b.cd,Zoë Müller"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ListUnreadable):
        decode_list(b"\xff\xfe\x00")
