"""A yes by thumb: in the name of somebody who is away, in steps; and the pages around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from givens.approvals import publish_steps
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
