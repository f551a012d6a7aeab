"""Evidence about the five core facts: what counts as held, what is missing, and that conflicts are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.case.evidence import (
    CORE_FACTS,
    Conflict,
    CoreFact,
    Evidence,
    Held,
    Source,
    UnknownNeedsReason,
    assumed_facts,
    best_statement,
    conflicts,
    facts_held,
    missing_facts,
)

NIGHT = datetime(2026, 5, 3, 1, 10, tzinfo=UTC)


def said(
    fact: CoreFact,
    source: Source,
    value: str | None = "something",
    *,
    minutes: int = 0,
    reason: str = "",
    about: str = "",
) -> Evidence:
    return Evidence(fact, source, NIGHT + timedelta(minutes=minutes), value, reason, about)


def test_there_are_five_core_facts() -> None:
    assert [str(fact) for fact in CORE_FACTS] == [
        "expectation_not_met",
        "what_transpired",
        "who_involved",
        "impact",
        "remedy_sought",
    ]


def test_nothing_said_leaves_all_five_missing() -> None:
    assert missing_facts(facts_held([])) == CORE_FACTS


def test_a_default_holds_a_fact_until_somebody_says_something() -> None:
    default = said(CoreFact.IMPACT, Source.ASSUMED)
    assert facts_held([default]) == {CoreFact.IMPACT: Held.ASSUMED}
    assert assumed_facts(facts_held([default])) == (CoreFact.IMPACT,)
    both = facts_held([said(CoreFact.IMPACT, Source.CUSTOMER), default])
    assert both == {CoreFact.IMPACT: Held.KNOWN}


def test_unknown_outranks_a_default_and_is_outranked_by_a_statement() -> None:
    default = said(CoreFact.WHO_INVOLVED, Source.ASSUMED)
    unknown = said(CoreFact.WHO_INVOLVED, Source.STAFF, None, reason="no log of that night")
    known = said(CoreFact.WHO_INVOLVED, Source.SYSTEM, "night desk")
    assert facts_held([unknown, default])[CoreFact.WHO_INVOLVED] is Held.UNKNOWN_WITH_REASON
    assert facts_held([known, unknown])[CoreFact.WHO_INVOLVED] is Held.KNOWN


def test_unknown_without_a_reason_is_refused_at_the_fact() -> None:
    with pytest.raises(UnknownNeedsReason) as refused:
        said(CoreFact.IMPACT, Source.STAFF, None, reason="  ")
    assert refused.value.field == "impact"


def test_an_empty_text_says_nothing() -> None:
    assert facts_held([said(CoreFact.IMPACT, Source.STAFF, "  ")]) == {}


def test_none_stated_is_a_value() -> None:
    held = facts_held([said(CoreFact.REMEDY_SOUGHT, Source.CUSTOMER, "none stated")])
    assert held[CoreFact.REMEDY_SOUGHT] is Held.KNOWN


def test_evidence_without_a_zone_is_a_defect() -> None:
    with pytest.raises(ValueError, match="aware"):
        Evidence(CoreFact.IMPACT, Source.STAFF, NIGHT.replace(tzinfo=None), "x")


def test_two_versions_of_one_detail_are_both_kept() -> None:
    theirs = said(CoreFact.WHAT_TRANSPIRED, Source.CUSTOMER, "01:10", about="alarm went off")
    ours = said(CoreFact.WHAT_TRANSPIRED, Source.SYSTEM, "00:55", about="alarm went off")
    other = said(CoreFact.WHAT_TRANSPIRED, Source.CUSTOMER, "nobody came", about="answer")
    assert conflicts([theirs, ours, other]) == (
        Conflict(CoreFact.WHAT_TRANSPIRED, "alarm went off", (theirs, ours)),
    )


def test_the_same_words_and_defaults_do_not_conflict() -> None:
    one = said(CoreFact.WHAT_TRANSPIRED, Source.CUSTOMER, "Room  412", about="room")
    two = said(CoreFact.WHAT_TRANSPIRED, Source.STAFF, "room 412", about="room")
    guess = said(CoreFact.WHAT_TRANSPIRED, Source.ASSUMED, "another room", about="room")
    assert conflicts([one, two, guess]) == ()


def test_the_system_knows_best_what_happened_and_the_customer_what_they_ask() -> None:
    happened = [said(CoreFact.WHAT_TRANSPIRED, s, s.value) for s in Source]
    asked = [said(CoreFact.REMEDY_SOUGHT, s, s.value) for s in Source]
    assert best_statement(happened, CoreFact.WHAT_TRANSPIRED) == happened[3]
    assert best_statement(asked, CoreFact.REMEDY_SOUGHT) == asked[1]
    assert best_statement([], CoreFact.IMPACT) is None


def test_the_newest_of_equals_comes_first() -> None:
    old = said(CoreFact.IMPACT, Source.CUSTOMER, "no sleep")
    new = said(CoreFact.IMPACT, Source.CUSTOMER, "no sleep and a missed meeting", minutes=5)
    assert best_statement([new, old], CoreFact.IMPACT) == new
