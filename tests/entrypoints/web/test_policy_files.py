"""Policies brought along as files, taken away as files, and put back; and no page of a large one is heavy."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from givens.house import House, make_house
from givens.policy import DEMONSTRATION, a_policy

from amends.apps.policies.models import PolicyDraft, PolicyVersion
from amends.apps.staff.models import User
from amends.commands.governance.start_policy_draft import start_policy_draft


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


def test_a_draft_begins_from_a_file_and_comes_back_as_one(house):
    carla = signed_in(house, "carla")
    file = SimpleUploadedFile("policy.yaml", DEMONSTRATION.read_bytes())

    begun = carla.post("/policy/drafts", {"name": "From a file", "from_number": "", "file": file})
    draft_id = PolicyDraft.objects.get().id
    page = carla.get(f"/policy/drafts/{draft_id}")

    assert begun.status_code == 302
    assert page.context["page"].checked.document is not None
    assert page.context["changes"] == []
    for form_of, mark in (
        ("yaml", b"hit_policy: collect"),
        ("json", b'"hit_policy":"collect"'),
        ("dmn", b"<"),
    ):
        answer = carla.get(f"/policy/drafts/{draft_id}/{form_of}")
        assert mark in answer.content
        assert answer["Content-Disposition"] == f'attachment; filename="draft-{draft_id}.{form_of}"'


@pytest.mark.parametrize(
    "content",
    [
        b"just words",
        b"a: &x [1]\nb: *x\n",
        b"\xff\xfe",
        b"<!DOCTYPE x []><x/>",
        b"{",
        b'{"name": "a\\u0000b"}',
        b'{"name": "\\ud800"}',
        b'name: "a\\0b"',
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b"a: 0x" + b"f" * 5_000,
    ],
)
def test_a_file_that_is_no_policy_is_refused_with_a_word(house, content):
    carla = signed_in(house, "carla")

    answer = carla.post(
        "/policy/drafts", {"name": "New", "from_number": "1", "file": SimpleUploadedFile("x.yaml", content)}
    )

    assert answer.status_code == 422
    assert not PolicyDraft.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"2026-01-01: a day for a name\n",
        b"!!binary aGVsbG8=: bytes for a name\n",
        b'{"facts": [{"name": "price", "least": NaN, "most": 1e999999999}]}',
        b'{"tables": [{"name": "x", "rows": "a || b", "outputs": 5}]}',
        b'{"facts": [{"name": "x", "type": {"name": {}}}], "tables": [{"name": "x", "rows": "x || y"}]}',
        b'{"facts": [{"name": "x", "choices": 1.5}], "tables": [{"name": "x", "rows": "x || y"}]}',
    ],
)
def test_a_file_of_entries_that_mean_nothing_is_kept_and_its_check_says_so(house, content):
    carla = signed_in(house, "carla")

    answer = carla.post(
        "/policy/drafts",
        {"name": "New", "from_number": "1", "file": SimpleUploadedFile("x.yaml", content)},
        follow=True,
    )

    assert answer.status_code == 200
    assert answer.context["page"].checked.document is None
    assert answer.context["findings"] != []
    draft = f"/policy/drafts/{answer.context['head'].id}"
    assert carla.get(f"{draft}/yaml").status_code == 200
    for sheet, _words, _count in answer.context["sheets"]:
        assert carla.get(f"{draft}/sheets/{sheet.key}").status_code == 200


def test_going_back_is_for_those_who_write_and_needs_a_reason(house):
    second = PolicyVersion.objects.get(number=1).document.replace("Kintsu Group", "Kintsu")
    carla = signed_in(house, "carla")
    carla.post("/policy/drafts", {"name": "x", "from_number": "1"})
    with_two = start_policy_draft(house.ctx("carla"), name="two", document=second)
    page = f"/policy/drafts/{with_two.draft_id}"
    carla.post(f"{page}/submit", {"version": 1})
    draft = PolicyDraft.objects.get(id=with_two.draft_id)
    signed_in(house, "fin").post(
        f"{page}/review", {"digest": draft.digest, "beside": 1, "verdict": "approved"}
    )
    carla.post(f"{page}/publish", {})

    refused = carla.post("/policy/1", {"reason": ""})
    done = carla.post("/policy/1", {"reason": "Too much"})

    assert refused.status_code == 422
    assert "Say why the policy goes back" in refused.content.decode()
    assert done["Location"] == "/policy/3"
    assert PolicyVersion.objects.get(number=3).note == "Too much"
    assert "puts back policy 1" in carla.get("/policy").content.decode()
    assert "name was Kintsu and is Kintsu Group" in carla.get("/policy/3/changes").content.decode()


def test_no_sheet_is_heavy(house):
    carla = signed_in(house, "carla")
    for path in sorted((DEMONSTRATION.parents[4] / "examples/policies").glob("*.yaml")):
        file = SimpleUploadedFile(path.name, path.read_bytes())
        carla.post("/policy/drafts", {"name": path.stem, "from_number": "", "file": file})
        draft = PolicyDraft.objects.latest("id")
        keys = [f"table.{table['name']}" for table in json.loads(draft.document)["tables"]]
        for key in [*keys, "facts", "gestures", "amounts"]:
            answer = carla.get(f"/policy/drafts/{draft.id}/sheets/{key}")
            assert answer.status_code == 200
            assert len(answer.content) < 100_000, (path.stem, key, len(answer.content))
