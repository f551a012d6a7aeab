"""A yes by thumb: in the name of somebody who is away, in steps; and the pages around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from givens.approvals import in_danger, publish_steps
from givens.giving import a_desk
from playwright.sync_api import expect

from amends.apps.approvals import store as approvals
from amends.apps.approvals.models import Approval, ApprovalVoice
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_substitute_answers_with_one_tap_and_the_next_step_is_asked(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = a_desk()
    people = desk.house.people
    publish_steps({"roles": ["cx_manager"]}, {"roles": ["lead", "finance"], "who": "all"})
    asked = desk.give("room_upgrade", ctx=desk.now(), note="They leave at six and have slept badly.")
    now = datetime.now(UTC)
    with transaction.atomic():
        approvals.add_substitution(
            desk.now(),
            person_id=people["carla"].id,
            substitute_id=people["leo"].id,
            starts_at=now - timedelta(days=1),
            ends_at=now + timedelta(days=3),
        )
    opened = opening(user_id=people["leo"].id, size=size, scheme=scheme)
    page = opened.go("/approvals")
    expect(page.get_by_text("You stand in for Carla Berg")).to_be_visible()
    opened.look(f"approvals-{size}-{scheme}")

    opened.follow(page.get_by_role("link", name="A better room"))
    expect(page.get_by_text("You answer for Carla Berg, who is away.")).to_be_visible()
    opened.look(f"approval-steps-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Yes, give it"))
    expect(page.get_by_text("It waits for one more: Lead, Finance.")).to_be_visible()
    assert Approval.objects.get(id=asked.approval_id).step == 1
    assert ApprovalVoice.objects.get().given_for == f"person:{people['carla'].id}"

    opened.go("/approvals/away")
    opened.look(f"away-{size}-{scheme}")
    opened.go(f"/cases/{desk.case_ref}/involved")
    opened.look(f"involved-{size}-{scheme}")
    opened.go(f"/budgets/{desk.budget_ids['desk']}")
    expect(page.get_by_role("heading", name="What is to come")).to_be_visible()
    opened.look(f"budget-outlook-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_in_danger_it_is_given_now_and_looked_at_afterwards(
    opening: Opening, transactional_db: None, size: str, scheme: str
) -> None:
    desk = in_danger()
    people = desk.house.people
    opened = opening(user_id=people["nora"].id, size=size, scheme=scheme)
    page = opened.go(f"/cases/{desk.case_ref}/give")
    page.get_by_label("Somebody is in danger").check()
    page.get_by_label("What is the danger?").fill("The window of the room will not close.")
    page.get_by_label("Why is this not known yet").fill("They are on the way to hospital.")
    opened.look(f"danger-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Ask").last)
    expect(page.get_by_role("heading", name="Given because of danger")).to_be_visible()
    opened.look(f"danger-given-{size}-{scheme}")

    leads = opening(user_id=people["dana"].id, size=size, scheme=scheme)
    page = leads.go("/?lens=mine")
    expect(page.get_by_text("Look at what was given in danger").locator("visible=true").first).to_be_visible()
    leads.look(f"danger-worklist-{size}-{scheme}")
    page = leads.go("/approvals")
    leads.follow(page.get_by_role("link", name="A better room"))
    page.get_by_label("A word back").fill("Call the fire warden first.")
    leads.look(f"danger-review-{size}-{scheme}")
    leads.follow(page.get_by_role("button", name="No, otherwise next time"))
    expect(page.get_by_role("heading", name="Emergencies, looked at")).to_be_visible()
    leads.look(f"danger-looked-at-{size}-{scheme}")
