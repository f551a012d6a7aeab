"""A complaint through the form of a room, and one through the API: both end with the customer's own yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from givens.api import Caller, a_token
from givens.hands import Hands, code_in, page_in, text_in

from amends.apps.cases.models import Case
from amends.apps.followups.models import FollowUp
from amends.apps.offers.models import Offer
from amends.apps.vouchers.models import Voucher
from amends.commands.followup.ask_followups import ask_followups
from amends.entrypoints.common.context import shell_context, system_context
from amends.queries.journal_check import journal_check
from amends.queries.ledger_check import ledger_check

WORDS = "An alarm rang at one in the night."


def through_the_form() -> None:
    """The poster in the room leads to a letter that asks."""
    guest = Client(enforce_csrf_checks=True)
    told = {
        "words": WORDS,
        "failure_code": "alarm_set",
        "contact_name": "Ada Lindqvist",
        "email": "ada@example.org",
        "key": "0123456789abcdef",
    }
    thanks = guest.post("/f/H412", told, follow=True)
    assert thanks.status_code == 200
    assert Case.objects.get().ref in thanks.content.decode()


def through_the_api() -> None:
    """The booking system passes on what the guest wrote in its chat."""
    program = Caller(a_token("program", "complaints:write", unit="harbour"))
    customer = {"name": "Ada Lindqvist", "email": "ada@example.org"}
    body = {"customer": customer, "failure": "alarm_set", "words": WORDS, "place": "H412", "channel": "chat"}
    status, opened = program.post("/complaints", body, key="chat-1")
    assert (status, opened["ref"]) == (201, Case.objects.get().ref)


@pytest.mark.parametrize("door", [through_the_form, through_the_api])
def test_from_the_customers_words_to_their_own_yes(hands: Hands, door: Callable[[], None]) -> None:
    door()
    case = Case.objects.get()
    (ack,) = hands.mails()
    assert case.ref in ack["Subject"]
    assert "Dana Berg" in text_in(ack)  # somebody with a name looks after it
    guest = Client(enforce_csrf_checks=True)
    assert WORDS in guest.get(page_in(ack)).content.decode()  # opening it proves the address

    # The duty manager offers two things and writes what the page proposes; the rubric lets it pass.
    give = f"/cases/{case.ref}/give"
    hands.post("dana", give, give, offer="yes", choice=["breakfast", "late_check_out"])
    letter = hands.colleague("dana").get(f"/cases/{case.ref}/say").content.decode()
    assert "Breakfast for the room" in letter
    say = f"/cases/{case.ref}/say"
    text, subject, template = _letter(hands, case.ref)
    hands.post("dana", say, say, stage="FINAL", text=text, subject=subject, template=template)
    (final,) = hands.mails()
    assert final["References"].split()[0] == ack["Message-ID"]

    # The customer chooses on their own page, without any script; the code comes by mail and is spent.
    page = page_in(final)
    offer = Offer.objects.get()
    assert guest.post(f"{page}choice", {"offer": offer.id, "choice": "0"}).status_code == 302
    (voucher_mail,) = hands.mails()
    till = hands.colleague("til")
    till.post("/till", {"act": "take", "code": code_in(voucher_mail), "sale": "0123456789abcdef"})
    assert Voucher.objects.get().state == "redeemed"

    # Asked when it is time; only their own yes closes it as recovered.
    at = FollowUp.objects.get().ask_at + timedelta(minutes=1)
    ask_followups(replace(system_context("jobs"), now=at))
    (question,) = hands.mails(at=at)
    guest.post(f"{page_in(question)}answer", {"answer": "yes"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "recovered")
    for proof in (journal_check, ledger_check):
        assert proof(shell_context()).findings == ()


def _letter(hands: Hands, ref: str) -> tuple[str, str, str]:
    """Text, subject and template as the page proposes them."""
    form = hands.colleague("dana").get(f"/cases/{ref}/say").context["form"]
    return form["text"].value(), form["subject"].value(), form["template"].value()
