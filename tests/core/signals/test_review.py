"""Who may say what comes of a signal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.refusal import Refusal
from amends.core.signals.review import (
    ReviewerHadPart,
    ReviewNeedsNote,
    SignalEnded,
    SignalState,
    check_review,
    lasts_until,
    signal_codes,
)

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def check(state: SignalState = SignalState.RAISED, **changed: object) -> None:
    given = {
        "uphold": True,
        "note": "Three of the bills were never ours.",
        "reviewer": "person:1",
        "involved": {"person:2"},
        "now": NOW,
        **changed,
    }
    expires_at = given.pop("expires_at", NOW + timedelta(days=1))
    check_review(state, expires_at, **given)  # type: ignore[arg-type]


def test_somebody_without_a_part_in_it_may_uphold_or_dismiss() -> None:
    check()
    check(uphold=False)
    check(SignalState.UPHELD, uphold=False)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"involved": {"person:1"}}, ReviewerHadPart),
        ({"note": "  "}, ReviewNeedsNote),
        ({"expires_at": NOW}, SignalEnded),
        ({"state": SignalState.UPHELD}, SignalEnded),
        ({"state": SignalState.DISMISSED, "uphold": False}, SignalEnded),
        ({"state": SignalState.EXPIRED}, SignalEnded),
    ],
)
def test_nobody_else_and_nothing_else(changed: dict[str, object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check(**changed)  # type: ignore[arg-type]


def test_nobody_carries_one_for_good() -> None:
    assert lasts_until(SignalState.RAISED, NOW) == NOW + timedelta(days=30)
    assert lasts_until(SignalState.UPHELD, NOW) == NOW + timedelta(days=180)


def test_the_guard_sees_each_kind_and_which_of_them_somebody_upheld() -> None:
    assert signal_codes([("same_words", "upheld"), ("many_claims", "raised")]) == (
        "many_claims",
        "same_words",
        "same_words_upheld",
    )
    assert signal_codes([]) == ()
