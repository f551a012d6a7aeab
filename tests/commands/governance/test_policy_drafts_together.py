"""Two people at one draft at once: one of them is first, and nothing is published twice."""

from __future__ import annotations

import pytest
from givens.contexts import someone
from givens.drafts import CARLA, a_draft, an_approved_draft, cell
from givens.together import together

from amends.apps.policies.models import DraftChange, PolicyDraft, PolicyVersion
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy import publish_policy
from amends.commands.governance.publish_policy_draft import publish_policy_draft
from amends.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_editors_at_once_one_is_kept_and_the_others_are_told(committed_db) -> None:
    draft = a_draft()
    editors = [someone(Role.CX_MANAGER, user_id=10 + thread) for thread in range(6)]

    ended = together(
        lambda thread, _: edit_policy_draft(
            editors[thread],
            draft_id=draft.draft_id,
            version=1,
            cells=(cell("table.guard", 3, "case_total", f"> {70 + thread}"),),
        ),
        threads=6,
    )

    assert ended == {"done": 1, "draft_changed": 5}
    assert PolicyDraft.objects.get().version == 2
    assert DraftChange.objects.filter(draft_id=draft.draft_id).count() == 2


def test_a_draft_published_by_several_at_once_is_one_version(committed_db) -> None:
    draft = an_approved_draft()

    ended = together(lambda thread, _: publish_policy_draft(CARLA, draft_id=draft.draft_id), threads=6)

    assert ended == {"done": 1, "draft_ended": 5}
    assert [*PolicyVersion.objects.order_by("number").values_list("number", flat=True)] == [1, 2]


def test_policies_published_at_once_have_numbers_of_their_own(committed_db) -> None:
    an_approved_draft()
    text = PolicyVersion.objects.get(number=1).document

    ended = together(
        lambda thread, _: publish_policy(CARLA, document=text.replace("Kintsu Group", f"Kintsu {thread}")),
        threads=6,
    )

    assert ended == {"done": 6}
    numbers = PolicyVersion.objects.order_by("number").values_list("number", flat=True)
    assert [*numbers] == [1, 2, 3, 4, 5, 6, 7]
