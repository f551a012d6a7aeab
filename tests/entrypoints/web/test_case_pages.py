"""The pages of cases: what they show, what they keep when something is refused, and who sees what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from givens.house import House, make_house
from givens.logged import closed, logged, moved
from givens.policy import a_policy

from amends.apps.cases import store as cases
from amends.apps.cases.models import Case
from amends.apps.customers import store as customers
from amends.apps.staff.models import SavedView, User
from amends.apps.tasks import store as tasks
from amends.core.case.lifecycle import Event, State
from amends.core.case.standing import Flag

PAGE_MAX = 100_000


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def ref(house) -> str:
    return logged(house)


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


def page_of(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    assert len(answer.content) < PAGE_MAX
    return answer.content.decode()


def test_the_first_page_is_the_work_list_with_what_is_late(house, ref) -> None:
    page = page_of(signed_in(house, "nora").get("/"))

    assert "Ada Lindqvist" in page
    assert "woken by an alarm set earlier" in page
    assert "late by" in page
    assert "Decide" in page


def test_an_empty_list_teaches(house) -> None:
    assert "All yours is done" in page_of(signed_in(house, "nora").get("/"))
    assert "Nothing fits these filters" in page_of(signed_in(house, "nora").get("/?due=late&lens=all"))
    assert "Nothing is open" in page_of(signed_in(house, "audrey").get("/"))


def test_the_list_is_not_sent_again_while_nothing_changed(house, ref) -> None:
    nora = signed_in(house, "nora")
    page = page_of(nora.get("/"))
    again = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    assert nora.get(again).status_code == 204
    logged(house)
    assert f'id="row-{ref}"' in page_of(nora.get(again))
    assert page_of(nora.get(again)).startswith('\n<div id="rows"') or 'id="rows"' in page_of(nora.get(again))


def test_a_view_is_kept_and_forgotten(house) -> None:
    nora = signed_in(house, "nora")
    nora.post("/views", {"name": "Late ones", "filters": "due=late"})
    view = SavedView.objects.get()

    assert "Late ones" in page_of(nora.get("/?due=late"))
    nora.post(f"/views/{view.id}/forget")
    assert SavedView.objects.count() == 0
    page = page_of(nora.post("/views", {"name": " ", "filters": "due=late"}, follow=True))
    assert "Give the view a name" in page


def test_a_case_tells_its_story_and_what_is_known(house, ref) -> None:
    page = page_of(signed_in(house, "nora").get(f"/cases/{ref}"))

    for words in ("It rang at one.", "told us in person", "A quiet night", "assumed", "they said", "Journal"):
        assert words in page
    assert "This is the first time they had to tell us something." in page


def test_who_may_not_see_a_case_finds_nothing(house, ref) -> None:
    for name in ("rita",):
        assert "<h1>That is not here</h1>" in page_of(signed_in(house, name).get(f"/cases/{ref}"), 404)
    for name in ("til", "fin", "otto"):
        assert signed_in(house, name).get(f"/cases/{ref}").status_code == 403
    answer = Client().get(f"/cases/{ref}")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_an_auditor_reads_and_is_offered_nothing_to_do(house, ref) -> None:
    page = page_of(signed_in(house, "audrey").get(f"/cases/{ref}"))

    assert "It rang at one." in page
    assert 'method="post"' not in page.split("<main")[1]


def test_what_is_known_is_added_in_place(house, ref) -> None:
    nora = signed_in(house, "nora")

    answer = nora.post(
        f"/cases/{ref}/evidence/impact", {"impact-value": "No sleep at all.", "impact-from_customer": "on"}
    )

    assert answer.status_code == 302
    assert "No sleep at all." in page_of(nora.get(f"/cases/{ref}"))


def test_what_was_typed_is_kept_when_it_is_refused(house, ref) -> None:
    long = "x" * 10_001
    page = page_of_long(
        signed_in(house, "nora").post(f"/cases/{ref}/evidence/impact", {"impact-value": long})
    )

    assert long in page
    assert "This is longer than" in page


def page_of_long(answer) -> str:
    assert answer.status_code == 422
    return answer.content.decode()


def test_a_fact_of_the_policy_is_changed_and_judged(house, ref) -> None:
    nora = signed_in(house, "nora")
    answer = nora.get(f"/cases/{ref}/facts")
    assert answer.url == f"/cases/{ref}?open=facts#facts"
    assert 'name="facts-price"' in page_of(nora.get(answer.url))
    assert '<option value="external">something outside</option>' in page_of(nora.get(answer.url))
    assert 'name="facts-price"' in page_of(nora.get(f"/cases/{ref}/facts", headers={"HX-Request": "true"}))

    refused = page_of(nora.post(f"/cases/{ref}/facts", {"facts-price": "a lot"}), 422)
    assert "a lot" in refused
    assert "an amount in the policy" in refused
    nora.post(f"/cases/{ref}/facts", {"facts-price": "120,50", "facts-harm_class": "distress"})

    case = cases.case_by_ref(ref)
    assert cases.facts_of(case.id).values["price"] == "120.50"
    assert case.severity == 3


STEPS = [
    ("acknowledge", {"how": "spoken", "words": "We look into it."}, State.ACKNOWLEDGED),
    ("acknowledge", {"how": "mail", "words": ""}, State.ACKNOWLEDGED),
]


@pytest.mark.parametrize(("name", "given", "state"), STEPS)
def test_a_case_is_acknowledged_from_its_page(house, name, given, state) -> None:
    ref = logged(house, channel="letter")

    assert signed_in(house, "nora").post(f"/cases/{ref}/{name}", given).status_code == 302
    assert cases.case_by_ref(ref).state is state


def test_the_steps_of_a_review_are_taken_from_the_page(house) -> None:
    ref, nora = logged(house, "room_not_ready"), signed_in(house, "nora")

    nora.post(f"/cases/{ref}/assess", {"criticality": "high", "flags": ["legal_hold"]})
    nora.post(f"/cases/{ref}/investigate", {"plan": "Read the log.", "was_not_there": "on"})
    nora.post(f"/cases/{ref}/finding", {"finding": "upheld", "cause_class": "handover", "root_cause": ""})
    nora.post(f"/cases/{ref}/ask", {"question": "Which room?", "due_date": "2099-01-01"})
    case = cases.case_by_ref(ref)
    assert (case.state, case.finding, case.criticality) == (State.AWAITING_CUSTOMER, "upheld", "high")
    assert Flag.LEGAL_HOLD in case.flags

    nora.post(f"/cases/{ref}/answer", {"answer": "412."})

    page = page_of(nora.get(f"/cases/{ref}"))
    assert "Which room?" in page
    assert "412." in page
    assert cases.case_by_ref(ref).state is State.INVESTIGATING


def test_a_refused_step_comes_back_open_with_its_words(house, ref) -> None:
    given = {"origin": "feedback", "reason": "It was praise.", "told": "on"}
    page = page_of(signed_in(house, "nora").post(f"/cases/{ref}/reclassify", given), 422)

    assert "They say they are not satisfied, so it stays a complaint." in page
    assert 'value="It was praise."' in page
    assert '<details class="more" id="step-reclassify" open>' in page
    assert cases.case_by_ref(ref).state is State.ASSESSED


def test_a_lead_gives_a_case_and_anybody_takes_what_nobody_has(house, ref) -> None:
    signed_in(house, "dana").post(
        f"/cases/{ref}/assign", {"user_id": house.people["leo"].id, "note": "Yours."}
    )
    assert cases.case_by_ref(ref).owner_id == house.people["leo"].id

    Case.objects.update(owner=None)
    nora = signed_in(house, "nora")
    assert "Take it" in page_of(nora.get(f"/cases/{ref}"))
    nora.post(f"/cases/{ref}/take")
    assert cases.case_by_ref(ref).owner_id == house.people["nora"].id


def test_a_recovered_case_shows_the_seam_and_asks_its_questions(house, ref) -> None:
    case, nora = closed(house, ref), signed_in(house, "nora")
    tasks.open_closing_task(house.ctx("nora"), case_id=case.id, owner_id=case.owner_id, due_at=timezone.now())

    page = page_of(nora.get(f"/cases/{ref}"))
    assert 'class="seam"' in page
    assert "put right, they said yes" in page
    assert "Ada Lindqvist" in page_of(nora.get("/closing"))

    nora.post(f"/cases/{ref}/closing", {"root_cause": "handover"})
    assert "No question is open" in page_of(nora.get("/closing"))


def test_the_regular_is_seen_on_every_new_case_and_on_their_page(house, ref) -> None:
    closed(house, ref)
    again, nora = logged(house), signed_in(house, "nora")

    page = page_of(nora.get(f"/cases/{again}"))
    assert "not the first time" in page
    assert f"/cases/{ref}" in page
    someone = customers.customer(cases.case_by_ref(ref).customer_id)
    page = page_of(nora.get(f"/customers/{someone.ref}"))
    assert "They had to tell us 2 times" in page
    assert "ada@example.org" in page


def test_a_search_finds_by_name_and_a_reference_leads_straight_there(house, ref) -> None:
    nora = signed_in(house, "nora")

    assert f"/cases/{ref}" in page_of(nora.get("/search?q=lindq"))
    answer = nora.get("/search", {"q": ref.lower()})
    assert (answer.status_code, answer.url) == (302, f"/cases/{ref}")
    assert "Nothing found" in page_of(nora.get("/search?q=zzz"))
    assert "What are you looking for?" in page_of(nora.get("/search"))


def test_the_journal_is_for_auditors(house, ref) -> None:
    page = page_of(signed_in(house, "audrey").get(f"/journal?q={ref}"))

    assert "case.opened" in page
    assert "Nora Berg" in page
    assert signed_in(house, "dana").get("/journal").status_code == 403


def test_a_cut_page_address_is_an_answer_not_a_defect(house) -> None:
    assert signed_in(house, "nora").get("/?after=zzz").status_code == 422
    assert signed_in(house, "nora").get("/?unit=x&severity=99999999999999999999").status_code == 200


def test_a_rejected_decision_is_reviewed_and_ruled_on_from_the_page(house, ref) -> None:
    moved(house, ref, Event.FAST_TRACK, within_authority=True)
    decided = {"decided_by_id": house.people["nora"].id, "decided_level": 0}
    moved(house, ref, Event.COMMUNICATE, decided, told_spoken=True)
    dana = signed_in(house, "dana")
    assert "They do not accept it" in page_of(dana.get(f"/cases/{ref}"))

    dana.post(f"/cases/{ref}/review", {"grounds": "It is not enough.", "reviewer_id": ""})
    assert cases.case_by_ref(ref).owner_id == house.people["dana"].id
    dana.post(f"/cases/{ref}/refer", {"body": "Ombudsman", "right": "Eight weeks have passed."})
    assert cases.case_by_ref(ref).state is State.EXTERNAL_REVIEW
    page = page_of(dana.post(f"/cases/{ref}/ruling", {"ruling": "Pay them.", "is_binding": "on"}), 422)
    assert "Deciding on what is held: mark" in page
    assert "Pay them." in page


def test_a_form_comes_when_it_is_opened_and_has_an_address_of_its_own(house, ref) -> None:
    nora = signed_in(house, "nora")
    closed_forms = page_of(nora.get(f"/cases/{ref}"))
    assert 'name="impact-value"' not in closed_forms
    assert f'href="/cases/{ref}?open=impact#add-impact"' in closed_forms
    assert 'name="words"' not in closed_forms
    assert "case.opened" not in closed_forms

    assert 'name="impact-value"' in page_of(nora.get(f"/cases/{ref}?open=impact"))
    assert '<details class="more" id="step-withdraw" open>' in page_of(
        nora.get(f"/cases/{ref}?open=withdraw")
    )
    assert "case.opened" in page_of(nora.get(f"/cases/{ref}?open=journal"))


def test_nobody_is_offered_a_form_by_asking_for_it(house, ref) -> None:
    page = page_of(signed_in(house, "audrey").get(f"/cases/{ref}?open=impact"))

    assert 'name="impact-value"' not in page
