"""The facts of a past case are brought to try a policy with, by those who may see the case and nobody else."""

from __future__ import annotations

import pytest
from givens.giving import a_desk

from amends.apps.policies.models import Decision
from amends.core.case.unknown import CaseUnknown
from amends.core.roles import Permission
from amends.kernel.context import NotPermitted
from amends.queries.policies import policy_version
from amends.queries.policy_trial import facts_of_case, policy_trial

pytestmark = pytest.mark.django_db


def test_a_past_case_is_tried_again_with_the_facts_it_was_decided_on():
    desk = a_desk(price="180.00")
    nora = desk.now()
    assert facts_of_case(nora, ref=desk.case_ref) == {}  # nothing was decided yet
    desk.give("breakfast", ctx=nora)

    facts = facts_of_case(nora, ref=desk.case_ref)
    trial = policy_trial(nora, document=policy_version(nora, number=1).document, facts=facts)

    assert (facts["business"], facts["price"]) == ("hotel", "180")
    assert trial.problems == ()
    assert f"Severity {Decision.objects.get().severity}," in str(trial.verdict[0])
    assert Decision.objects.count() == 1


def test_a_case_one_may_not_see_brings_nothing():
    desk = a_desk(price="180.00")
    rita, fin = desk.house.ctx("rita"), desk.house.ctx("fin")
    assert not fin.may(Permission.SEE_CASES)

    with pytest.raises(CaseUnknown):
        facts_of_case(rita, ref=desk.case_ref)
    with pytest.raises(NotPermitted):
        facts_of_case(fin, ref=desk.case_ref)
