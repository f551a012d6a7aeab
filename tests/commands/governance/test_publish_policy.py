"""A policy is published: from when it decides, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from givens.contexts import NOON, someone
from givens.policy import policy_text

from amends.apps.policies import store as policies
from amends.apps.policies.models import PolicyVersion
from amends.commands.governance.publish_policy import publish_policy
from amends.commands.publishing import EffectiveInThePast, PolicyUnchanged
from amends.core.policy.parse import PolicyInvalid
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

CARLA = someone(Role.CX_MANAGER, user_id=3)


def test_a_document_decides_from_now_on_and_the_journal_knows_who_published_it():
    published = publish_policy(CARLA, document=policy_text(), note="As agreed in May.")

    assert (published.number, published.effective_from_at) == (1, NOON)
    assert policies.in_force(NOON).digest == published.digest
    row = PolicyVersion.objects.get()
    assert (row.note, row.published_by) == ("As agreed in May.", "person:3")
    entry = JournalEntry.objects.get(stream="policy")
    assert (entry.event, entry.actor) == ("policy.published", "person:3")


def test_a_document_for_later_leaves_the_present_one_in_force():
    first = publish_policy(CARLA, document=policy_text())
    changed = policy_text().replace("Kintsu Group", "Kintsu Group, autumn")
    second = publish_policy(CARLA, document=changed, effective_from_at=NOON + timedelta(days=3))

    assert second.number == 2
    assert policies.in_force(NOON + timedelta(days=2)).digest == first.digest
    assert policies.in_force(NOON + timedelta(days=3)).digest == second.digest


def test_the_same_document_again_is_refused_however_it_is_typed():
    publish_policy(CARLA, document=policy_text())

    with pytest.raises(PolicyUnchanged) as refused:
        publish_policy(
            replace(CARLA, now=NOON + timedelta(hours=1)), document=policy_text().replace("  ", " ")
        )
    assert refused.value.params["number"] == 1
    assert PolicyVersion.objects.count() == 1


def test_what_was_decided_before_is_not_decided_anew():
    with pytest.raises(EffectiveInThePast):
        publish_policy(CARLA, document=policy_text(), effective_from_at=NOON - timedelta(minutes=1))
    assert not PolicyVersion.objects.exists()


def test_every_problem_of_a_document_is_said_at_once_and_nothing_is_kept():
    broken = (
        policy_text().replace('"unique"', '"one"', 1).replace('"currency": "EUR"', '"currency": "euro"', 1)
    )

    with pytest.raises(PolicyInvalid) as refused:
        publish_policy(CARLA, document=broken)
    assert {problem.field for problem in refused.value.refusals} == {"currency", "tables[3].hit_policy"}
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("role", [Role.FRONT_LINE, Role.LEAD, Role.FINANCE, Role.OPERATOR, Role.AUDITOR])
def test_nobody_else_publishes(role):
    with pytest.raises(NotPermitted):
        publish_policy(someone(role, user_id=4), document=policy_text())
