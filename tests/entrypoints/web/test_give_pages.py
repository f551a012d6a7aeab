"""The pages around giving: what they show, what a tap does, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from givens.giving import Desk, a_desk

from amends.apps.approvals.models import Approval
from amends.apps.cases.models import Case
from amends.apps.ledger.models import Budget, Transfer
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.promises.models import Promise
from amends.apps.staff.models import User
from amends.apps.vouchers.models import Voucher

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def signed_in(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[name].id))
    return client


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the give form."""
    return dict(re.findall(r'<input type="hidden" name="(digest|key|shown|owed)" value="([^"]*)"', page))


def panel(client: Client, desk: Desk) -> str:
    answer = client.get(f"/cases/{desk.case_ref}/give", headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_panel_shows_three_groups_with_the_price_to_us_and_what_is_left() -> None:
    desk = a_desk(overcharged=30)
    page = panel(signed_in(desk, "nora"), desk)
    assert page.index("What was charged too much") < page.index("You may give") < page.index("Needs a yes")
    assert "costs us" in page
    assert "€6.50" in page
    assert "An upgrade takes a room or a seat: the duty manager says yes" in page
    assert "Front desk" in page
    assert "<html" not in page
    whole = signed_in(desk, "nora").get(f"/cases/{desk.case_ref}/give").content.decode()
    assert "<html" in whole


def test_one_tap_gives_and_the_same_tap_again_gives_once() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "give": "chocolates", "spoken": "yes"}
    address = f"/cases/{desk.case_ref}/give"
    first = nora.post(address, form, headers=HTMX)
    again = nora.post(address, form, headers=HTMX)
    assert first.status_code == again.status_code == 204
    assert first["HX-Redirect"]
    assert Voucher.objects.count() == 1


def test_face_to_face_a_voucher_is_one_more_tap_from_its_code() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "give": "chocolates", "spoken": "yes"}
    answer = nora.post(f"/cases/{desk.case_ref}/give", form, headers=HTMX)
    assert answer["HX-Redirect"] == f"/cases/{desk.case_ref}/vouchers"
    assert "Hand it over now" in nora.get(answer["HX-Redirect"]).content.decode()


def test_what_they_have_to_take_is_offered_and_their_answer_stands_first() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    before = panel(nora, desk)
    assert 'aria-label="Offer: Breakfast for the room"' in before
    assert 'aria-label="Give: A box of chocolates"' in before
    form = {**form_of(before), "give": "breakfast", "spoken": "yes"}
    answer = nora.post(f"/cases/{desk.case_ref}/give", form, headers=HTMX)
    offer = Offer.objects.get()
    assert answer["HX-Redirect"] == f"/cases/{desk.case_ref}?offer={offer.id}#panel-give"
    after = panel(nora, desk)
    assert after.index("They take it") < after.index("You may give")


def test_when_everything_is_carried_out_nothing_is_shown_that_would_be_refused() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    nora.post(
        f"/cases/{desk.case_ref}/give", {**form_of(panel(nora, desk)), "give": "chocolates", "spoken": "yes"}
    )
    serial = Voucher.objects.get().serial
    nora.post(f"/cases/{desk.case_ref}/vouchers/{serial}/hand-over")
    page = panel(nora, desk)
    assert "Everything is carried out." in page
    assert 'name="give"' not in page


def test_a_case_being_carried_out_is_due_with_its_first_promise() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "give": "handwritten_note", "spoken": "yes"}
    nora.post(f"/cases/{desk.case_ref}/give", form)
    notes = list(Promise.objects.order_by("due_at"))
    assert Case.objects.get().wanted_by_at == notes[0].due_at
    Promise.objects.filter(id=notes[2].id).update(due_at=notes[2].due_at + timedelta(minutes=5))
    for note in notes[:2]:
        nora.post(f"/promises/{note.id}/kept")
    assert Case.objects.get().wanted_by_at == notes[2].due_at + timedelta(minutes=5)


def test_without_script_the_same_form_gives_and_leads_back() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "give": "handwritten_note", "spoken": "yes"}
    assert nora.post(f"/cases/{desk.case_ref}/give", form).status_code == 302
    assert Fulfilment.objects.filter(kind="promise").count() == 3


def test_ticked_ones_are_offered_and_the_desk_records_what_they_choose() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    form = {
        **form_of(panel(nora, desk)),
        "offer": "yes",
        "choice": ["chocolates", "breakfast"],
        "spoken": "yes",
    }
    nora.post(f"/cases/{desk.case_ref}/give", form)
    offer = Offer.objects.get()
    assert "They choose" in panel(nora, desk)
    nora.post(f"/cases/{desk.case_ref}/offers/{offer.id}/answer", {"act": "choose:1"})
    assert Voucher.objects.get().name == "Breakfast for the room"


def test_what_changed_meanwhile_is_said_gently_and_nothing_is_given() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    stale = {**form_of(panel(nora, desk)), "give": "chocolates", "note": "a word"}
    desk.give("chocolates")
    answer = nora.post(f"/cases/{desk.case_ref}/give", stale, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Something changed, so nothing was given yet" in page
    assert "A box of chocolates cannot be given any more." in page
    assert 'value="a word"' in page
    assert Offer.objects.count() == 1


def test_an_amount_that_is_none_is_kept_with_its_reason() -> None:
    desk = a_desk(price=180, harm_class="inconvenience", locus="firm", service="accepted", double_deviation=1)
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "give": "night_part", "amount_night_part": "a third"}
    answer = nora.post(f"/cases/{desk.case_ref}/give", form, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a third is not an amount in EUR." in page
    assert 'value="a third"' in page
    assert not Offer.objects.exists()


def test_what_is_owed_is_paid_with_a_reference() -> None:
    desk = a_desk(overcharged=30)
    nora = signed_in(desk, "nora")
    form = {**form_of(panel(nora, desk)), "owed_alone": "yes", "spoken": "yes"}
    nora.post(f"/cases/{desk.case_ref}/give", form)
    payment = Fulfilment.objects.get()
    assert "To be paid" in panel(nora, desk)
    nora.post(f"/cases/{desk.case_ref}/payments/{payment.id}", {"payment_ref": "SEPA 4711"})
    assert Fulfilment.objects.get().payment_ref == "SEPA 4711"


def test_an_auditor_sees_the_panel_and_no_button() -> None:
    desk = a_desk()
    page = panel(signed_in(desk, "audrey"), desk)
    assert "You may give" in page
    assert 'name="give"' not in page


def test_the_duty_manager_decides_with_one_tap_and_looking_changes_nothing() -> None:
    desk = a_desk()
    desk.give("room_upgrade", note="the house is half empty", ctx=desk.now())
    dana = signed_in(desk, "dana")
    question = Approval.objects.get()
    listed = dana.get("/approvals").content.decode()
    assert "A better room" in listed
    assert "Woken by an alarm set earlier" in listed
    page = dana.get(f"/approvals/{question.id}").content.decode()
    assert "Nora Berg asks for a yes" in page
    assert "the house is half empty" in page
    assert "An alarm woke me at one." in page
    assert Approval.objects.get().state == "waiting"
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest is not None
    answer = dana.post(f"/approvals/{question.id}", {"answer": "yes", "digest": digest[1], "note": "go"})
    assert answer.status_code == 302
    assert Approval.objects.get().state == "approved"


def test_finance_decides_without_the_customers_words() -> None:
    desk = a_desk()
    desk.give("room_upgrade", ctx=desk.now())
    page = signed_in(desk, "fin").get(f"/approvals/{Approval.objects.get().id}").content.decode()
    assert "An alarm woke me" not in page
    assert "Ada" not in page
    assert f'href="/cases/{desk.case_ref}' not in page


def test_whoever_asked_sees_the_question_and_cannot_answer_it() -> None:
    desk = a_desk()
    desk.give("room_upgrade", ctx=desk.now())
    page = signed_in(desk, "nora").get(f"/approvals/{Approval.objects.get().id}").content.decode()
    assert "You asked for this" in page
    assert 'name="answer"' not in page
    assert 'href="/approvals"' not in page
    assert signed_in(desk, "rita").get(f"/approvals/{Approval.objects.get().id}").status_code == 404


def test_budgets_show_what_became_of_the_money_down_to_the_case() -> None:
    desk = a_desk()
    desk.give("chocolates", ctx=desk.now())
    fin = signed_in(desk, "fin")
    page = fin.get("/budgets").content.decode()
    assert page.index("Goodwill of the group") < page.index("Harbour Hotel") < page.index("Front desk")
    one = fin.get(f"/budgets/{desk.budget_ids['desk']}?kind=post").content.decode()
    assert "€18.00" in one
    assert desk.case_ref in one
    assert Transfer.objects.filter(kind="post").count() == 1


def test_finance_sets_a_cap_and_opens_a_budget_on_the_page() -> None:
    desk = a_desk()
    fin = signed_in(desk, "fin")
    budget_id = desk.budget_ids["desk"]
    assert fin.post(f"/budgets/{budget_id}", {"cap": "2 000"}).status_code == 422
    assert fin.post(f"/budgets/{budget_id}", {"cap": "2000"}).status_code == 302
    assert Budget.objects.get(id=budget_id).cap_minor == 200_000
    new = {
        "name": "Kiln Kitchen",
        "unit": desk.house.restaurant.code,
        "level": "site",
        "cap": "500",
        "period": "month",
        "parent": desk.budget_ids["group"],
    }
    assert fin.post("/budgets", new).status_code == 302
    assert Budget.objects.get(name="Kiln Kitchen").depth == 1
    again = fin.post("/budgets", new)
    assert again.status_code == 422
    assert "There is an open budget for this already" in again.content.decode()


def test_the_front_line_sees_budgets_and_changes_none() -> None:
    desk = a_desk()
    nora = signed_in(desk, "nora")
    assert nora.get("/budgets").status_code == 200
    assert nora.post(f"/budgets/{desk.budget_ids['desk']}", {"cap": "1"}).status_code == 422
    assert Budget.objects.get(id=desk.budget_ids["desk"]).cap_minor == 100_000
