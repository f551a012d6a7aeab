"""The ledger's proof: silent while everything adds up, and every kind of tampering has a name."""

from __future__ import annotations

import pytest
from givens.contexts import NOON, someone
from givens.database import without_constraint
from givens.portal import a_guest
from givens.tampering import tamper
from givens.vouchers import Held, a_voucher

from amends.apps.vouchers.models import Voucher
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.voucher.expire_vouchers import expire_vouchers
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.commands.voucher.replace_voucher import replace_voucher
from amends.commands.voucher.roll_back_redemption import roll_back_redemption
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.queries.ledger_check import ledger_check

AUDITOR = someone(Role.AUDITOR)


@pytest.fixture
def used(committed_db) -> Held:
    """A voucher over 20.00 of which 5.00 were taken, 3.00 taken and given back."""
    held = a_voucher(face=2_000)
    spend(held, 500, "sale-1")
    again = spend(held, 300, "sale-2")
    roll_back_redemption(held.cashier(), redemption_id=again, reason="The guest changed their mind")
    return held


def spend(held: Held, amount: int, till_ref: str) -> int:
    taken = redeem_voucher(
        held.cashier(), code=held.code, unit_id=held.site_id, amount_minor=amount, till_ref=till_ref
    )
    return taken.redemption_id


def found() -> list[tuple[str, str]]:
    return [(finding.where, finding.problem) for finding in ledger_check(AUDITOR).findings]


def test_books_that_nobody_touched_have_no_findings(used):
    checked = ledger_check(AUDITOR)

    assert (checked.periods, checked.vouchers, checked.findings) == (5, 1, ())
    assert checked.transfers == 5  # reserve, post, redeem, redeem, rollback


def test_a_voucher_that_ran_out_adds_up(committed_db):
    held = a_voucher(expires_at=NOON)
    spent = expire_vouchers(someone(Role.SYSTEM))

    assert spent.voucher_ids == (held.voucher.id,)
    assert found() == []


def test_a_budget_made_richer_is_named_with_its_column(used):
    assert tamper("ledger_budgetperiod", "UPDATE {table} SET issued_minor = 600 WHERE depth = 0") == 1

    [(where, problem)] = found()
    assert where.startswith("budget:")
    assert problem == "issued is 600, but its transfers come to 2000"


def test_a_cap_cut_below_what_was_promised_is_named(used):
    with without_constraint("ledger_budgetperiod", "budget_never_overspent"):
        assert tamper("ledger_budgetperiod", "UPDATE {table} SET cap_minor = 100 WHERE depth = 0") == 1
        [(_, problem)] = found()

    assert problem == "its transfers commit 2000 of a cap of 100, or less than nothing"


def test_a_transfer_made_smaller_is_named_at_every_level_and_at_its_voucher(used):
    assert (
        tamper(
            "ledger_transfer",
            "UPDATE {table} SET amount_minor = 400 WHERE kind = 'redeem' AND amount_minor = 500",
        )
        == 1
    )

    problems = found()
    assert [problem for _, problem in problems[:5]] == ["redeemed is 500, but its transfers come to 400"] * 5
    assert problems[5:] == [
        (f"voucher:{used.voucher.id}", "its redemptions come to 500, but the transfers to 400")
    ]


def test_a_transfer_through_a_budget_that_is_gone_is_named(used):
    assert (
        tamper("ledger_transfer", "UPDATE {table} SET period_ids = period_ids || 999999 WHERE kind = 'post'")
        == 1
    )

    [(where, problem)] = found()
    assert where.startswith("transfer:")
    assert problem == "it moves period 999999, which is gone or in another currency"


def test_a_voucher_filled_up_again_is_named(used):
    assert tamper("vouchers_voucher", "UPDATE {table} SET balance_minor = 2000") == 1

    assert found() == [
        (f"voucher:{used.voucher.id}", "2000 is left of 2000, but its redemptions come to 500")
    ]


def test_a_voucher_written_off_twice_is_named(used):
    assert tamper("vouchers_voucher", "UPDATE {table} SET state = 'expired'") == 1

    assert found() == [(f"voucher:{used.voucher.id}", "it is expired with 1500 left, but 0 was written off")]


def test_a_voucher_said_to_be_used_up_is_named(used):
    assert tamper("vouchers_voucher", "UPDATE {table} SET state = 'redeemed'") == 1

    assert found() == [(f"voucher:{used.voucher.id}", "it says that it is used up, but 1500 is left")]


def test_a_redemption_taken_out_with_all_its_traces_but_the_journal_is_named(used):
    tamper("vouchers_redemption", "DELETE FROM {table} WHERE amount_minor = 500")
    tamper("ledger_transfer", "DELETE FROM {table} WHERE kind = 'redeem' AND amount_minor = 500")
    tamper("ledger_budgetperiod", "UPDATE {table} SET redeemed_minor = 0")
    tamper("vouchers_voucher", "UPDATE {table} SET balance_minor = 2000")

    [(where, problem)] = found()
    assert where == f"voucher:{used.voucher.id}"
    assert problem.startswith("the journal tells of redemption ")


def test_a_redemption_that_the_journal_does_not_know_is_named(used):
    columns = "voucher_id, unit_id, amount_minor, currency, balance_after_minor, reason, actor, at"
    tamper(
        "vouchers_redemption",
        f"INSERT INTO {{table}} (kind, till_ref, {columns})"  # noqa: S608 - a list written above
        f" SELECT 'redeem', 'forged', {columns} FROM {{table}} WHERE amount_minor = 500",
    )

    problems = [problem for _, problem in found()]
    assert len(problems) == 3  # balance, transfers, journal
    assert problems[2].startswith("the journal does not tell of redemption ")


def test_only_those_who_may_read_the_journal_get_the_proof(db):
    with pytest.raises(NotPermitted):
        ledger_check(someone(Role.LEAD))


def test_a_replaced_voucher_adds_up(committed_db):
    guest = a_guest()
    made = guest.given("breakfast", "handwritten_note")
    dana = guest.desk.house.ctx("dana", now=guest.now)
    accept_offer(dana, offer_id=made.offer_id, option_position=0)
    voucher = Voucher.objects.get()

    done = replace_voucher(
        dana, case_ref=guest.desk.case_ref, serial=voucher.serial, reason="Lost on the way"
    )

    assert done.instead_of == voucher.id
    assert found() == []
