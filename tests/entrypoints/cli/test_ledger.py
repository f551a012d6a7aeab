"""`amends ledger audit`: silent about books that nobody touched, exact about what was changed."""

from __future__ import annotations

import json

import pytest
from givens.api import Caller, a_token
from givens.shell import amends
from givens.tampering import tamper
from givens.vouchers import a_voucher

from amends.apps.ledger.models import BudgetPeriod


@pytest.fixture
def books(committed_db: None) -> None:
    """A voucher over 20.00 that five nested budgets have paid for."""
    a_voucher(face=2_000)


def test_books_that_nobody_touched_agree(books, database_address):
    done = amends(database_address, "ledger", "audit")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "5 budget periods and 1 vouchers rebuilt from 2 transfers",
        "all agree",
    ]


def test_each_difference_is_named_and_the_exit_code_says_so(books, database_address):
    period = BudgetPeriod.objects.order_by("id")[0]
    tamper(
        "ledger_budgetperiod",
        "UPDATE {table} SET issued_minor = 2001 WHERE id = (SELECT min(id) FROM {table})",
    )

    done = amends(database_address, "ledger", "audit", "--json")

    told = json.loads(done.stdout)
    where = f"budget:{period.budget_id} from {period.starts_at:%Y-%m-%d}"
    assert done.returncode == 1
    assert told == {
        "periods": 5,
        "transfers": 2,
        "vouchers": 1,
        "findings": [{"where": where, "problem": "issued is 2001, but its transfers come to 2000"}],
    }


def test_an_auditors_program_gets_the_same_and_others_do_not(books):
    tamper("ledger_budgetperiod", "UPDATE {table} SET reserved_minor = 7")

    status, told = Caller(a_token("auditor", "ledger:audit")).call("GET", "/ledger/audit")
    refused, _ = Caller(a_token("finance", "budgets:read")).call("GET", "/ledger/audit")

    assert (status, refused, len(told["findings"])) == (200, 403, 5)
    assert told["findings"][0]["problem"] == "reserved is 7, but its transfers come to 0"
