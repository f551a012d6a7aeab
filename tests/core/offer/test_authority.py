"""Who may say yes, and to what exactly."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.offer.authority import (
    LEVELS,
    ApprovalOverdue,
    Approver,
    ApproverAskedIt,
    ApproverHeardBefore,
    ApproverLevelTooLow,
    ApproverUnattended,
    ApproverWasThere,
    ArgumentsChanged,
    Authority,
    Question,
    Seat,
    SubstituteBarred,
    arguments_digest,
    check_approver,
    check_arguments,
    may_approve,
)
from amends.core.refusal import Refusal
from amends.core.roles import Role
from amends.core.unseen import ApprovalUnknown

NOW = datetime(2026, 5, 3, 1, 20, tzinfo=UTC)
QUESTION = Question(
    (Role.CX_MANAGER, Role.FINANCE),
    "person:7",
    "d" * 64,
    NOW + timedelta(hours=1),
    involved=frozenset({"person:9"}),
    heard=frozenset({"person:5"}),
)
MANAGER = Approver("person:3", frozenset({Role.CX_MANAGER}), is_accountable=True)
NOBODY: frozenset[Role] = frozenset()


def test_somebody_else_of_the_right_role_in_the_same_place_may_decide() -> None:
    assert check_approver(MANAGER, QUESTION) == Seat(Role.CX_MANAGER, "person:3")
    assert may_approve(MANAGER, QUESTION)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"own": frozenset({Role.LEAD})}, ApproverLevelTooLow),
        ({"actor": "person:7"}, ApproverAskedIt),
        ({"actor": "person:9"}, ApproverWasThere),
        ({"actor": "person:5"}, ApproverHeardBefore),
        ({"own": NOBODY}, ApprovalUnknown),
        ({"is_accountable": False}, ApproverUnattended),
    ],
)
def test_everybody_else_is_refused_with_the_reason(change: dict[str, object], refusal: type[Refusal]) -> None:
    approver = dataclasses.replace(MANAGER, **change)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        check_approver(approver, QUESTION)
    assert not may_approve(approver, QUESTION)


def test_even_the_highest_never_approve_their_own() -> None:
    with pytest.raises(ApproverAskedIt):
        check_approver(Approver("person:7", frozenset({Role.FINANCE}), True), QUESTION)


def test_a_question_out_of_sight_is_not_explained() -> None:
    with pytest.raises(ApprovalUnknown):
        check_approver(Approver("person:7", NOBODY, True), QUESTION)


def test_a_substitute_decides_with_the_authority_of_whoever_is_away() -> None:
    lead = Approver(
        "person:4", frozenset({Role.LEAD}), True, (Authority("person:3", frozenset({Role.CX_MANAGER})),)
    )
    assert check_approver(lead, QUESTION) == Seat(Role.CX_MANAGER, "person:3")


def test_ones_own_authority_comes_before_that_of_somebody_who_is_away() -> None:
    both = dataclasses.replace(MANAGER, for_others=(Authority("person:8", frozenset({Role.FINANCE})),))
    assert check_approver(both, QUESTION).holder == "person:3"


@pytest.mark.parametrize("barred", ["person:7", "person:9", "person:5"])
def test_nobody_decides_through_a_substitute_what_they_may_not_decide_themselves(barred: str) -> None:
    lead = Approver(
        "person:4", frozenset({Role.LEAD}), True, (Authority(barred, frozenset({Role.CX_MANAGER})),)
    )
    with pytest.raises(SubstituteBarred):
        check_approver(lead, QUESTION)


@pytest.mark.parametrize("barred", ["person:7", "person:9", "person:5"])
def test_who_is_barred_cannot_decide_for_somebody_who_is_away_either(barred: str) -> None:
    approver = Approver(barred, NOBODY, True, (Authority("person:3", frozenset({Role.FINANCE})),))
    assert not may_approve(approver, QUESTION)


def test_the_codes_of_the_policy_are_levels() -> None:
    assert dict(LEVELS) == {"": 0, "L1": 1, "L2": 2, "L3": 3}


def test_a_yes_to_other_arguments_is_refused() -> None:
    check_arguments(QUESTION, "d" * 64, NOW)
    with pytest.raises(ArgumentsChanged):
        check_arguments(QUESTION, "e" * 64, NOW)


def test_a_yes_after_its_time_is_refused() -> None:
    with pytest.raises(ApprovalOverdue):
        check_arguments(QUESTION, "d" * 64, NOW + timedelta(hours=1))


def test_the_digest_does_not_depend_on_the_order_of_names_but_on_the_order_of_choices() -> None:
    one = {"case_id": 4, "choices": (("voucher", 2500), ("dessert", None))}
    two = {"choices": (("voucher", 2500), ("dessert", None)), "case_id": 4}
    other = {"case_id": 4, "choices": (("dessert", None), ("voucher", 2500))}
    assert arguments_digest(one) == arguments_digest(two)
    assert arguments_digest(one) != arguments_digest(other)
    assert arguments_digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize("inexact", [1.5, {1: "x"}, {"x": {2}}, {"x": b"y"}])
def test_a_yes_is_never_bound_to_something_inexact(inexact: object) -> None:
    with pytest.raises(TypeError):
        arguments_digest({"x": inexact})  # type: ignore[dict-item]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_other_arguments_have_another_digest(one: object, two: object) -> None:
    same = repr(one) == repr(two) or one == two
    digests = {arguments_digest({"x": one}), arguments_digest({"x": two})}  # type: ignore[dict-item]
    if not same:
        assert len(digests) == 2
    elif repr(one) == repr(two):
        assert len(digests) == 1
