"""Two people at one draft at once: one of them is first, and nothing is published twice."""

from __future__ import annotations

import pytest
from givens.drafts import CARLA, an_approved_draft
from givens.together import together

from amends.apps.policies.models import PolicyVersion
from amends.commands.governance.publish_policy_draft import publish_policy_draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_published_by_several_at_once_is_one_version(committed_db) -> None:
    draft = an_approved_draft()

    ended = together(lambda thread, _: publish_policy_draft(CARLA, draft_id=draft.draft_id), threads=6)

    assert ended == {"done": 1, "draft_ended": 5}
    assert [*PolicyVersion.objects.order_by("number").values_list("number", flat=True)] == [1, 2]
