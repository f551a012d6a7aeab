"""Givens for the rubric: the alarm clock story, its record and a letter that has nothing wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from amends.core.apology.model import CaseRecord, Remedy
from amends.core.money import Money

LETTER = """Dear Ms Huber,

I am sorry that the alarm clock in your room woke you at 01:10. This was our mistake: we should have reset it \
after the last guest left. It rang because nobody checks the clocks between two stays. I can imagine how \
exhausting such a night is, and you lost your sleep over it. Thank you for telling us right away.

You can check out late today, at 14:00, and here is a breakfast voucher of 25 EUR. We have changed the list that \
housekeeping works by: from now on every clock is reset before a guest arrives.

I will call you on 4 May to ask whether it is right now. Just reply to this message, or ask for me at the desk.

Jonas Weber, night desk"""

BRIEF = """Dear Ms Huber,

Thank you for telling us about the alarm clock. I am looking into it and will call you by 14:00 today. \
Just reply to this message if you need anything before.

Jonas Weber"""


@pytest.fixture
def record() -> CaseRecord:
    """Ours, upheld, cause known, a corrective action behind it, two remedies approved."""
    return CaseRecord(
        ref="C-4F7K9-QDX2M",
        customer_name="Maria Huber",
        customer_contacts=("maria@example.org",),
        people=("Jonas Weber",),
        failure_terms=("alarm", "alarm clock"),
        occurred_on=date(2026, 5, 3),
        impact_terms=("sleep", "night"),
        locus="firm",
        finding="upheld",
        cause_known=True,
        corrective_action=True,
        remedies=(
            Remedy("Late check-out", terms=("check out late",)),
            Remedy("Breakfast voucher", amount=Money(2500, "EUR")),
        ),
        other_items=("Room upgrade",),
        known_dates=frozenset({date(2026, 5, 4)}),
        severity=2,
        today=date(2026, 5, 3),
    )


@pytest.fixture
def letter() -> str:
    """A final message with nothing wrong with it."""
    return LETTER


@pytest.fixture
def first_words() -> str:
    """An acknowledgement with nothing wrong with it."""
    return BRIEF
