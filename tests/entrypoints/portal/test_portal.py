"""The customer's pages: what they say, what they let the customer do, and what they give away to nobody else."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client
from givens.giving import log_alarm
from givens.house import system
from givens.portal import Guest, a_guest, text_of

from amends.apps.cases.models import Case
from amends.apps.followups.models import Answer
from amends.apps.ledger.models import Transfer
from amends.apps.links import store as links
from amends.apps.links.models import Link
from amends.apps.offers.models import Offer
from amends.apps.promises.models import Promise
from amends.apps.vouchers.models import Voucher
from amends.commands.delivery.record_delivery import record_delivery
from amends.commands.followup.answer_followup import answer_followup

pytestmark = pytest.mark.django_db


def put_in_hand(guest: Guest) -> None:
    """The voucher is handed over, so that nothing is left to be done."""
    dana = guest.desk.house.ctx("dana", now=guest.now)
    record_delivery(dana, case_ref=guest.desk.case_ref, serial=Voucher.objects.get().serial)
    assert guest.state()[0] == "fulfilled"


def chosen_breakfast(guest: Guest) -> None:
    made = guest.given("breakfast", "late_check_out")
    assert guest.post("choice", offer=made.offer_id, choice=0).status_code == 302


# --- what it says


def test_it_is_a_letter_from_a_named_person_that_says_where_things_stand() -> None:
    page = text_of(a_guest().get())
    thanks = "Dear Ada Lindqvist, Thank you for telling us that an alarm woke you (5 May 01:10)."
    assert f"{thanks} Nora Berg looks after it." in page
    assert "Nora Berg night desk, Harbour Hotel" in page
    assert "An alarm woke me at one." in page


def test_an_offer_is_shown_only_once_it_was_told() -> None:
    guest = a_guest()
    dana = guest.desk.house.ctx("dana", now=guest.now)
    guest.desk.give("breakfast", "late_check_out", ctx=dana)  # decided, not yet said
    assert "Breakfast" not in text_of(guest.get())


def test_what_was_promised_names_who_and_by_when() -> None:
    guest = a_guest()
    guest.given("handwritten_note")
    page = text_of(guest.get())
    assert Promise.objects.count() == 3
    assert page.count("Write a note") == 3
    assert "Who does what, and by when" in page


# --- choosing


def test_choosing_puts_the_voucher_on_the_page_and_posts_what_it_is_worth() -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    assert "Breakfast for the room , €44.00" in text_of(guest.get())

    answer = guest.post("choice", offer=made.offer_id, choice=0)

    assert answer.headers["Location"] == f"/p/{guest.token}/?done=chosen"
    page = guest.browser.get(answer.headers["Location"])
    assert "Thank you. It is yours." in text_of(page)
    assert re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text_of(page))
    assert "<svg" in page.content.decode()
    offer = Offer.objects.get()
    assert (offer.state, offer.answered_source) == ("accepted", "link")
    assert list(Transfer.objects.values_list("kind", "amount_minor")) == [("reserve", 4400), ("post", 4400)]


def test_choosing_twice_is_refused_kindly_and_gives_once() -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    guest.post("choice", offer=made.offer_id, choice=0)

    again = guest.post("choice", offer=made.offer_id, choice=1)

    assert again.status_code == 409
    assert "This offer is accepted, so this cannot be done with it any more." in text_of(again)
    assert Voucher.objects.count() == 1
    assert Transfer.objects.filter(kind="post").count() == 1


def test_saying_no_keeps_their_words_and_lets_the_money_go() -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    answer = guest.post("choice", offer=made.offer_id, choice="no", words="I leave at six.")
    assert "Thank you for telling us." in text_of(guest.browser.get(answer.headers["Location"]))
    offer = Offer.objects.get()
    assert (offer.state, offer.decline_words) == ("declined", "I leave at six.")
    assert list(Transfer.objects.values_list("kind", flat=True)) == ["reserve", "void"]


@pytest.mark.parametrize("choice", ["", "2", "-1", "x", "99999999999999999999"])
def test_a_choice_that_was_not_offered_is_refused_and_keeps_what_was_typed(choice: str) -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    answer = guest.post("choice", offer=made.offer_id, choice=choice, words="Thank you both")
    assert answer.status_code == 422
    assert "Choose one of the 2 that are offered." in text_of(answer)
    assert "Thank you both</textarea>" in answer.content.decode()
    assert Offer.objects.get().state == "offered"


def test_somebody_elses_offer_cannot_be_answered() -> None:
    guest = a_guest()
    made = guest.given("breakfast", "late_check_out")
    other_ref = log_alarm(guest.desk.house, name="Bo Ek", email="bo@example.org")
    with transaction.atomic():
        other = links.open_link(
            system(guest.now), case_id=Case.objects.get(ref=other_ref).id, purpose="portal"
        )
    answer = Client().post(f"/p/{links.token_of(other)}/choice", {"offer": made.offer_id, "choice": "0"})
    assert answer.status_code == 404
    assert Offer.objects.get().state == "offered"


# --- is it right now?


def test_a_yes_recovers_and_shows_the_mend() -> None:
    guest = a_guest()
    chosen_breakfast(guest)
    put_in_hand(guest)
    assert "Is it right now?" in text_of(guest.get())

    answer = guest.post("answer", answer="yes", words="Kind of you.", satisfaction="5")

    assert answer.status_code == 302
    assert guest.state() == ("closed", "recovered")
    given = Answer.objects.get()
    assert (given.answer, given.source, given.words, given.satisfaction) == ("yes", "link", "Kind of you.", 5)
    page = guest.get()
    assert "You told us that it is right now. Thank you" in text_of(page)
    assert 'class="seam"' in page.content.decode()


@pytest.mark.parametrize("said", ["partly", "no"])
def test_partly_and_no_begin_another_round_with_somebody_with_more_say(said: str) -> None:
    guest = a_guest()
    chosen_breakfast(guest)
    put_in_hand(guest)
    guest.post("answer", answer=said, words="It rang again.")
    assert guest.state() == ("investigating", "not_recovered")
    page = text_of(guest.get())
    assert "Thank you for being frank: it is not right yet." in page
    assert "has taken it over, with more say than whoever had it before." in page


def test_an_answer_before_anything_was_done_is_refused() -> None:
    guest = a_guest()
    answer = guest.post("answer", answer="yes")
    assert answer.status_code == 409
    assert Answer.objects.count() == 0


def test_a_spoken_yes_counts_only_with_their_own_tap() -> None:
    guest = a_guest()
    chosen_breakfast(guest)
    put_in_hand(guest)
    dana = guest.desk.house.ctx("dana", now=guest.now)
    answer_followup(dana, case_ref=guest.desk.case_ref, answer="yes", source="spoken")
    assert guest.state() == ("closed", "said_yes_unverified")
    row = Link.objects.get(purpose="confirm_yes")
    token = links.token_of(links.link_by_serial(row.serial))

    shown = guest.browser.get(f"/p/{token}/")
    assert "noted that you said it is right now" in text_of(shown)
    assert guest.state() == ("closed", "said_yes_unverified")
    pressed = guest.browser.post(f"/p/{token}/confirm")

    assert pressed.status_code == 302
    assert guest.state() == ("closed", "recovered")
    assert "You told us that it is right now." in text_of(guest.browser.get(f"/p/{token}/"))


def test_the_confirmation_also_takes_a_no() -> None:
    guest = a_guest()
    chosen_breakfast(guest)
    put_in_hand(guest)
    dana = guest.desk.house.ctx("dana", now=guest.now)
    answer_followup(dana, case_ref=guest.desk.case_ref, answer="yes", source="spoken")
    token = links.token_of(links.link_by_serial(Link.objects.get(purpose="confirm_yes").serial))
    guest.browser.post(f"/p/{token}/answer", {"answer": "no", "words": "I never said that."})
    assert guest.state()[1] == "not_recovered"


# --- the voucher


def test_the_voucher_stands_alone_with_code_and_qr() -> None:
    guest = a_guest()
    chosen_breakfast(guest)
    row = Voucher.objects.get()
    page = guest.get(f"voucher/{row.serial}")
    assert f"-{row.last_four}" in text_of(page)
    assert "good until" in text_of(page)
    assert "<svg" in page.content.decode()
    assert len(page.content) < 100_000


def test_a_voucher_of_another_case_is_not_there() -> None:
    guest = a_guest()
    assert guest.get("voucher/abc").status_code == 404
