"""`amends verify`: says yes to what nobody touched, and names every thing that was changed behind its back."""

from __future__ import annotations

import pytest
from django.db import transaction
from givens.cases import a_case
from givens.house import make_house
from givens.shell import amends, amends_within
from givens.tampering import tamper
from givens.vouchers import a_voucher

from amends.apps.cases.models import Case


@pytest.fixture
def case_id(committed_db: None) -> int:
    """A case, opened as the product opens one."""
    house = make_house()
    with transaction.atomic():
        return a_case(house).id


def test_an_installation_that_nobody_touched_is_proven(case_id, database_address):
    done = amends(database_address, "verify")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line[:10] for line in done.stdout.splitlines()] == [
        "✓ journal:",
        "✓ cases: 1",
        "✓ ledger: ",
        "✓ incident",
    ]


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        (
            "cases_case",
            "UPDATE {table} SET state = 'closed'",
            "state is 'closed', but the journal ends at 'received'",
        ),
        ("kernel_journalentry", "UPDATE {table} SET actor = 'person:1' WHERE seq = 1", "was changed"),
        ("kernel_journalentry", "DELETE FROM {table} WHERE stream LIKE 'case:%'", "entries were cut off"),
        (
            "kernel_journalentry",
            "DELETE FROM {table} WHERE stream LIKE 'case:%'",
            "it has a row, but no journal",
        ),
    ],
    ids=["a case moved on by hand", "an entry reworded", "a chain cut off", "a case without its journal"],
)
def test_what_was_done_to_a_case_or_its_journal_is_named(case_id, database_address, table, change, problem):
    assert tamper(table, change) >= 1

    done = amends_within(database_address, "verify")

    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if problem in line]
    assert line.startswith(f"    case:{case_id}")
    assert Case.objects.count() == 1  # it looks, and repairs nothing


def test_money_that_does_not_add_up_is_named(committed_db, database_address):
    held = a_voucher(face=2_000)
    assert tamper("vouchers_voucher", "UPDATE {table} SET balance_minor = 1500") == 1
    assert tamper("ledger_budgetperiod", "UPDATE {table} SET released_minor = 5 WHERE depth = 0") == 1

    done = amends_within(database_address, "verify")

    assert done.returncode == 1
    assert "released is 5, but its transfers come to 0" in done.stdout
    assert (
        f"    voucher:{held.voucher.id}: 1500 is left of 2000, but its redemptions come to 0" in done.stdout
    )


def test_where_there_is_nothing_it_says_so_and_makes_nothing(tmp_path):
    done = amends(None, "verify", "--data", str(tmp_path / "none"))

    assert (done.returncode, done.stdout) == (66, "")
    assert done.stderr.startswith("There is no installation in")
    assert list(tmp_path.iterdir()) == []
