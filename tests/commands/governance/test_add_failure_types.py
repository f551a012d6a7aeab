"""Kinds of failure are added: complete, once, and with facts that the policy can read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from givens.contexts import NOON, someone
from givens.policy import a_policy

from amends.apps.failures import store as kinds
from amends.apps.failures.models import FailureType
from amends.commands.governance.add_failure_types import (
    FailureCodeInvalid,
    FailureIncomplete,
    NewFailureType,
    add_failure_types,
)
from amends.core.policy.facts import FactsInvalid
from amends.core.roles import Role
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

CARLA = someone(Role.CX_MANAGER, user_id=3, now=NOON)
LATE = NewFailureType(
    code="food_late",
    name="Food came late",
    nature="process",
    lost_resource="service",
    usual_expectation="Food within half an hour",
    terms=("late", "waited"),
    business="restaurant",
    assumed_facts={"harm_class": "inconvenience", "duration_hours": 1},
)


def test_kinds_are_chosen_from_in_the_order_they_were_given():
    cold = replace(LATE, code="food_cold", name="Food was cold")
    anywhere = replace(LATE, code="rude", name="A rude word", business="")

    added = add_failure_types(CARLA, types=(LATE, cold, anywhere))

    assert added.codes == ("food_late", "food_cold", "rude")
    assert [kind.code for kind in kinds.failure_types("restaurant")] == ["food_late", "food_cold", "rude"]
    assert [kind.code for kind in kinds.failure_types("hotel")] == ["rude"]
    assert kinds.failure_type("food_late").assumed_facts == {
        "harm_class": "inconvenience",
        "duration_hours": 1,
    }
    assert JournalEntry.objects.get(stream="policy").event == "failure_types.added"


def test_a_code_is_used_once():
    add_failure_types(CARLA, types=(LATE,))

    for again in ((LATE,), (replace(LATE, code="new"), replace(LATE, code="new"))):
        with pytest.raises(FailureCodeInvalid):
            add_failure_types(CARLA, types=again)
    assert FailureType.objects.count() == 1


@pytest.mark.parametrize(
    ("missing", "refusal", "field"),
    [
        ({"code": "Food late"}, FailureCodeInvalid, "code"),
        ({"name": " "}, FailureIncomplete, "name"),
        ({"nature": "bad"}, FailureIncomplete, "nature"),
        ({"lost_resource": "time"}, FailureIncomplete, "lost_resource"),
        ({"usual_expectation": ""}, FailureIncomplete, "usual_expectation"),
        ({"terms": ()}, FailureIncomplete, "terms"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(missing, refusal, field):
    with pytest.raises(refusal) as refused:
        add_failure_types(CARLA, types=(LATE, replace(LATE, **{"code": "other", **missing})))
    assert refused.value.field == field
    assert not FailureType.objects.exists()


def test_facts_that_the_policy_in_force_cannot_read_are_refused():
    a_policy()

    with pytest.raises(FactsInvalid) as refused:
        add_failure_types(CARLA, types=(replace(LATE, assumed_facts={"harm_class": "sad", "mood": 3}),))
    assert {problem.field for problem in refused.value.refusals} == {"harm_class", "mood"}


def test_a_lead_adds_none():
    with pytest.raises(NotPermitted):
        add_failure_types(someone(Role.LEAD, user_id=4), types=(LATE,))
