"""Vouchers whose time is over end by a sweep, and what was left becomes breakage."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from givens.contexts import NOON, someone
from givens.vouchers import IN_A_MONTH, a_voucher, columns, moved, told

from amends.apps.vouchers.models import Voucher
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

THEN = someone(Role.SYSTEM, now=IN_A_MONTH)


def test_what_was_left_becomes_breakage_and_not_budget_again() -> None:
    held = a_voucher(face=2_000)
    redeem_voucher(held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=750, till_ref="sale-1")

    assert expire_vouchers(THEN).voucher_ids == (held.voucher.id,)

    row = Voucher.objects.get(id=held.voucher.id)
    assert (row.state, row.balance_minor, row.ended_at) == ("expired", 1_250, IN_A_MONTH)
    assert moved("expire") == [1_250]
    assert columns(held.nest) == {(2_000, 750, 1_250)}
    stream = f"case:{held.voucher.case_id}"
    assert told(stream) == ["voucher.expired"]
    body = json.loads(JournalEntry.objects.get(stream=stream).body)
    assert body == {"voucher_id": held.voucher.id, "amount_minor": 1_250, "currency": "EUR"}


def test_each_one_ends_once() -> None:
    held = a_voucher()
    expire_vouchers(THEN)
    assert expire_vouchers(THEN).voucher_ids == ()
    assert moved("expire") == [held.voucher.face.minor]


def test_those_with_time_left_used_up_or_without_an_end_stay_as_they_are() -> None:
    young = a_voucher(expires_at=IN_A_MONTH + timedelta(seconds=1), seed=1)
    used = a_voucher(nest=young.nest, seed=2)
    for_good = a_voucher(nest=young.nest, seed=3, expires_at=None)
    redeem_voucher(used.cashier(), code=used.code, unit_id=used.site_id, amount_minor=None, till_ref="sale-1")

    assert expire_vouchers(THEN).voucher_ids == ()

    states = dict(Voucher.objects.values_list("id", "state"))
    assert states == {young.voucher.id: "issued", used.voucher.id: "redeemed", for_good.voucher.id: "issued"}
    assert moved("expire") == []


def test_a_sweep_takes_the_oldest_and_leaves_the_rest_for_the_next() -> None:
    first = a_voucher(expires_at=NOON + timedelta(hours=1))
    second = a_voucher(nest=first.nest, seed=2, expires_at=NOON + timedelta(hours=2))
    assert expire_vouchers(THEN, limit=1).voucher_ids == (first.voucher.id,)
    assert expire_vouchers(THEN, limit=1).voucher_ids == (second.voucher.id,)


def test_one_that_cannot_be_ended_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken = a_voucher(expires_at=NOON + timedelta(hours=1))
    Voucher.objects.filter(id=broken.voucher.id).update(face_minor=9_000, balance_minor=9_000)
    sound = a_voucher(nest=broken.nest, seed=2, face=1_000)

    assert expire_vouchers(THEN).voucher_ids == (sound.voucher.id,)

    assert Voucher.objects.get(id=broken.voucher.id).state == "issued"
    assert "LedgerOutOfStep" in caplog.text


def test_only_the_installation_itself_sweeps() -> None:
    with pytest.raises(NotPermitted):
        expire_vouchers(someone(Role.CX_MANAGER, user_id=1))
