"""A button that makes something, tapped twice on one opened screen, makes it once and leads to the same place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from givens.giving import Desk, a_desk

from amends.apps.backtests.models import BackTest
from amends.apps.incidents.models import Incident
from amends.apps.ledger.models import Budget
from amends.apps.policies.models import PolicyDraft
from amends.apps.staff.models import User

pytestmark = pytest.mark.django_db

DRAFT = {"name": "Autumn", "from_number": "1"}
BACK_TEST = {"policy": "1", "label": "Autumn"}
BUDGET = {"name": "Autumn", "unit": "kintsu", "level": "campaign", "cap": "100", "period": "month"}
INCIDENT = {
    "name": "Fire alarm",
    "unit": "harbour",
    "failure_code": "alarm_set",
    "started_at": "2026-05-04T20:00",
    "ended_at": "2026-05-04T21:00",
    "happened": "An alarm went off though there was no fire.",
}
SCREENS: list[tuple[str, str, type[Model], dict[str, Any], str]] = [
    ("carla", "/policy/drafts", PolicyDraft, DRAFT, "name"),
    ("carla", "/policy/back-tests", BackTest, BACK_TEST, "label"),
    ("carla", "/incidents", Incident, INCIDENT, "name"),
    ("fin", "/budgets", Budget, BUDGET, "name"),
]


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def browser(desk: Desk, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[who].id))
    return client


@pytest.mark.parametrize(("who", "path", "kind", "typed", "word"), SCREENS)
def test_it_is_made_once(
    desk: Desk, who: str, path: str, kind: type[Model], typed: dict[str, Any], word: str
) -> None:
    client = browser(desk, who)
    before = kind._default_manager.count()
    key = re.findall(r'name="key" value="(\w+)"', client.get(path).content.decode())[-1]

    answers = [client.post(path, {**typed, "key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert kind._default_manager.count() == before + 1
    other = client.post(path, {**typed, word: "Winter", "key": key})
    assert other.status_code == 422
    assert "You sent this a moment ago, with other words." in other.content.decode()
    assert kind._default_manager.count() == before + 1
