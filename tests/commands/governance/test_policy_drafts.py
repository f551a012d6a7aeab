"""A policy is written as a draft: what is typed is kept, with who and why, and nobody overwrites anybody."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction
from givens.contexts import NOON, someone
from givens.drafts import CARLA, LARGER, a_draft, cell

from amends.apps.policies import store as policies
from amends.apps.policies.models import DraftChange, PolicyDraft, PolicyVersion
from amends.commands.governance.drop_policy_draft import drop_policy_draft
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.start_policy_draft import start_policy_draft
from amends.commands.governance.submit_policy_draft import DraftNotReady, submit_policy_draft
from amends.core.policy.drafting.entering import SheetTyped
from amends.core.policy.drafting.findings import check_draft
from amends.core.policy.drafting.states import DraftChanged, DraftEnded
from amends.core.policy.drafting.unknown import SheetUnknown, VersionUnknown
from amends.core.roles import Role
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

PIA = someone(Role.CX_MANAGER, user_id=5)


def words_of(draft_id: int, version: int) -> list[str]:
    """What the history says about the change that led to this version."""
    what = json.loads(DraftChange.objects.get(draft_id=draft_id, version=version).what)
    return [each["message"] % each["params"] for each in what]


def test_a_draft_begins_as_the_version_it_is_begun_from():
    draft = a_draft()

    row = PolicyDraft.objects.get(id=draft.draft_id)
    version = PolicyVersion.objects.get(number=1)
    assert (row.document, row.digest, row.base_id) == (version.document, version.digest, version.id)
    assert (row.name, row.version, row.state, row.made_by) == ("Autumn", 1, "writing", "person:3")
    assert words_of(draft.draft_id, 1) == ["Begun from policy 1."]
    assert policies.in_force(NOON).number == 1


def test_a_draft_of_a_version_that_is_not_there_is_refused():
    with pytest.raises(VersionUnknown):
        start_policy_draft(CARLA, name="Autumn", from_number=7)
    assert not PolicyDraft.objects.exists()


def test_an_edited_cell_is_kept_with_who_and_why_and_in_words():
    draft = a_draft()

    edited = edit_policy_draft(
        CARLA, draft_id=draft.draft_id, version=1, cells=(LARGER,), why="Leads asked for it."
    )

    assert (edited.version, edited.changes) == (2, 1)
    change = DraftChange.objects.get(version=2)
    assert (change.why, change.made_by, change.made_at) == ("Leads asked for it.", "person:3", NOON)
    assert words_of(draft.draft_id, 2) == ["guard, row 3: case_total was “> 60” and is “> 80”."]
    events = JournalEntry.objects.filter(stream="policy").values_list("event", flat=True)
    assert [*events.order_by("seq")] == ["policy.published", "policy_draft.started", "policy_draft.changed"]


def test_what_cannot_be_read_is_kept_as_typed_and_said_at_its_cell():
    draft = a_draft()

    edited = edit_policy_draft(
        CARLA,
        draft_id=draft.draft_id,
        version=1,
        cells=(cell("table.guard", 3, "case_total", "a lot"), cell("gestures", 1, "amount", "{rate: 5")),
    )

    assert edited.changes == 2
    found = check_draft(json.loads(PolicyDraft.objects.get().document)).errors
    assert [(each.sheet, each.row, each.column) for each in found] == [
        ("table.guard", 3, "case_total"),
        ("gestures", 1, "amount"),
    ]
    with pytest.raises(DraftNotReady) as refused:
        submit_policy_draft(CARLA, draft_id=draft.draft_id, version=2)
    assert refused.value.params["count"] == 2
    assert PolicyDraft.objects.get().state == "writing"


def test_an_edit_that_changes_nothing_leaves_no_trace():
    draft = a_draft()

    edited = edit_policy_draft(
        CARLA,
        draft_id=draft.draft_id,
        version=1,
        cells=(cell("table.guard", 3, "case_total", "> 60"),),
    )

    assert (edited.version, edited.changes) == (1, 0)
    assert DraftChange.objects.count() == 1


def test_words_that_were_typed_without_quotes_get_them():
    draft = a_draft()

    edit_policy_draft(
        CARLA,
        draft_id=draft.draft_id,
        version=1,
        cells=(cell("table.band", 1, "locus", "customer, external"), cell("table.band", 1, "band", "G1")),
    )

    rule = json.loads(PolicyDraft.objects.get().document)["tables"][3]["rules"][0]
    assert (rule["when"][0], rule["then"][0]) == ('"customer", "external"', '"G1"')


def test_a_sheet_that_is_not_there_is_refused():
    draft = a_draft()
    with pytest.raises(SheetUnknown):
        edit_policy_draft(
            CARLA, draft_id=draft.draft_id, version=1, sheets=(SheetTyped("table.none", ("a",), (("1",),)),)
        )
    assert DraftChange.objects.count() == 1


def test_whoever_looked_at_an_older_state_overwrites_nothing():
    draft = a_draft()
    edit_policy_draft(CARLA, draft_id=draft.draft_id, version=1, cells=(LARGER,))

    with pytest.raises(DraftChanged) as refused:
        edit_policy_draft(
            PIA,
            draft_id=draft.draft_id,
            version=1,
            cells=(cell("table.guard", 3, "case_total", "> 123"),),
        )

    assert refused.value.params["version"] == 2
    assert "> 80" in PolicyDraft.objects.get().document
    assert "> 123" not in PolicyDraft.objects.get().document
    assert not DraftChange.objects.filter(made_by="person:5").exists()


def test_a_dropped_draft_stays_to_be_read_and_nothing_else():
    draft = a_draft()
    drop_policy_draft(CARLA, draft_id=draft.draft_id)

    with pytest.raises(DraftEnded):
        edit_policy_draft(CARLA, draft_id=draft.draft_id, version=1, cells=(LARGER,))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PolicyDraft.objects.update(state="writing")
    assert PolicyDraft.objects.get().state == "dropped"


def test_a_document_that_is_brought_along_may_hold_what_cannot_be_read():
    made = start_policy_draft(
        CARLA, name="New", document='{"name": "Bar", "tables": [{"name": "x", "rows": "a"}]}'
    )

    row = PolicyDraft.objects.get(id=made.draft_id)
    assert json.loads(row.document)["name"] == "Bar"
    assert check_draft(json.loads(row.document)).errors
