"""One incident from its people to everybody's letter, in sets: each as if it had been given alone."""

from __future__ import annotations

import pytest
from givens.contexts import someone
from givens.incidents import HAPPENED, an_outage

from amends.apps.cases.models import Case
from amends.apps.clocks.models import Deadline
from amends.apps.conversations.models import Message
from amends.apps.incidents.models import IncidentPerson
from amends.apps.ledger.models import Transfer
from amends.apps.links.models import Link
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.policies.models import Decision
from amends.apps.vouchers.models import Voucher
from amends.core.money import Money
from amends.core.roles import Role
from amends.kernel.models import JournalEntry
from amends.queries.case_fold_check import case_fold_check
from amends.queries.decision_replay import decision_replay
from amends.queries.journal_check import journal_check
from amends.queries.ledger_check import ledger_check

pytestmark = pytest.mark.django_db


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in IncidentPerson.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_equal_facts_are_decided_once_and_the_sum_is_shown() -> None:
    outage = an_outage(5)

    decided = outage.decide()

    assert (decided.decided, decided.held_back, decided.skipped, decided.verdicts) == (5, 0, 0, 1)
    assert decided.total == Money(5 * 1800, "EUR")
    assert decided.true_cost == Money(5 * 650, "EUR")
    assert decided.level == 0
    assert states() == {"decided": 5}
    assert not Transfer.objects.exists()
    assert not Case.objects.exists()


def test_the_money_is_held_for_everybody_before_anything_is_given() -> None:
    outage = an_outage(5)

    outage.reserve()

    assert states() == {"reserved": 5}
    assert Transfer.objects.filter(kind="reserve", amount_minor=1800).count() == 5
    assert not Case.objects.exists()
    assert not Voucher.objects.exists()
    assert Decision.objects.get().case is None


def test_everybody_gets_a_case_a_voucher_and_a_letter_of_their_own() -> None:
    outage = an_outage(5)
    outage.start()

    given = outage.waves()

    assert (given.people, given.looked_after) == (5, 0)
    assert outage.row().state == "finished"
    assert states() == {"given": 5}
    assert Case.objects.filter(state="fulfilling", origin="event", wanted="carry_out").count() == 5
    assert Voucher.objects.filter(state="issued", face_minor=1800, name="A box of chocolates").count() == 5
    assert Voucher.objects.values("code_hash").distinct().count() == 5
    assert Offer.objects.filter(state="accepted", needs_acceptance=False).count() == 5
    assert Fulfilment.objects.filter(kind="voucher", proven_at=None).count() == 5
    assert Link.objects.filter(purpose="portal").count() == 5
    assert Deadline.objects.filter(kind__in=["fulfil", "update"], met_at=None).count() == 10
    letter = Message.objects.get(to_address="guest3@example.org")
    assert letter.state == "queued"
    assert "Dear Guest 3," in letter.body
    assert HAPPENED in letter.body
    voucher = Voucher.objects.get(case_id=letter.case_id)
    assert f"{{voucher:{voucher.serial}}}" in letter.body
    assert letter.voucher_id == voucher.id
    assert "⟦" not in letter.body + letter.subject
    assert Transfer.objects.filter(kind="post").count() == 5
    assert Message.objects.count() == 5


@pytest.mark.usefixtures("committed_db")
def test_the_books_and_the_journal_hold_for_every_case_of_it() -> None:
    outage = an_outage(7)
    outage.start(wave_size=3)
    outage.waves()
    auditor = someone(Role.AUDITOR)

    assert journal_check(auditor).findings == ()
    assert ledger_check(auditor).findings == ()
    folded = case_fold_check(auditor)
    assert (folded.cases, folded.findings) == (7, ())
    assert decision_replay(auditor).differing == 0
    assert JournalEntry.objects.filter(event="case.put_right_with_others").count() == 7
    assert JournalEntry.objects.filter(event="wave.given").count() == 3
