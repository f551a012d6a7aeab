"""`amends verify`: says yes to what nobody touched, and names every thing that was changed behind its back."""

from __future__ import annotations

import pytest
from givens.cases import a_case
from givens.house import make_house
from givens.shell import amends
from givens.tampering import tamper

from amends.apps.cases.models import Case

TAMPERINGS = {
    "a case moved on by hand": (
        "cases_case",
        "UPDATE {table} SET state = 'closed'",
        "state is 'closed', but the journal ends at 'received'",
    ),
    "a case deleted": ("cases_case", "DELETE FROM {table}", "the journal tells of it, but its row is gone"),
    "an entry of the journal reworded": (
        "kernel_journalentry",
        "UPDATE {table} SET actor = 'person:1' WHERE stream LIKE 'case:%'",
        "the entry, or the one before it, was changed",
    ),
    "the end of a chain cut off": (
        "kernel_journalentry",
        "DELETE FROM {table} WHERE stream = 'staff'",
        "entries were cut off",
    ),
    "a budget made richer": (
        "ledger_budgetperiod",
        "UPDATE {table} SET released_minor = 5",
        "released is 5, but its transfers come to 0",
    ),
    "a voucher filled up": (
        "vouchers_voucher",
        "UPDATE {table} SET face_minor = 9000, balance_minor = 9000",
        None,
    ),
}
