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
    ApproverLevelTooLow,
    ApproverUnattended,
    ApproverWasThere,
    ArgumentsChanged,
    Question,
    arguments_digest,
    check_approver,
    check_arguments,
    may_approve,
)
from amends.core.refusal import Refusal
from amends.core.unseen import ApprovalUnknown

NOW = datetime(2026, 5, 3, 1, 20, tzinfo=UTC)
QUESTION = Question(2, "person:7", "d" * 64, NOW + timedelta(hours=1), frozenset({"person:9"}))
MANAGER = Approver("person:3", 2, is_accountable=True, sees_unit=True)


def test_somebody_else_of_the_right_level_in_the_same_place_may_decide() -> None:
    check_approver(MANAGER, QUESTION)
    assert may_approve(MANAGER, QUESTION)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"level": 1}, ApproverLevelTooLow),
        ({"actor": "person:7"}, ApproverAskedIt),
        ({"actor": "person:9"}, ApproverWasThere),
        ({"sees_unit": False}, ApprovalUnknown),
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
        check_approver(Approver("person:7", 3, True, True), QUESTION)


def test_a_question_out_of_sight_is_not_explained() -> None:
    with pytest.raises(ApprovalUnknown):
        check_approver(Approver("person:7", 0, True, sees_unit=False), QUESTION)


@pytest.mark.parametrize("needed", range(4))
@pytest.mark.parametrize("held", range(4))
def test_a_level_suffices_for_itself_and_below_and_level_0_for_nothing(needed: int, held: int) -> None:
    question = dataclasses.replace(QUESTION, level=needed)
    assert may_approve(dataclasses.replace(MANAGER, level=held), question) == (held >= needed and held >= 1)


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
