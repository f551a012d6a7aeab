"""A version was published while a draft was written: the draft's own changes are carried onto it, and read again."""

from __future__ import annotations

import pytest
from django.test import Client
from givens.api import Caller, a_token
from givens.contexts import someone
from givens.drafts import CARLA, FINN, LARGER, a_draft, an_approved_draft, cell, publish_another
from givens.house import make_house
from givens.policy import a_policy

from amends.apps.policies.models import DraftChange, PolicyDraft, PolicyVersion
from amends.apps.staff.models import User
from amends.commands.governance.carry_policy_draft import carry_policy_draft
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy_draft import (
    DraftNotApproved,
    PolicyMovedOn,
    publish_policy_draft,
)
from amends.commands.governance.review_policy_draft import review_policy_draft
from amends.commands.governance.submit_policy_draft import submit_policy_draft
from amends.core.policy.drafting.merging import MergeUndecided, Side
from amends.core.policy.drafting.states import DraftChanged, DraftUpToDate
from amends.core.policy.drafting.unknown import VersionUnknown
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.policy_draft import policy_draft
from amends.queries.policy_merge import policy_merge

pytestmark = pytest.mark.django_db

NAMED = cell("gestures", 1, "name", "A call from the manager")


def test_the_draft_keeps_its_changes_and_takes_over_the_others_and_is_read_again() -> None:
    draft = an_approved_draft()
    publish_another(NAMED)
    with pytest.raises(PolicyMovedOn):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)

    shown = policy_merge(CARLA, draft_id=draft.draft_id)
    assert (shown.is_behind, shown.base_number, shown.onto, shown.conflicts) == (True, 1, 2, ())
    assert [change.code for change in shown.published] == ["changed"]
    assert [str(change) for change in shown.carried] == ["guard, row 3: case_total was “> 60” and is “> 80”."]
    done = carry_policy_draft(CARLA, draft_id=draft.draft_id, version=draft.version, onto=2)

    row = PolicyDraft.objects.select_related("base").get(id=draft.draft_id)
    assert (row.base and row.base.number, row.state, row.version) == (2, "writing", done.version)
    page = policy_draft(CARLA, draft_id=draft.draft_id)
    assert [str(change) for change in page.changes] == [
        "Table guard, row 3: case_total was > 60 and is > 80."
    ]
    assert page.head.is_behind is False
    with pytest.raises(DraftNotApproved):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)
    assert JournalEntry.objects.filter(event="policy_draft.carried").count() == 1
    assert DraftChange.objects.filter(draft_id=draft.draft_id).order_by("-version")[0].version == done.version
    handed = submit_policy_draft(CARLA, draft_id=draft.draft_id, version=done.version)
    review_policy_draft(FINN, draft_id=draft.draft_id, digest=handed.digest, beside=2, verdict="approved")
    assert publish_policy_draft(CARLA, draft_id=draft.draft_id).number == 3


def test_what_both_changed_is_chosen_first() -> None:
    draft = a_draft()
    edit_policy_draft(CARLA, draft_id=draft.draft_id, version=1, cells=(LARGER,))
    publish_another(cell("table.guard", 3, "case_total", "> 70"))

    (clash,) = policy_merge(CARLA, draft_id=draft.draft_id).conflicts
    assert (clash.before, clash.ours, clash.theirs) == ("> 60", "> 80", "> 70")
    with pytest.raises(MergeUndecided):
        carry_policy_draft(CARLA, draft_id=draft.draft_id, version=2, onto=2)
    assert PolicyDraft.objects.get(id=draft.draft_id).version == 2
    choices = {clash.key: Side.OURS}
    carry_policy_draft(CARLA, draft_id=draft.draft_id, version=2, onto=2, choices=choices)
    assert [str(each) for each in policy_draft(CARLA, draft_id=draft.draft_id).changes] == [
        "Table guard, row 3: case_total was > 70 and is > 80."
    ]


def test_nothing_is_carried_twice_nor_onto_an_older_version_nor_unseen() -> None:
    draft = a_draft()
    with pytest.raises(DraftUpToDate):
        carry_policy_draft(CARLA, draft_id=draft.draft_id, version=1, onto=1)
    publish_another(NAMED)
    with pytest.raises(VersionUnknown):
        carry_policy_draft(CARLA, draft_id=draft.draft_id, version=1, onto=1)
    with pytest.raises(DraftChanged):
        carry_policy_draft(CARLA, draft_id=draft.draft_id, version=9, onto=2)
    with pytest.raises(NotPermitted):
        carry_policy_draft(someone(Role.LEAD), draft_id=draft.draft_id, version=1, onto=2)
    assert PolicyDraft.objects.get(id=draft.draft_id).version == 1


def test_a_program_with_the_scope_carries_a_draft() -> None:
    make_house()
    a_policy()
    caller = Caller(a_token("program", "policy:write"))
    path = f"/policy-drafts/{caller.post('/policy-drafts', {'name': 'x', 'from_number': 1})[1]['draft_id']}"
    typed = {"sheet": "table.guard", "row": 3, "column": "case_total", "text": "> 80"}
    caller.call("PATCH", path, {"version": 1, "cells": [typed]})
    publish_another(cell("table.guard", 3, "case_total", "> 70"))

    beside = caller.get(f"{path}/merge")[1]
    assert [(each["ours"], each["theirs"]) for each in beside["conflicts"]] == [("> 80", "> 70")]
    status, refused = caller.post(f"{path}/merge", {"version": 2, "onto": 2})
    assert (status, refused["code"]) == (409, "policy_merge_undecided")
    choice = {"key": beside["conflicts"][0]["key"], "side": "theirs"}
    status, done = caller.post(f"{path}/merge", {"version": 2, "onto": 2, "choices": [choice]})
    assert (status, done["onto"], done["version"]) == (200, 2, 3)
    assert PolicyVersion.objects.count() == 2


def test_the_page_says_what_differs_and_asks_for_each_conflict() -> None:
    house = make_house()
    draft = a_draft()
    edit_policy_draft(CARLA, draft_id=draft.draft_id, version=1, cells=(LARGER,))
    publish_another(cell("table.guard", 3, "case_total", "> 70"), NAMED)
    carla = Client()
    carla.force_login(User.objects.get(id=house.people["carla"].id))

    assert "See what differs" in carla.get(f"/policy/drafts/{draft.draft_id}").content.decode()
    address = f"/policy/drafts/{draft.draft_id}/merge"
    page = carla.get(address)
    words = page.content.decode()
    assert "Policy 2 was published meanwhile" in words
    assert "Both changed one cell, each in its own way" in words
    form = {"version": 2, "onto": 2}
    without = carla.post(address, form)
    assert (without.status_code, "Choose for each of them" in without.content.decode()) == (422, True)
    key = page.context["page"].conflicts[0].key
    done = carla.post(address, {**form, f"c:{key}": "ours"}, follow=True).content.decode()
    assert "Carried onto policy 2." in done
    assert "See what differs" not in done
