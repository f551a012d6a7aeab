"""The pages of back-tests: asked for with a file, watched, left, read, and each number opened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from givens.giving import Desk, a_desk
from givens.house import system
from givens.policy import demonstration

from amends.apps.backtests.models import BackTest
from amends.apps.staff.models import User
from amends.commands.governance.run_back_tests import run_back_tests
from amends.commands.governance.start_policy_draft import start_policy_draft

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    """One decision: chocolates were given."""
    desk = a_desk()
    desk.give("chocolates", ctx=desk.now(), spoken=True)
    return desk


@pytest.fixture
def carla(desk: Desk) -> Client:
    return browser(desk, "carla")


def browser(desk: Desk, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[who].id))
    return client


def file(chocolates: object = 25) -> SimpleUploadedFile:
    data = demonstration()
    next(each for each in data["gestures"] if each["code"] == "chocolates")["amount"] = chocolates
    return SimpleUploadedFile("draft.yaml", yaml.safe_dump(data).encode())


def run() -> None:
    run_back_tests(system(), worker="one", clock=lambda: datetime.now(UTC))


def test_a_file_is_tried_and_each_number_opens_its_decisions(desk: Desk, carla: Client) -> None:
    answer = carla.post("/policy/back-tests", {"document": file(), "label": "Better chocolates"})
    assert answer.status_code == 302
    page = answer["Location"]
    waiting = carla.get(page).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "Look again" in waiting  # without a script
    run()
    done = carla.get(page).content.decode()
    assert "1 of 1 decisions would come out otherwise" in done
    assert "hx-trigger" not in done
    listed = carla.get(f"{page}/cases", {"difference": "gained"}).content.decode()
    assert desk.case_ref in listed
    assert "1 decision" in listed
    assert desk.case_ref not in carla.get(f"{page}/cases", {"difference": "lost"}).content.decode()


def test_the_page_reloads_itself_once_it_is_done(desk: Desk, carla: Client) -> None:
    page = carla.post("/policy/back-tests", {"document": file()})["Location"]
    running = carla.get(page, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in running.headers
    assert running.content.decode().lstrip().startswith("<section")
    run()
    assert carla.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_published_policy_is_tried_by_its_number(desk: Desk, carla: Client) -> None:
    page = carla.post("/policy/back-tests", {"policy": "1"})["Location"]
    run()
    assert "All 1 decisions come out as they were" in carla.get(page).content.decode()


def test_a_draft_is_tried_from_its_own_page(desk: Desk, carla: Client) -> None:
    made = start_policy_draft(desk.house.ctx("carla"), name="Autumn", from_number=1)
    shown = carla.get(f"/policy/drafts/{made.draft_id}").content.decode()
    assert f'name="policy" value="draft-{made.draft_id}"' in shown
    asked = carla.post("/policy/back-tests", {"policy": f"draft-{made.draft_id}", "label": "Autumn"})
    assert asked.status_code == 302
    run()
    row = BackTest.objects.get()
    assert (row.state, row.label, row.seen) == ("done", "Autumn", 1)
    assert carla.post("/policy/back-tests", {"policy": "draft-99"}).status_code == 422


def test_what_is_wrong_with_a_file_is_said_and_nothing_runs(desk: Desk, carla: Client) -> None:
    answer = carla.post("/policy/back-tests", {"document": SimpleUploadedFile("x.yaml", b"- 1\n- 2")})
    assert answer.status_code == 422
    assert "x.yaml is no policy document" in answer.content.decode()
    assert carla.post("/policy/back-tests", {}).status_code == 422
    assert not BackTest.objects.exists()


def test_what_nobody_needs_is_stopped(desk: Desk, carla: Client) -> None:
    page = carla.post("/policy/back-tests", {"document": file()})["Location"]
    assert carla.post(f"{page}/stop").status_code == 302
    assert BackTest.objects.get().state == "stopped"
    run()
    assert BackTest.objects.get().seen == 0


def test_finance_reads_and_does_not_ask(desk: Desk, carla: Client) -> None:
    page = carla.post("/policy/back-tests", {"document": file()})["Location"]
    run()
    fin = browser(desk, "fin")
    assert "Try a policy on the past" not in fin.get("/policy/back-tests").content.decode()
    assert "decisions would come out otherwise" in fin.get(page).content.decode()
    listed = fin.get(f"{page}/cases").content.decode()
    assert desk.case_ref in listed
    assert f"/cases/{desk.case_ref}" not in listed  # no way to a case that finance may not open
    assert fin.post("/policy/back-tests", {"document": file()}).status_code == 403
