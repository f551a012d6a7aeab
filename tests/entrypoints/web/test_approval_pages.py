"""The pages on which yeses are given: steps, substitutes, reviews, and who was there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from givens.approvals import in_danger, publish_steps
from givens.giving import Desk, a_desk

from amends.apps.approvals.models import Approval, ApprovalVoice, Involvement, Substitution
from amends.apps.offers.models import Offer
from amends.apps.staff.models import User
from amends.queries.approvals import waiting_for_me

pytestmark = pytest.mark.django_db


def browser(desk: Desk, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[who].id))
    return client


def ask(desk: Desk, **given: object) -> Approval:
    """Nora asks at this very moment."""
    return Approval.objects.get(id=desk.give("room_upgrade", ctx=desk.now(), **given).approval_id)  # type: ignore[arg-type]


def said(client: Client, question: Approval, answer: str = "yes") -> str:
    form = {"answer": answer, "digest": question.arguments_digest, "note": "as it stands"}
    return client.post(f"/approvals/{question.id}", form, follow=True).content.decode()


def test_the_page_tells_whose_yes_it_takes_and_what_follows() -> None:
    desk = a_desk()
    publish_steps({"roles": ["lead"]}, {"roles": ["cx_manager", "finance"], "who": "all"})
    question = ask(desk)
    page = browser(desk, "dana").get(f"/approvals/{question.id}").content.decode()
    assert "CX manager and Finance" in " ".join(page.split())
    assert "The next step is asked at once" in page
    assert "It waits for one more: CX manager, Finance." in said(browser(desk, "dana"), question)
    assert "step 2 of 2" in browser(desk, "carla").get("/approvals").content.decode()
    assert "It waits for one more: CX manager." in said(browser(desk, "fin"), question)
    assert "what was asked runs" in said(browser(desk, "carla"), question)
    assert Offer.objects.get().state == "offered"
    assert "Fin Berg" in browser(desk, "dana").get(f"/approvals/{question.id}").content.decode()


def test_naming_a_substitute_brings_the_question_to_them() -> None:
    desk = a_desk()
    publish_steps({"roles": ["cx_manager"]})
    question = ask(desk)
    today = datetime.now(UTC).date()
    form = {"substitute": desk.house.people["leo"].id, "first": today, "last": today + timedelta(days=2)}
    carla, leo = browser(desk, "carla"), browser(desk, "leo")
    assert "reaches them" in carla.post("/approvals/away", form, follow=True).content.decode()
    assert "You stand in for Carla Berg" in leo.get("/approvals").content.decode()
    assert "You answer for Carla Berg, who is away." in leo.get(f"/approvals/{question.id}").content.decode()
    said(leo, question)
    assert ApprovalVoice.objects.get().given_for == f"person:{desk.house.people['carla'].id}"
    assert "Leo Berg for Carla Berg" in carla.get(f"/approvals/{question.id}").content.decode()
    ended = carla.post(f"/approvals/away/{Substitution.objects.get().id}/end", follow=True)
    assert "reaches you again" in ended.content.decode()


@pytest.mark.parametrize("days", [-1, 400])
def test_days_that_cannot_be_are_said_at_the_field(days: int) -> None:
    desk = a_desk()
    today = datetime.now(UTC).date()
    form = {"substitute": desk.house.people["leo"].id, "first": today, "last": today + timedelta(days=days)}
    answer = browser(desk, "carla").post("/approvals/away", form)
    assert answer.status_code == 422
    assert "within a year of it" in answer.content.decode()
    assert not Substitution.objects.exists()


def test_who_was_there_is_ticked_on_a_page_and_then_decides_nothing() -> None:
    desk = a_desk()
    question = ask(desk)
    nora, dana = browser(desk, "nora"), desk.house.people["dana"]
    assert "Dana Berg" in nora.get(f"/cases/{desk.case_ref}/involved").content.decode()
    nora.post(f"/cases/{desk.case_ref}/involved", {"user": [dana.id, "x", "9" * 30]})
    assert list(Involvement.objects.values_list("user_id", flat=True)) == [dana.id]
    page = browser(desk, "dana").get(f"/approvals/{question.id}").content.decode()
    assert 'name="answer"' not in page
    nora.post(f"/cases/{desk.case_ref}/involved", {})
    assert not Involvement.objects.filter(ended_at=None).exists()


def test_in_danger_the_panel_gives_without_asking_first() -> None:
    desk = in_danger()
    nora = browser(desk, "nora")
    address = f"/cases/{desk.case_ref}/give"
    page = nora.get(address)
    assert "Somebody is in danger" in page.content.decode()
    assert "Why is this not known yet: what they could expect," in page.content.decode()
    form = {"give": "room_upgrade", "digest": page.context["view"].digest, "emergency": "yes"}
    without = nora.post(address, form)
    assert (without.status_code, Offer.objects.exists()) == (422, False)
    assert "Say in a few words what the danger is." in without.content.decode()
    form |= {"danger": "the window will not close", "unknown_because": "on the way to hospital"}
    assert "looks at it afterwards" in nora.post(address, form, follow=True).content.decode()
    assert Offer.objects.get().state == "offered"
    case = nora.get(f"/cases/{desk.case_ref}").content.decode()
    assert "Given because of danger" in case
    assert "Dana Berg looks at it." in case
    assert "given in danger, not looked at yet" in nora.get("/?lens=all&flag=review_due").content.decode()
    review = Approval.objects.get()
    shown = browser(desk, "dana").get(f"/approvals/{review.id}").content.decode()
    assert "Nora Berg gave this in an emergency" in shown
    assert "Yes, it was right" in shown
    dana = browser(desk, "dana")
    empty = {"answer": "no", "digest": review.arguments_digest, "note": "", "review": "yes"}
    assert "so that it can be learned from" in dana.post(f"/approvals/{review.id}", empty).content.decode()
    dana.post(f"/approvals/{review.id}", {**empty, "note": "a call first"})
    listed = " ".join(dana.get("/approvals").content.decode().split())
    assert "One in 90 days; in 1 the answer would have been another one." in listed
    assert "Nothing is taken back from the customer." in nora.get(f"/cases/{desk.case_ref}").content.decode()
    assert Offer.objects.get().state == "offered"


def test_without_danger_the_panel_does_not_offer_it() -> None:
    desk = a_desk(harm_class="distress")
    assert "in danger" not in browser(desk, "nora").get(f"/cases/{desk.case_ref}/give").content.decode()


@pytest.mark.parametrize(("answers", "says"), [(4, False), (5, True)])
def test_the_panel_says_how_soon_somebody_usually_answers_once_it_is_known(answers: int, says: bool) -> None:
    desk = a_desk()
    question = ask(desk)
    for number in range(answers):
        row = Approval.objects.create(
            **{
                field.attname: getattr(question, field.attname)
                for field in Approval._meta.concrete_fields
                if field.attname not in ("id", "state")
            },
            state="refused",
        )
        ApprovalVoice.objects.create(
            approval=row,
            step=0,
            role="lead",
            is_yes=False,
            given_by=f"person:{desk.house.people['dana'].id}",
            given_for=f"person:{desk.house.people['dana'].id}",
            given_at=question.asked_at,
            waited_seconds=60 * (number + 1),
        )
    page = browser(desk, "nora").get(f"/cases/{desk.case_ref}/give").content.decode()
    assert ("Dana Berg usually answers within 3 minutes." in page) is says


def test_the_list_names_the_customer_and_every_page_says_how_many_wait_for_me() -> None:
    desk = a_desk()
    wait = '<span class="count">1</span><span class="spoken"> wait for you</span>'
    ask(desk)
    dana, nora = browser(desk, "dana"), browser(desk, "nora")
    assert "Ada Lindqvist: " in dana.get("/approvals").content.decode()
    assert wait in dana.get("/promises").content.decode()
    assert "wait for you" not in nora.get("/promises").content.decode()

    said(dana, Approval.objects.get())
    assert "wait for you" not in dana.get("/promises").content.decode()


def test_counting_what_waits_costs_little_where_nothing_does(django_assert_num_queries) -> None:
    desk = a_desk()
    ctx = desk.house.ctx("dana")
    with django_assert_num_queries(2):
        assert waiting_for_me(ctx) == 0
    ask(desk)
    assert waiting_for_me(ctx) == 1
    assert waiting_for_me(desk.house.ctx("carla")) == 1  # whoever is more senior may answer too
