"""The section `approvals` of a policy: whose yes, in which steps, by when."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from amends.core.policy.approvals import (
    APPROVING,
    ApprovalPath,
    ApprovalStep,
    OnTimeout,
    Who,
    handed_up,
    kept_step,
    path_for,
    step_data,
)
from amends.core.policy.changes import policy_changes
from amends.core.policy.editable import editable
from amends.core.policy.parse import PolicyInvalid, document_text, load_document, parse_policy
from amends.core.roles import LEVEL, Role

LEAD, MANAGER, FINANCE = Role.LEAD, Role.CX_MANAGER, Role.FINANCE
TWO_STEPS = {
    "approver": "L2",
    "from": 50,
    "below": 200,
    "steps": [
        {"roles": ["lead"], "due_minutes": 30, "on_timeout": "hand_up"},
        {"roles": ["cx_manager", "finance"], "who": "all"},
    ],
}


def policy(*paths: object) -> dict[str, object]:
    return {"name": "House", "currency": "EUR", "approvals": list(paths)}


def problems(*paths: object) -> list[str]:
    with pytest.raises(PolicyInvalid) as found:
        parse_policy(policy(*paths))
    return [problem.field or "" for problem in found.value.refusals]


def test_the_steps_are_read_as_they_are_written() -> None:
    document = parse_policy(policy(TWO_STEPS))
    steps = (
        ApprovalStep((LEAD,), Who.ANY, 30, OnTimeout.HAND_UP),
        ApprovalStep((MANAGER, FINANCE), Who.ALL, 60, OnTimeout.REFUSE),
    )
    assert document.approvals == (ApprovalPath("L2", steps, Decimal(50), Decimal(200)),)


def test_the_canonical_text_and_the_editable_form_lead_back_to_the_same_policy() -> None:
    document = parse_policy(policy(TWO_STEPS, {**TWO_STEPS, "from": 200, "below": None}))
    assert load_document(document_text(document)) == document
    assert parse_policy(editable(document)) == document


def test_a_policy_without_the_section_has_the_text_it_always_had() -> None:
    assert "approvals" not in document_text(parse_policy(policy()))


def test_another_step_is_told_as_a_change() -> None:
    before, after = parse_policy(policy()), parse_policy(policy(TWO_STEPS))
    assert [str(change) for change in policy_changes(before, after)] == ["New: the way to a yes “L2, 50”."]


@pytest.mark.parametrize(
    ("approver", "amount", "roles"),
    [
        (2, "49.99", [(MANAGER,)]),
        (2, "50", [(LEAD,), (MANAGER, FINANCE)]),
        (2, "199.99", [(LEAD,), (MANAGER, FINANCE)]),
        (2, "200", [(MANAGER,)]),
        (1, "100", [(LEAD,)]),
        (3, "100", [(FINANCE,)]),
    ],
)
def test_the_level_and_the_amount_choose_the_steps(
    approver: int, amount: str, roles: list[tuple[Role, ...]]
) -> None:
    document = parse_policy(policy(TWO_STEPS))
    found = path_for(document.approvals, approver, Decimal(amount))
    assert [step.roles for step in found] == roles


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"approver": "L4"}, "approvals[1].approver"),
        ({"below": 50}, "approvals[1].below"),
        ({"steps": []}, "approvals[1].steps"),
        ({"steps": [{"roles": ["lead"]}]}, "approvals[1].steps"),
        ({"steps": [{"roles": ["lead", "finance"]}]}, "approvals[1].steps"),
        ({"steps": [{"roles": ["cashier"]}, {"roles": ["finance"]}]}, "approvals[1].steps[1].roles"),
        ({"steps": [{"roles": ["finance"], "due_minutes": 0}]}, "approvals[1].steps[1].due_minutes"),
        ({"steps": [{"roles": ["finance"], "on_timeout": "approve"}]}, "approvals[1].steps[1].approve_below"),
        ({"steps": [{"roles": ["finance"], "approve_below": 5}]}, "approvals[1].steps[1].approve_below"),
        ({"steps": [{"roles": ["finance"], "mood": "good"}]}, "approvals[1].steps[1].mood"),
    ],
)
def test_what_cannot_work_is_named_with_its_place(change: dict[str, object], at: str) -> None:
    assert at in problems({**TWO_STEPS, **change})


def test_the_example_of_the_guide_is_a_policy() -> None:
    guide = (Path(__file__).parents[3] / "docs/howto/ask-for-a-yes.md").read_text()
    example = yaml.safe_load(guide.split("```yaml\n")[1].split("```")[0])
    document = parse_policy(policy(*example["approvals"]))
    assert [(path.approver, len(path.steps)) for path in document.approvals] == [
        ("L1", 1),
        ("L1", 1),
        ("L2", 2),
    ]


def test_two_ways_for_one_amount_are_refused() -> None:
    assert problems(TWO_STEPS, {**TWO_STEPS, "from": 199}) == ["approvals[2].from"]
    parse_policy(policy(TWO_STEPS, {**TWO_STEPS, "from": 200, "below": None}))
    parse_policy(policy(TWO_STEPS, {**TWO_STEPS, "approver": "L1"}))


def test_a_step_that_asks_each_of_two_needs_only_one_of_them_to_be_senior() -> None:
    path = {**TWO_STEPS, "steps": [{"roles": ["lead", "cx_manager"], "who": "all"}]}
    assert len(parse_policy(policy(path)).approvals) == 1


def test_handing_up_goes_one_role_higher_and_ends_above_the_highest() -> None:
    assert handed_up(ApprovalStep((LEAD,))) == ApprovalStep((MANAGER,))
    assert handed_up(ApprovalStep((LEAD, MANAGER), Who.ALL)) == ApprovalStep((FINANCE,))
    assert handed_up(ApprovalStep((FINANCE,))) is None


STEPS = st.builds(
    ApprovalStep,
    st.lists(st.sampled_from(APPROVING), min_size=1, unique=True).map(tuple),
    st.sampled_from(Who),
    st.integers(1, 10_000),
)


@given(STEPS, st.integers(0, 100_000))
def test_a_step_is_kept_as_it_was(step: ApprovalStep, below_minor: int) -> None:
    below = Decimal(below_minor).scaleb(-2)
    silent = ApprovalStep(step.roles, step.who, step.due_minutes, OnTimeout.APPROVE, below)
    assert kept_step(step_data(step)) == step
    assert kept_step({**step_data(silent), "approve_below": str(below)}) == silent


@given(st.lists(STEPS, min_size=1, max_size=3), st.sampled_from(["L1", "L2", "L3"]))
def test_no_way_leads_past_the_level_that_was_asked_for(steps: list[ApprovalStep], approver: str) -> None:
    """Whatever is declared, if it is accepted, somebody of that level gives one of the yeses."""
    data = {"approver": approver, "steps": [step_data(step) for step in steps]}
    try:
        document = parse_policy(policy(data))
    except PolicyInvalid:
        return
    level = int(approver[1])
    (path,) = document.approvals
    forced = [
        max(LEVEL[role] for role in step.roles)
        if step.who is Who.ALL
        else min(LEVEL[role] for role in step.roles)
        for step in path.steps
    ]
    assert max(forced) >= level
