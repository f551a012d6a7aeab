"""The vouchers of a case on the desk: a code is seen by whoever hands it over, for a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from givens.portal import Guest, a_guest

from amends.apps.staff.models import User
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Voucher
from amends.core.voucher.code import group

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Guest:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)
    return guest


def browser_of(guest: Guest, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=guest.desk.house.people[name].id))
    return client


def code_of(row: Voucher) -> str:
    found = vouchers.voucher_by_serial(row.serial)
    assert found is not None
    return group(vouchers.code_of(found))


def test_handing_over_shows_the_code_and_proves_the_remedy(guest: Guest) -> None:
    row, dana = Voucher.objects.get(), browser_of(guest, "dana")
    path = f"/cases/{guest.desk.case_ref}/vouchers"
    panel = dana.get(path).content.decode()
    assert row.last_four in panel
    assert code_of(row) not in panel
    assert code_of(row) not in dana.get(f"/cases/{guest.desk.case_ref}").content.decode()

    answer = dana.post(f"{path}/{row.serial}/hand-over")

    assert answer.headers["Location"] == f"{path}/{row.serial}"
    page = dana.get(answer.headers["Location"])
    assert code_of(row) in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    row.refresh_from_db()
    assert row.handed_by == f"person:{guest.desk.house.people['dana'].id}"
    assert guest.state()[0] == "fulfilled"


def test_nobody_else_sees_the_code_and_soon_nobody_at_all(guest: Guest) -> None:
    row, dana = Voucher.objects.get(), browser_of(guest, "dana")
    path = f"/cases/{guest.desk.case_ref}/vouchers/{row.serial}"
    assert dana.get(path).status_code == 404
    dana.post(f"{path}/hand-over")
    assert browser_of(guest, "leo").get(path).status_code == 404
    assert dana.get(path).status_code == 200
    Voucher.objects.update(delivered_at=guest.now - timedelta(minutes=16))
    assert dana.get(path).status_code == 404


def test_handing_over_twice_says_so(guest: Guest) -> None:
    row, dana = Voucher.objects.get(), browser_of(guest, "dana")
    path = f"/cases/{guest.desk.case_ref}/vouchers/{row.serial}/hand-over"
    dana.post(path)
    again = dana.post(path, follow=True)
    assert "They have this voucher already." in again.content.decode()


def test_a_lost_one_is_replaced_on_the_page(guest: Guest) -> None:
    row, dana = Voucher.objects.get(), browser_of(guest, "dana")
    path = f"/cases/{guest.desk.case_ref}/vouchers/{row.serial}/replacement"
    page = dana.post(path, {"reason": "lost"}, follow=True).content.decode()
    new = Voucher.objects.latest("id")
    assert f"A new voucher …{new.last_four} takes its place; it is on its way by mail." in page
    assert (new.replaces_id, Voucher.objects.get(id=row.id).state) == (row.id, "void")


@pytest.mark.parametrize("name", ["til", "fin", "otto", "audrey"])
def test_who_may_not_give_hands_nothing_over(guest: Guest, name: str) -> None:
    row = Voucher.objects.get()
    path = f"/cases/{guest.desk.case_ref}/vouchers/{row.serial}"
    browser = browser_of(guest, name)
    browser.post(f"{path}/hand-over")
    browser.post(f"{path}/replacement", {"reason": "mine"})
    assert browser.get(path).status_code in (403, 404)
    assert Voucher.objects.get().state == "issued"
    assert Voucher.objects.get().delivered_at is None
