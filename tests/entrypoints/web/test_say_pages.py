"""Saying it in the browser: filled in, checked live, stopped with its place, and nothing typed is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from givens.giving import Desk, a_desk
from givens.house import system
from givens.saying import case_at

from amends.apps.cases import store as cases
from amends.apps.conversations.models import Message
from amends.apps.customers.models import Customer
from amends.apps.followups.models import Answer
from amends.apps.promises import store as promise_store
from amends.apps.promises.models import Promise
from amends.apps.promises.store import NewPromise
from amends.apps.staff.models import User
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.core.case.lifecycle import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    """The night desk with a case of this very moment: the pages read the clock."""
    made = a_desk()
    logged = log_failure(
        made.house.ctx("nora", now=timezone.now()),
        unit_id=made.house.desk.id,
        customer=Contact("Ada Lindqvist", "ada@example.org"),
        failures=(LoggedFailure("alarm_set", place="Room 412", words="An alarm woke me."),),
    )
    return replace(made, case_ref=logged.refs[0])


def give(desk: Desk, code: str, **given: object) -> None:
    desk.give(code, ctx=desk.house.ctx("nora", now=timezone.now()), **given)


@pytest.fixture
def nora(desk: Desk) -> Client:
    return signed_in(desk, "nora")


def signed_in(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[name].id))
    return client


def field(page: bytes, name: str) -> str:
    """What stands in a field of the page."""
    text = page.decode()
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', text, re.S)
    if area:
        return unescape(area[1])
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', text)
    return "" if found is None else unescape(found[1])


def state(desk: Desk) -> State:
    return cases.case_by_ref(desk.case_ref).state


def test_the_panel_begins_with_the_text_that_fits_and_says_that_it_can_go(desk: Desk, nora: Client) -> None:
    give(desk, "chocolates")
    page = nora.get(f"/cases/{desk.case_ref}/say")
    assert page.status_code == 200
    text = field(page.content, "text")
    assert text.startswith("Dear Ada Lindqvist,")
    assert "That was our fault" in text
    assert "A box of chocolates" in text
    assert "Can go" in page.content.decode()
    assert b"<html" in page.content
    part = nora.get(f"/cases/{desk.case_ref}/say", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b'id="say"' in part.content


def test_sending_it_tells_the_customer_and_goes_back_to_the_case(desk: Desk, nora: Client) -> None:
    give(desk, "chocolates")
    text = field(nora.get(f"/cases/{desk.case_ref}/say").content, "text")
    sent = nora.post(
        f"/cases/{desk.case_ref}/say",
        {"template": "offer_upheld", "stage": "FINAL", "subject": "S", "text": text},
    )
    assert (sent.status_code, sent["Location"]) == (302, f"/cases/{desk.case_ref}")
    assert state(desk) is State.FULFILLING
    assert Message.objects.get(stage="FINAL").subject == "S"


def test_what_cannot_go_comes_back_with_every_word_typed_and_the_place_of_each_fault(
    desk: Desk, nora: Client
) -> None:
    give(desk, "chocolates")
    typed = "Dear Ms Smith,\n\nsorry if you felt disturbed; here are 500.00 EUR & more."
    page = nora.post(
        f"/cases/{desk.case_ref}/say", {"template": "", "stage": "FINAL", "subject": "Mine", "text": typed}
    )
    assert page.status_code == 422
    assert field(page.content, "text") == typed
    assert field(page.content, "subject") == "Mine"
    words = unescape(page.content.decode())
    assert "“Ms Smith” is not this customer's name." in words
    assert "500.00 EUR is not approved in this case." in words
    assert not Message.objects.filter(stage="FINAL").exists()


def test_a_hole_that_is_left_is_named_as_the_writer_sees_it_and_said_once(desk: Desk, nora: Client) -> None:
    typed = field(nora.get(f"/cases/{desk.case_ref}/say?template=response").content, "text")
    page = nora.post(
        f"/cases/{desk.case_ref}/say", {"template": "response", "stage": "RESPONSE", "text": typed}
    )
    assert page.status_code == 422
    words = unescape(page.content.decode())
    assert words.count("[… what happened] is still to be filled in.") == 1
    assert words.count("This cannot go out yet. The check under it says what to change.") == 2
    assert "{{" not in words


def test_the_live_check_answers_with_the_rubric_alone_and_writes_nothing(desk: Desk, nora: Client) -> None:
    give(desk, "chocolates")
    answer = nora.post(
        f"/cases/{desk.case_ref}/say/check",
        {"stage": "FINAL", "text": "Sorry but no."},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert answer.content.strip().startswith(b'<section class="rubric" id="rubric"')
    assert "is no apology" in unescape(answer.content.decode())
    empty = nora.post(f"/cases/{desk.case_ref}/say/check", {"stage": "FINAL", "text": " "})
    assert b"The check begins when you write" in empty.content
    assert Message.objects.count() == Message.objects.filter(stage="ACK").count()


def test_another_text_can_be_taken_and_an_empty_sheet_too(desk: Desk, nora: Client) -> None:
    taken = nora.get(f"/cases/{desk.case_ref}/say?template=ack")
    assert "Thank you for telling us that an alarm woke you" in field(taken.content, "text")
    assert field(nora.get(f"/cases/{desk.case_ref}/say?template=own").content, "text") == ""


def test_what_was_told_in_person_is_noted(desk: Desk, nora: Client) -> None:
    give(desk, "chocolates")
    at = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=2)
    form = {
        "told_stage": "FINAL",
        "channel": "desk",
        "words": "Told her.",
        "told_at": at.strftime("%Y-%m-%dT%H:%M"),
    }
    done = nora.post(f"/cases/{desk.case_ref}/say/told", form)
    assert done.status_code == 302
    row = Message.objects.get(state="spoken", stage="FINAL")
    assert (row.body, row.channel) == ("Told her.", "desk")
    missing = nora.post(f"/cases/{desk.case_ref}/say/told", form | {"words": "", "told_at": "soon"})
    assert missing.status_code == 422
    assert "2 things to put right" in missing.content.decode()


def test_what_was_told_in_the_year_one_is_refused_at_its_field_and_the_case_can_still_be_read(
    desk: Desk, nora: Client
) -> None:
    give(desk, "chocolates")
    form = {"told_stage": "FINAL", "channel": "desk", "words": "Told her.", "told_at": "0001-01-01T00:00"}
    refused = nora.post(f"/cases/{desk.case_ref}/say/told", form)
    assert refused.status_code == 422
    assert "Nobody remembers the year" in refused.content.decode()
    assert Message.objects.filter(stage="FINAL").count() == 0
    assert nora.get(f"/cases/{desk.case_ref}").status_code == 200


def test_without_an_address_only_the_spoken_way_is_offered(desk: Desk, nora: Client) -> None:
    Customer.objects.update(email="", email_normalised="")
    page = nora.get(f"/cases/{desk.case_ref}/say").content.decode()
    assert "We have no e-mail address of this customer" in page
    assert 'name="subject"' not in page


def promised(desk: Desk, owner: str) -> Promise:
    case = cases.case_by_ref(desk.case_ref)
    with transaction.atomic():
        promise_store.open_promises(
            system(timezone.now()),
            case_id=case.id,
            unit_id=case.unit_id,
            offer_id=None,
            promises=(
                NewPromise(
                    "note", "Bring a note", desk.house.people[owner].id, timezone.now() + timedelta(hours=1)
                ),
            ),
        )
    return Promise.objects.get()


def test_a_promise_that_was_not_kept_in_time_says_so_in_words(desk: Desk, nora: Client) -> None:
    promised(desk, "nora")
    Promise.objects.update(state="broken", broken_at=timezone.now())
    assert "not kept in time</span>" in nora.get("/promises").content.decode()


def test_a_promise_stands_on_its_owners_list_and_one_tap_keeps_it(desk: Desk, nora: Client) -> None:
    promise = promised(desk, "nora")
    page = nora.get("/promises").content.decode()
    assert "Bring a note" in page
    assert "for Ada Lindqvist" in page
    hugo = signed_in(desk, "hugo")
    assert "Bring a note" not in hugo.get("/promises").content.decode()
    assert "Bring a note" in hugo.get("/promises?lens=team").content.decode()
    panel = f"/cases/{desk.case_ref}/promises"
    assert "Done: Bring a note" in nora.get(panel).content.decode()
    audrey = signed_in(desk, "audrey").get(panel).content.decode()
    assert ("Bring a note" in audrey, "Done: Bring a note" in audrey) == (True, False)
    assert "Bring a note" not in hugo.get("/promises?lens=team&q=towels").content.decode()

    done = nora.post(f"/promises/{promise.id}/kept", headers={"Referer": "http://testserver/promises"})
    assert (done.status_code, done["Location"]) == (302, "http://testserver/promises")
    assert Promise.objects.get().state == "kept"
    after = nora.get("/promises").content.decode()
    assert "Nothing is promised in your name" in after
    assert "kept" in nora.get(f"/cases/{desk.case_ref}/promises").content.decode()


def test_a_referer_from_elsewhere_is_not_followed(desk: Desk, nora: Client) -> None:
    promise = promised(desk, "nora")
    done = nora.post(f"/promises/{promise.id}/kept", headers={"Referer": "https://evil.example/"})
    assert done["Location"] == "/promises"


def test_a_spoken_answer_is_noted_and_the_mail_for_their_tap_goes_out(desk: Desk, nora: Client) -> None:
    case = case_at(desk.house, State.VERIFYING, email="bo@example.org")
    page = nora.get(f"/cases/{case.ref}/follow-up").content.decode()
    assert "They told you" in page
    done = nora.post(f"/cases/{case.ref}/follow-up", {"act": "answer", "answer": "yes", "words": "All good."})
    assert done.status_code == 302
    assert Answer.objects.get().source == "spoken"
    assert Message.objects.filter(template_code="confirm_yes").count() == 1
    after = unescape(nora.get(f"/cases/{case.ref}/follow-up").content.decode())
    assert "All good." in after
    assert "their own tap is still awaited" in after
    assert "They told you" not in after


def test_an_answer_without_a_choice_keeps_the_words(desk: Desk, nora: Client) -> None:
    case = case_at(desk.house, State.VERIFYING, email="bo@example.org")
    page = nora.post(f"/cases/{case.ref}/follow-up", {"act": "answer", "words": "They said a lot."})
    assert page.status_code == 422
    assert field(page.content, "words") == "They said a lot."
    assert Answer.objects.count() == 0


def test_an_attempt_without_an_answer_counts(desk: Desk, nora: Client) -> None:
    case = case_at(desk.house, State.VERIFYING, email="bo@example.org")
    assert nora.post(f"/cases/{case.ref}/follow-up", {"act": "tried"}).status_code == 302
    assert "Asked 1 of" in nora.get(f"/cases/{case.ref}/follow-up").content.decode()


@pytest.mark.parametrize("path", ["say", "follow-up", "promises"])
def test_a_colleague_elsewhere_finds_no_such_case(desk: Desk, path: str) -> None:
    assert signed_in(desk, "rita").get(f"/cases/{desk.case_ref}/{path}").status_code == 404
    assert signed_in(desk, "til").get(f"/cases/{desk.case_ref}/{path}").status_code in (403, 404)


def test_what_was_told_in_person_is_written_down_as_it_was_given(desk: Desk, nora: Client) -> None:
    give(desk, "handwritten_note", spoken=True)
    assert state(desk) is State.FULFILLING
    text = field(nora.get(f"/cases/{desk.case_ref}/say").content, "text")
    assert "What we know so far" not in text
    assert "Handwritten note" in text
    sent = nora.post(
        f"/cases/{desk.case_ref}/say",
        {"template": "offer_upheld", "stage": "FINAL", "subject": "S", "text": text},
    )
    assert sent.status_code == 302
    assert state(desk) is State.FULFILLING
    assert "Handwritten note" in Message.objects.get(stage="FINAL", state="queued").body
