"""Two people at the policy at once, with its guards and without: see test_races.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from givens.contexts import someone
from givens.drafts import CARLA, a_draft, cell
from givens.mutants import Rewritten
from givens.races import THREADS, Mutation, Rewrites, race

from amends.apps.policies.models import DraftChange, PolicyDraft, PolicyVersion
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy import publish_policy
from amends.commands.governance.roll_back_policy import roll_back_policy
from amends.core.roles import Role

pytestmark = pytest.mark.usefixtures("committed_db")


def one_editor(rewrites: Rewrites) -> None:
    """Eight editors who all look at version 1: one is kept, the others are told of it."""
    draft = a_draft()
    editors = [someone(Role.CX_MANAGER, user_id=10 + thread) for thread in range(THREADS)]

    def edit(thread: int) -> None:
        typed = cell("table.guard", 3, "case_total", f"> {70 + thread}")
        edit_policy_draft(editors[thread], draft_id=draft.draft_id, version=1, cells=(typed,))

    assert race(edit, rewrites) == {"done": 1, "draft_changed": THREADS - 1}
    assert PolicyDraft.objects.get().version == 2
    assert DraftChange.objects.count() == 2


def one_number(rewrites: Rewrites) -> None:
    """Eight policies published at once stand one behind the other."""
    a_draft()
    text = PolicyVersion.objects.get().document

    def publish(thread: int) -> None:
        publish_policy(CARLA, document=text.replace("Kintsu Group", f"Kintsu {thread}"))

    assert race(publish, rewrites) == {"done": THREADS}
    numbers = PolicyVersion.objects.order_by("number").values_list("number", flat=True)
    assert [*numbers] == list(range(1, THREADS + 2))


def one_text(rewrites: Rewrites) -> None:
    """Eight who go back to the same policy at once: it is published anew once, the others are told that it is."""
    a_draft()
    text = PolicyVersion.objects.get().document
    publish_policy(CARLA, document=text.replace("Kintsu Group", "Kintsu later"))

    def back(thread: int) -> None:
        began_at = CARLA.now - timedelta(
            milliseconds=thread
        )  # whoever waits began before the one they wait for
        roll_back_policy(replace(CARLA, now=began_at), number=1, reason="It was better")

    assert race(back, rewrites) == {"done": 1, "policy_unchanged": THREADS - 1}
    assert PolicyVersion.objects.count() == 3


DRAFT_LOCK = Rewritten("policies_policydraft", ' FOR NO KEY UPDATE OF "policies_policydraft"')
VERSIONS_LOCK = Rewritten("policies_policyversion", "SHARE ROW EXCLUSIVE", "ACCESS SHARE")
RACES = (one_editor, one_number, one_text)
MUTATIONS = (
    Mutation(one_editor, "its lock", (DRAFT_LOCK,)),
    Mutation(one_number, "its lock", (VERSIONS_LOCK,)),
    Mutation(one_text, "its lock", (VERSIONS_LOCK,)),
)


@pytest.mark.parametrize("held", RACES, ids=lambda held: held.__name__)
def test_the_race_has_one_winner(held: Callable[[Rewrites], None]) -> None:
    held(())


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: f"{one.race.__name__} without {one.without}")
def test_without_its_guard_the_race_is_lost(mutation: Mutation) -> None:
    with mutation.gone(), pytest.raises(AssertionError):
        mutation.race(mutation.rewrites)
