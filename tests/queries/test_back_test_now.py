"""A policy tried on the past: the one in force changes nothing, another one is told by decision and by sum."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from givens.giving import Desk, a_desk
from givens.house import NIGHT
from givens.policy import demonstration
from givens.shell import amends

from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import parse_policy
from amends.core.roles import Role
from amends.entrypoints.common.context import shell_context
from amends.queries.back_test_now import BackTestFound, back_test_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    """One decision: chocolates were given."""
    desk = a_desk()
    desk.give("chocolates", spoken=True)
    return desk


def draft(**chocolates: Any) -> PolicyDocument:
    data = demonstration()
    gesture = next(gesture for gesture in data["gestures"] if gesture["code"] == "chocolates")
    gesture.update(chocolates)
    return parse_policy(data)


def tried(document: PolicyDocument) -> BackTestFound:
    ctx = shell_context(Role.CX_MANAGER)
    return back_test_now(ctx, document=document, since=None, until=NIGHT + timedelta(days=900))


def test_the_policy_in_force_changes_nothing(desk: Desk) -> None:
    found = tried(draft())
    assert found.changes == ()
    total = found.result["total"]
    assert (total["decisions"], total["changed"]) == (1, 0)
    assert (total["face_before"], total["face_after"]) == (1800, 1800)


def test_a_dearer_gesture_is_a_gain_of_that_case(desk: Desk) -> None:
    found = tried(draft(amount=20))
    ((ref, change),) = found.changes
    assert (ref, change.difference) == (desk.case_ref, "gained")
    assert (change.before.face, change.after.face) == (1800, 2000)
    assert found.result["total"]["face_after"] == 2000


def test_a_span_without_decisions_is_empty(desk: Desk) -> None:
    ctx = shell_context(Role.CX_MANAGER)
    found = back_test_now(ctx, document=draft(), since=None, until=NIGHT - timedelta(days=1))
    assert (found.result["total"]["decisions"], found.changes) == (0, ())


def test_the_shell_says_it_in_words_and_as_json(desk: Desk, database_address: str, tmp_path: Path) -> None:
    data = demonstration()
    next(gesture for gesture in data["gestures"] if gesture["code"] == "chocolates")["amount"] = 20
    file = tmp_path / "draft.yaml"
    file.write_text(yaml.safe_dump(data))
    said = amends(database_address, "policy", "backtest", str(file))
    assert said.stdout.splitlines()[0] == "1 of 1 decisions come out otherwise.", said.stderr
    assert "given, face value: 18.00 EUR before, 20.00 EUR after" in said.stdout
    told = json.loads(amends(database_address, "policy", "backtest", str(file), "--json").stdout)
    assert told["changes"][0]["after"] == {"gesture": "chocolates", "amount_minor": 2000}
