"""A lost voucher is replaced: once, over what was left on it, without moving any budget."""

from __future__ import annotations

import json

import pytest
from givens.portal import Guest, a_guest
from givens.vouchers import moved

from amends.apps.conversations.models import Message
from amends.apps.ledger.models import BudgetPeriod, Transfer
from amends.apps.offers.models import Fulfilment
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Voucher
from amends.commands.delivery.record_delivery import record_delivery
from amends.commands.voucher.redeem_voucher import VoucherRedeemed, redeem_voucher
from amends.commands.voucher.replace_voucher import (
    ReplacementReasonMissing,
    VoucherReplaced,
    VoucherUnknown,
    replace_voucher,
)
from amends.core.refusal import Refusal
from amends.core.voucher.lifecycle import VoucherUsedUp, VoucherVoid
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def with_breakfast() -> tuple[Guest, Voucher]:
    """Ada chose the breakfast; the voucher is on its way by mail."""
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)
    return guest, Voucher.objects.get()


def replace(guest: Guest, serial: str, reason: str = "She lost her phone") -> VoucherReplaced:
    ctx = guest.desk.house.ctx("dana", now=guest.now)
    return replace_voucher(ctx, case_ref=guest.desk.case_ref, serial=serial, reason=reason)


def spend(guest: Guest, serial: str) -> VoucherRedeemed:
    found = vouchers.voucher_by_serial(serial)
    assert found is not None
    return redeem_voucher(
        guest.desk.house.ctx("til", now=guest.now),
        code=vouchers.code_of(found),
        unit_id=guest.desk.house.desk.id,
        amount_minor=None,
        till_ref=f"sale-{serial}",
    )


def test_the_new_one_is_good_and_the_lost_one_is_not() -> None:
    guest, lost = with_breakfast()

    done = replace(guest, lost.serial)

    new = Voucher.objects.get(id=done.voucher_id)
    assert (new.face_minor, new.balance_minor, new.state) == (4400, 4400, "issued")
    assert (new.replaces_id, new.expires_at, new.period_ids) == (lost.id, lost.expires_at, lost.period_ids)
    assert done == VoucherReplaced(new.id, new.serial, new.last_four, lost.id, is_mailed=True)
    lost.refresh_from_db()
    assert (lost.state, lost.ended_at, lost.end_reason) == ("void", guest.now, "She lost her phone")
    with pytest.raises(VoucherVoid):
        spend(guest, lost.serial)
    assert spend(guest, new.serial).taken.minor == 4400
    assert moved("redeem") == [4400]


def test_no_budget_moves() -> None:
    guest, lost = with_breakfast()
    before = list(BudgetPeriod.objects.values()), Transfer.objects.count()
    replace(guest, lost.serial)
    assert (list(BudgetPeriod.objects.values()), Transfer.objects.count()) == before


def test_it_goes_out_by_mail_and_the_case_waits_for_it_instead() -> None:
    guest, lost = with_breakfast()
    done = replace(guest, lost.serial)
    mail = Message.objects.get(voucher_id=done.voucher_id)
    assert f"{{voucher:{done.serial}}}" in mail.body
    assert Fulfilment.objects.get().voucher_id == done.voucher_id
    dana = guest.desk.house.ctx("dana", now=guest.now)
    record_delivery(dana, case_ref=guest.desk.case_ref, serial=done.serial)
    assert guest.state()[0] == "fulfilled"


def test_the_journal_tells_of_it_in_ids() -> None:
    guest, lost = with_breakfast()
    done = replace(guest, lost.serial)
    entry = JournalEntry.objects.get(event="voucher.replaced")
    assert entry.stream == f"case:{lost.case_id}"
    assert json.loads(entry.body) == {
        "voucher_id": done.voucher_id, "instead_of": lost.id, "amount_minor": 4400,
    }  # fmt: skip


def test_replacing_twice_is_refused_and_issues_once() -> None:
    guest, lost = with_breakfast()
    replace(guest, lost.serial)
    with pytest.raises(VoucherVoid):
        replace(guest, lost.serial)
    assert Voucher.objects.count() == 2


def test_a_used_one_is_not_replaced() -> None:
    guest, used = with_breakfast()
    spend(guest, used.serial)
    with pytest.raises(VoucherUsedUp):
        replace(guest, used.serial)
    assert Voucher.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_it_says_why(reason: str) -> None:
    guest, lost = with_breakfast()
    with pytest.raises(ReplacementReasonMissing) as refused:
        replace(guest, lost.serial, reason)
    assert refused.value.field == "reason"


def test_a_voucher_of_another_case_is_not_there() -> None:
    guest, _ = with_breakfast()
    with pytest.raises(VoucherUnknown):
        replace(guest, "abc")


def test_a_cashier_replaces_nothing() -> None:
    guest, lost = with_breakfast()
    til = guest.desk.house.ctx("til", now=guest.now)
    with pytest.raises(NotPermitted):
        replace_voucher(til, case_ref=guest.desk.case_ref, serial=lost.serial, reason="mine")


def test_somebody_at_another_place_does_not_see_it() -> None:
    guest, lost = with_breakfast()
    rita = guest.desk.house.ctx("rita", now=guest.now)
    with pytest.raises(Refusal) as refused:
        replace_voucher(rita, case_ref=guest.desk.case_ref, serial=lost.serial, reason="mine")
    assert refused.value.code == "case_unknown"
    assert Voucher.objects.count() == 1
