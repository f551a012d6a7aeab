"""A program writes a draft of the policy; whether it ever decides is for people to say."""

from __future__ import annotations

import pytest
from givens.api import Caller, a_token
from givens.house import make_house
from givens.policy import a_policy

from amends.apps.policies.models import PolicyDraft, PolicyVersion

pytestmark = pytest.mark.django_db

NOBODY_SENDS = {("warning", code) for code in ("source_unregistered", "type_not_sent", "failure_unknown")}
CELL = {"sheet": "table.guard", "row": 3, "column": "case_total", "text": "> 80"}


@pytest.fixture
def caller() -> Caller:
    make_house()
    a_policy()
    return Caller(a_token("program", "policy:write"))


def test_a_program_begins_edits_checks_and_hands_over(caller):
    status, began = caller.post("/policy-drafts", {"name": "Autumn", "from_number": 1})
    assert (status, began["version"]) == (201, 1)
    path = f"/policy-drafts/{began['draft_id']}"

    status, edited = caller.call("PATCH", path, {"version": 1, "cells": [CELL], "why": "Inflation"})
    assert (status, edited["version"], edited["changes"]) == (200, 2, 1)
    draft = caller.get(path)[1]
    assert [each["words"] for each in draft["changes"]] == [
        "Table guard, row 3: case_total was > 60 and is > 80."
    ]
    assert {(each["weight"], each["code"]) for each in draft["findings"]} == NOBODY_SENDS
    status, handed = caller.post(f"{path}/submission", {"version": 2})

    assert status == 200
    assert PolicyDraft.objects.get().state == "in_review"
    assert handed["digest"] == PolicyDraft.objects.get().digest
    assert PolicyVersion.objects.count() == 1


def test_a_program_is_told_what_is_wrong_cell_by_cell_and_hands_nothing_over(caller):
    path = f"/policy-drafts/{caller.post('/policy-drafts', {'name': 'x', 'from_number': 1})[1]['draft_id']}"
    caller.call("PATCH", path, {"version": 1, "cells": [{**CELL, "text": "a lot"}]})

    (found,) = caller.get(path)[1]["findings"]
    status, refused = caller.post(f"{path}/submission", {"version": 2})

    assert (found["weight"], found["sheet"], found["row"], found["column"]) == (
        "error",
        "table.guard",
        3,
        "case_total",
    )
    assert (status, refused["code"]) == (409, "draft_not_ready")


def test_an_older_version_is_refused(caller):
    path = f"/policy-drafts/{caller.post('/policy-drafts', {'name': 'x', 'from_number': 1})[1]['draft_id']}"
    caller.call("PATCH", path, {"version": 1, "cells": [CELL]})

    status, refused = caller.call("PATCH", path, {"version": 1, "cells": [{**CELL, "text": "> 99"}]})

    assert (status, refused["code"], refused["params"]["version"]) == (409, "draft_changed", 2)


def test_versions_are_listed_and_read(caller):
    listed = caller.get("/policies")[1]
    whole = caller.get("/policies/1")[1]

    assert [(each["number"], each["standing"]) for each in listed["versions"]] == [(1, "in_force")]
    assert whole["document"]["name"] == "Kintsu Group"
    assert caller.get("/policies/1/changes")[1] == []
    assert caller.get("/policies/2")[1]["code"] == "policy_version_unknown"
