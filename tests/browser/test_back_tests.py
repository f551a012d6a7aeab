"""The pages of back-tests in a real browser: asked for, watched until it is done, each number opened."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from givens.giving import Desk, a_desk, log_alarm
from givens.house import system
from givens.policy import demonstration
from playwright.sync_api import expect

from amends.commands.governance.request_back_test import request_back_test
from amends.commands.governance.run_back_tests import run_back_tests
from amends.queries.envelope import envelope
from tests.browser.looks import LOOKS
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]


def draft() -> dict[str, object]:
    """Chocolates get dearer, breakfast goes away."""
    data = demonstration()
    data["gestures"] = [each for each in data["gestures"] if each["code"] != "breakfast"]
    next(each for each in data["gestures"] if each["code"] == "chocolates")["amount"] = 25
    return data


@pytest.fixture
def desk() -> Desk:
    """Some givings of the last minutes."""
    desk = a_desk()
    desk.give("chocolates", ctx=desk.now(), spoken=True)
    for number, code in enumerate(("breakfast", "chocolates", "late_check_out", "breakfast")):
        ref = log_alarm(desk.house, f"Guest {number}", f"guest{number}@example.org")
        digest = envelope(desk.now(), case_ref=ref).digest
        desk.give(code, ctx=desk.now(), case_ref=ref, envelope_digest=digest, spoken=True)
    return desk


def run() -> None:
    run_back_tests(system(), worker="one", clock=lambda: datetime.now(UTC))


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_back_test_looks_right(opening: Opening, desk: Desk, size: str, scheme: str) -> None:
    text = json.dumps(draft(), default=str)
    carla = desk.house.ctx("carla", now=datetime.now(UTC))
    done = request_back_test(carla, document=text, label="Dearer chocolates, no breakfast")
    run()
    waiting = request_back_test(carla, document=text, label="The same again")
    seen = opening(user_id=desk.house.people["carla"].id, size=size, scheme=scheme)
    seen.go("/policy/back-tests")
    seen.look(f"back-tests-{size}-{scheme}")
    seen.go(f"/policy/back-tests/{done.back_test_id}")
    seen.look(f"back-test-{size}-{scheme}")
    seen.go(f"/policy/back-tests/{done.back_test_id}/cases")
    seen.look(f"back-test-cases-{size}-{scheme}")
    seen.page.goto(f"{seen.url}/policy/back-tests/{waiting.back_test_id}")
    expect(seen.page.get_by_text("You can leave this page")).to_be_visible()


def test_who_waits_sees_it_become_done(opening: Opening, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "draft.yaml"
    file.write_text(yaml.safe_dump(draft()))
    seen = opening(user_id=desk.house.people["carla"].id)
    page = seen.go("/policy/back-tests")
    page.get_by_label("Or a file").set_input_files(str(file))
    page.get_by_label("What the list calls it").fill("No breakfast")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("it begins as soon as a worker is free")).to_be_visible()
    run()
    expect(page.get_by_role("link", name="of 5 decisions would come out otherwise")).to_be_visible(
        timeout=20_000
    )
    seen.follow(page.get_by_role("link", name="of 5 decisions would come out otherwise"))
    expect(page.get_by_role("heading", name="Decisions that change")).to_be_visible()
