"""What is noticed, and everything that never counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.signals.rules import Claim, Noticed, PastSignal, SignalKind, notice, words_print

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MANY, SAME, OTHERWISE = SignalKind.MANY_CLAIMS, SignalKind.SAME_WORDS, SignalKind.CONTRADICTED_EVIDENCE


def claim(number: int, days_ago: float = 1, **more: object) -> Claim:
    given = {
        "case_id": number,
        "visit_ref": f"V-{number}",
        "received_at": NOW - timedelta(days=days_ago),
        "is_verified": True,
        "upheld": False,
        "contradicted": False,
        "print": f"print {number}",
        **more,
    }
    return Claim(**given)  # type: ignore[arg-type]


def claims(count: int, **more: object) -> list[Claim]:
    return [claim(number, 1 + number, **more) for number in range(count)]


def kinds(found: tuple[Noticed, ...]) -> set[SignalKind]:
    return {each.kind for each in found}


def test_four_visits_in_a_quarter_are_noticed_with_their_cases() -> None:
    assert notice(claims(3), (), NOW) == ()
    assert notice(claims(4), (), NOW) == (Noticed(MANY, (3, 2, 1, 0), 4, 90),)


def test_eight_visits_in_a_year_are_noticed() -> None:
    spread = [claim(number, 40 * number + 5) for number in range(8)]

    assert notice(spread[:7], (), NOW) == ()
    (found,) = notice(spread, (), NOW)
    assert (found.visits, found.days) == (8, 365)


def test_many_failures_of_one_visit_are_one_occasion() -> None:
    assert notice(claims(6, visit_ref="V"), (), NOW) == ()


def test_claims_count_against_how_often_they_are_here() -> None:
    assert notice(claims(4, occasions=200), (), NOW) == ()
    (found,) = notice(claims(4, occasions=5), (), NOW)
    assert (found.kind, found.visits, found.occasions) == (MANY, 4, 5)


def test_what_was_our_failure_never_counts_against_them() -> None:
    rows = claims(9, upheld=True, contradicted=True, print="same")
    assert notice(rows, (), NOW) == ()


def test_what_we_cannot_be_sure_they_wrote_never_counts() -> None:
    assert notice(claims(9, is_verified=False, contradicted=True, print="same"), (), NOW) == ()


def test_what_is_more_than_a_year_ago_never_counts() -> None:
    assert notice([claim(n, 366 + n, contradicted=True, print="same") for n in range(9)], (), NOW) == ()


def test_evidence_contradicted_twice_is_noticed_and_once_is_not() -> None:
    once, twice = claim(1, 3, contradicted=True), claim(2, 2, contradicted=True)

    assert notice([once, claim(3)], (), NOW) == ()
    assert notice([once, twice, claim(3)], (), NOW) == (Noticed(OTHERWISE, (1, 2), 2, 365),)


def test_the_same_words_about_two_visits_are_noticed() -> None:
    rows = [claim(1, 3, print="same"), claim(2, 2, print="same"), claim(3)]

    assert notice(rows, (), NOW) == (Noticed(SAME, (1, 2), 2, 365),)
    assert notice([replace(row, visit_ref="V") for row in rows], (), NOW) == ()
    assert notice([claim(1, print=""), claim(2, print="")], (), NOW) == ()


def test_cases_of_a_dismissed_signal_never_count_again() -> None:
    past = PastSignal(MANY, True, NOW - timedelta(days=1), (0, 1))

    assert notice(claims(5), (past,), NOW) == ()
    fresh = [*claims(5), claim(7, 0.5)]
    assert notice(fresh, (past,), NOW) == (Noticed(MANY, (4, 3, 2, 7), 4, 90),)


def test_what_has_run_out_needs_a_new_claim_to_be_raised_again() -> None:
    past = PastSignal(MANY, False, NOW - timedelta(hours=1), (0, 1, 2, 3))

    assert notice(claims(4), (past,), NOW) == ()
    assert kinds(notice([*claims(4), claim(9, 0.01)], (past,), NOW)) == {MANY}


def test_a_dismissed_kind_says_nothing_about_another() -> None:
    past = PastSignal(SAME, True, NOW, (0, 1, 2, 3))
    assert kinds(notice(claims(4), (past,), NOW)) == {MANY}


WORDS = "The room was cold all night, and nobody came when we called."


def test_words_leave_a_print_whatever_their_case_and_marks() -> None:
    print_ = words_print(WORDS, b"k" * 32)

    assert len(print_) == 64
    assert print_ == words_print("  THE room was COLD - all night and nobody came when we called", b"k" * 32)
    assert print_ != words_print(WORDS.replace("cold", "hot"), b"k" * 32)
    assert print_ != words_print(WORDS, b"x" * 32)


@pytest.mark.parametrize("few", ["", "It was cold.", "!!! " * 60])
def test_few_words_leave_none(few: str) -> None:
    assert words_print(few, b"k" * 32) == ""


@given(st.integers(0, 12), st.integers(0, 12), st.booleans())
def test_more_that_does_not_count_changes_nothing(count: int, more: int, upheld: bool) -> None:
    extra = [claim(100 + n, 2, upheld=upheld, is_verified=upheld, print="same") for n in range(more)]
    assert notice([*claims(count), *extra], (), NOW) == notice(claims(count), (), NOW)
